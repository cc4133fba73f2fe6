import { useSyncExternalStore } from "react";

import type { DocumentProvider, ProviderStatus } from "./provider";

/** One fact of the line; who shows it is drawn again when it changes, not at each letter. */
export function useStatus<T extends string | number | boolean | null>(
  { status }: DocumentProvider,
  select: (status: ProviderStatus) => T,
): T {
  return useSyncExternalStore(status.subscribe, () => select(status.get()));
}
