import { useCallback, useMemo, useState } from "react";

import type { Item } from "@/shared/api/types";

import { NOTHING_CHOSEN, prune, type Selection } from "./selection";

export interface ItemSelection {
  state: Selection;
  change: (change: (state: Selection) => Selection) => void;
  ids: readonly string[];
  chosenItems: readonly Item[];
}

/** The choice among the items shown; it forgets what is no longer listed. */
export function useSelection(items: readonly Item[], initial: string | null = null): ItemSelection {
  const ids = useMemo(() => items.map((item) => item.id), [items]);
  const [state, setState] = useState<Selection>(() =>
    initial === null ? NOTHING_CHOSEN : { chosen: new Set([initial]), focus: initial, anchor: initial },
  );
  const [listed, setListed] = useState(ids);
  if (listed !== ids) {
    setListed(ids);
    // Before the first rows have come, the item that the address names is not listed yet.
    if (listed.length > 0 || initial === null) setState((before) => prune(before, ids, listed));
  }
  const change = useCallback((by: (before: Selection) => Selection) => setState(by), []);
  const chosenItems = useMemo(
    () => (state.chosen.size === 0 ? [] : items.filter((item) => state.chosen.has(item.id))),
    [items, state.chosen],
  );
  return { state, change, ids, chosenItems };
}
