/**
 * Finding words again by what they were and what stood around them. The server follows the same rules
 * (apps/documents/margin/searching.py): if one changes, so must the other.
 */

/** Fewer characters are found anywhere, so they prove nothing. */
const SHORTEST = 4;
/** So many characters of the surroundings, or so many of the words themselves, are no coincidence. */
const ENOUGH_AROUND = 8;
const ENOUGH_WORDS = 20;
/** Fewer do where nothing contradicts: the line ends before the surroundings differ. */
const ENOUGH_UNCONTRADICTED = 4;
const MOST_CANDIDATES = 1000;

export interface Found {
  line: number;
  at: number;
}

function* occurrences(text: string, wanted: string): Generator<number> {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) yield at;
}

/** Where the words stand; a point stands behind or before what was at its side. */
function* candidates(lines: readonly string[], quote: string, prefix: string, suffix: string): Generator<Found> {
  const before = prefix.slice(-ENOUGH_AROUND);
  const behind = suffix.slice(0, ENOUGH_AROUND);
  for (const [line, text] of lines.entries()) {
    if (quote !== "") {
      for (const at of occurrences(text, quote)) yield { line, at };
      continue;
    }
    if (before !== "") for (const at of occurrences(text, before)) yield { line, at: at + before.length };
    if (behind !== "") for (const at of occurrences(text, behind)) yield { line, at };
  }
}

interface Around {
  /** How many characters around a place are those that were there. */
  alike: number;
  /** Whether others differ before the line ends. */
  isContradicted: boolean;
}

function aroundOf(text: string, start: number, end: number, prefix: string, suffix: string): Around {
  const mostBefore = Math.min(prefix.length, start);
  const mostBehind = Math.min(suffix.length, text.length - end);
  let before = 0;
  while (before < mostBefore && text[start - 1 - before] === prefix[prefix.length - 1 - before]) before += 1;
  let behind = 0;
  while (behind < mostBehind && text[end + behind] === suffix[behind]) behind += 1;
  return { alike: before + behind, isContradicted: before < mostBefore || behind < mostBehind };
}

/** The one place with the most of its surroundings, if these are enough; else null. */
export function findWords(lines: readonly string[], quote: string, prefix: string, suffix: string): Found | null {
  if ((prefix + quote + suffix).trim().length < SHORTEST) return null;
  let best: Around = { alike: -1, isContradicted: true };
  let places: Found[] = [];
  let count = 0;
  for (const found of candidates(lines, quote, prefix, suffix)) {
    count += 1;
    if (count > MOST_CANDIDATES) return null;
    const around = aroundOf(lines[found.line] ?? "", found.at, found.at + quote.length, prefix, suffix);
    if (around.alike > best.alike) [best, places] = [around, []];
    const isKnown = places.some(({ line, at }) => line === found.line && at === found.at);
    if (around.alike === best.alike && !isKnown) places.push(found);
  }
  const isWhole = best.alike === prefix.length + suffix.length;
  const needed = best.isContradicted ? ENOUGH_AROUND : ENOUGH_UNCONTRADICTED;
  const isEnough = isWhole || best.alike >= needed || quote.trim().length >= ENOUGH_WORDS;
  return places.length === 1 && isEnough ? (places[0] ?? null) : null;
}
