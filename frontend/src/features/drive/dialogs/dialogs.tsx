import { lazy, Suspense } from "react";

import type { Item } from "@/shared/api/types";

const NewFolderDialog = lazy(() => import("./new-folder-dialog"));
const RenameDialog = lazy(() => import("./rename-dialog"));
const PlaceDialog = lazy(() => import("./place-dialog"));
const ShareDialog = lazy(() => import("../../sharing/share-dialog"));

/** The dialog that is open over a list of items. */
export type OpenDialog =
  | { kind: "rename"; item: Item }
  | { kind: "new-folder"; parentId: string }
  | { kind: "move" | "copy"; items: readonly Item[] }
  | { kind: "share"; item: Item };

export function ItemDialogs({ open, onClose }: { open: OpenDialog | null; onClose: () => void }) {
  if (open === null) return null;
  return <Suspense fallback={null}>{dialogFor(open, onClose)}</Suspense>;
}

function dialogFor(open: OpenDialog, onClose: () => void) {
  switch (open.kind) {
    case "rename":
      return <RenameDialog item={open.item} onClose={onClose} />;
    case "new-folder":
      return <NewFolderDialog parentId={open.parentId} onClose={onClose} />;
    case "move":
    case "copy":
      return <PlaceDialog kind={open.kind} items={open.items} onClose={onClose} />;
    case "share":
      return <ShareDialog item={open.item} onClose={onClose} />;
  }
}
