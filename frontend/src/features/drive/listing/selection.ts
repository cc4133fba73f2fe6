/**
 * Which rows are chosen, where the keyboard is, and where a range starts. Pure: the lists of ids are
 * passed in, in the order shown.
 */
export interface Selection {
  chosen: ReadonlySet<string>;
  /** The row that has the keyboard. */
  focus: string | null;
  /** Where Shift extends from. */
  anchor: string | null;
}

export interface Modifiers {
  shift: boolean;
  /** Ctrl, or ⌘ on Apple machines. */
  toggle: boolean;
}

export const NOTHING_CHOSEN: Selection = { chosen: new Set(), focus: null, anchor: null };

function range(ids: readonly string[], from: string | null, to: string): Set<string> {
  const a = from === null ? -1 : ids.indexOf(from);
  const b = ids.indexOf(to);
  if (b < 0) return new Set();
  const start = a < 0 ? b : Math.min(a, b);
  return new Set(ids.slice(start, Math.max(a, b) + 1));
}

function toggled(chosen: ReadonlySet<string>, id: string): Set<string> {
  const result = new Set(chosen);
  if (!result.delete(id)) result.add(id);
  return result;
}

/** A click: alone it chooses one row, with Ctrl it adds or removes, with Shift it extends. */
export function click(state: Selection, ids: readonly string[], id: string, keys: Modifiers): Selection {
  if (keys.shift) {
    return { chosen: range(ids, state.anchor ?? state.focus, id), focus: id, anchor: state.anchor ?? id };
  }
  if (keys.toggle) return { chosen: toggled(state.chosen, id), focus: id, anchor: id };
  return { chosen: new Set([id]), focus: id, anchor: id };
}

/** The keyboard moves to a row: the choice follows, extends with Shift, stays with Ctrl. */
export function moveTo(state: Selection, ids: readonly string[], id: string, keys: Modifiers): Selection {
  if (keys.toggle && !keys.shift) return { ...state, focus: id };
  return click(state, ids, id, { shift: keys.shift, toggle: false });
}

export function toggle(state: Selection, id: string): Selection {
  return { chosen: toggled(state.chosen, id), focus: id, anchor: id };
}

export function chooseAll(state: Selection, ids: readonly string[]): Selection {
  return { ...state, chosen: new Set(ids) };
}

export function clear(state: Selection): Selection {
  return { chosen: new Set(), focus: state.focus, anchor: null };
}

/** Forget rows that are no longer listed; the keyboard goes to the row that took the place. */
export function prune(state: Selection, ids: readonly string[], previous: readonly string[]): Selection {
  const listed = new Set(ids);
  const chosen = new Set([...state.chosen].filter((id) => listed.has(id)));
  const focus = state.focus === null || listed.has(state.focus)
    ? state.focus
    : (ids[Math.min(previous.indexOf(state.focus), ids.length - 1)] ?? null);
  const anchor = state.anchor !== null && listed.has(state.anchor) ? state.anchor : null;
  if (chosen.size === state.chosen.size && focus === state.focus && anchor === state.anchor) return state;
  return { chosen, focus, anchor };
}

/** The row that a key leads to from `index`, in rows of `columns`; null when the key is no move. */
export function keyTarget(
  key: string,
  index: number,
  count: number,
  columns: number,
  rowsPerPage: number,
): number | null {
  const steps: Record<string, number> = {
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * rowsPerPage,
    PageUp: -columns * rowsPerPage,
    ...(columns > 1 && { ArrowRight: 1, ArrowLeft: -1 }),
  };
  if (count === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  if (step === undefined) return null;
  const target = index + step;
  if (key.startsWith("Page")) return Math.max(0, Math.min(count - 1, target));
  return target < 0 || target >= count ? index : target;
}
