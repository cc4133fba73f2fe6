import { useEffect } from "react";

import { Store } from "@/shared/ui/store";

export interface Place {
  id: string;
  name: string;
}

/** The folder on screen, for drops anywhere in the window: null when nothing may be put in it. */
export const currentFolder = new Store<Place | null | undefined>(undefined);

/** Say that this folder is on screen; `undefined` while none is, and drops go to the personal folder. */
export function useCurrentFolder(place: Place | null | undefined): void {
  const id = place?.id;
  const name = place?.name;
  const isRefused = place === null;
  useEffect(() => {
    currentFolder.set(isRefused ? null : id === undefined || name === undefined ? undefined : { id, name });
    return () => currentFolder.set(undefined);
  }, [id, name, isRefused]);
}
