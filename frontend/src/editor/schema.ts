import schema from "@schema";

/**
 * What a document may hold, from the file that the server reads too. Whatever comes from the shared
 * document passes through here before it is shown: a peer can write any attribute it likes.
 */
interface Spec {
  type: string;
  default: unknown;
  values?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  max_length?: number;
  pattern?: string;
}

interface NodeSpec {
  block_id?: boolean;
  attributes?: Record<string, Spec>;
}

type Attributes = Record<string, unknown>;

const NODES = schema.nodes as Record<string, NodeSpec>;
const MARKS = schema.marks as Record<string, { attributes?: Record<string, Spec> }>;
const ID = new RegExp(schema.block_id.pattern);
const MOST_CELLS = 1000;
const patterns = new Map<string, RegExp>();

export const FIELD = schema.field;

/** The nodes that carry an id of their own, for comments, history and the outline. */
export const IDENTIFIED = Object.entries(NODES)
  .filter(([, spec]) => spec.block_id)
  .map(([name]) => name);

const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
// Browsers drop these before they read an address, so "java\nscript:" would pass for something else.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0020\u00a0\u2028\u2029]/;

/** Whether an address may stand behind a link: an allowed scheme, or a path on this site. */
export function isSafeHref(href: unknown): href is string {
  if (typeof href !== "string" || href.length > schema.links.max_length || INVISIBLE.test(href)) return false;
  if (href.startsWith(schema.links.relative)) return !/^\/[/\\]/.test(href);
  const scheme = SCHEME.exec(href)?.[1]?.toLowerCase();
  return scheme !== undefined && schema.links.schemes.includes(scheme);
}

function matches(pattern: string, value: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(pattern);
  patterns.set(pattern, known);
  return known.test(value);
}

function isInteger(value: unknown, { minimum, maximum, values }: Spec): value is number {
  return (
    Number.isSafeInteger(value) &&
    (value as number) >= (minimum ?? -Infinity) &&
    (value as number) <= (maximum ?? Infinity) &&
    (values === undefined || values.includes(value))
  );
}

/** Other libraries write numbers as text or as big integers; they mean the same. */
function asNumber(value: unknown): unknown {
  return typeof value === "bigint" || (typeof value === "string" && /^\d{1,7}$/.test(value)) ? Number(value) : value;
}

function text(value: unknown, { max_length, values, pattern }: Spec): string | null {
  if (typeof value !== "string" || value.length > (max_length ?? 1000)) return null;
  if (values && !values.includes(value)) return null;
  return pattern === undefined || matches(pattern, value) ? value : null;
}

function integers(value: unknown, spec: Spec): number[] | null {
  if (!Array.isArray(value) || value.length > MOST_CELLS) return null;
  const numbers = value.map(asNumber);
  return numbers.every((number) => number === 0 || isInteger(number, spec)) ? (numbers) : null;
}

function clean(value: unknown, spec: Spec): unknown {
  switch (spec.type) {
    case "integer": {
      const number = asNumber(value);
      return isInteger(number, spec) ? number : spec.default;
    }
    case "integers":
      return integers(value, spec) ?? spec.default;
    case "boolean":
      return value === true || value === "true";
    case "link":
      return isSafeHref(value) ? value : null;
    default:
      return text(value, spec) ?? spec.default;
  }
}

function cleanAll(specs: Record<string, Spec> | undefined, raw: Attributes): Attributes {
  return Object.fromEntries(Object.entries(specs ?? {}).map(([name, spec]) => [name, clean(raw[name], spec)]));
}

/** The attributes of a node as the schema allows them; null for a node it does not know. */
export function cleanNode(name: string, raw: Attributes): Attributes | null {
  const spec = NODES[name];
  if (!spec) return null;
  const id = raw["id"];
  const identity = spec.block_id ? { id: typeof id === "string" && ID.test(id) ? id : null } : {};
  return { ...cleanAll(spec.attributes, raw), ...identity };
}

/** The attributes of a mark; null for a mark that is unknown or leads somewhere it must not. */
export function cleanMark(name: string, raw: unknown): Attributes | null {
  const spec = MARKS[name];
  if (!spec) return null;
  const cleaned = cleanAll(spec.attributes, typeof raw === "object" && raw !== null ? (raw as Attributes) : {});
  return "href" in cleaned && cleaned["href"] === null ? null : cleaned;
}
