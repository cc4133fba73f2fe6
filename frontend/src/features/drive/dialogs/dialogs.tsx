import { lazy, Suspense } from "react";

import type { Item } from "@/shared/api/types";
import { withWords } from "@/shared/i18n";

const load = {
  newFolder: () => withWords(import("./new-folder-dialog")),
  newDocument: () => withWords(import("./new-document-dialog")),
  rename: () => withWords(import("./rename-dialog")),
  place: () => withWords(import("./place-dialog")),
  share: () => withWords(import("../../sharing/share-dialog")),
};

const NewFolderDialog = lazy(load.newFolder);
const NewDocumentDialog = lazy(load.newDocument);
const RenameDialog = lazy(load.rename);
const PlaceDialog = lazy(load.place);
const ShareDialog = lazy(load.share);

/** Fetch the dialogs while nothing else is to do: what is typed right after F2 must find its field. */
export function fetchDialogs(): void {
  // Without network there is nothing to say: opening one will try again.
  for (const fetch of Object.values(load)) fetch().catch(() => undefined);
}

/** The dialog that is open over a list of items. */
export type OpenDialog =
  | { kind: "rename"; item: Item }
  | { kind: "new-folder" | "new-document"; parentId: string }
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
    case "new-document":
      return <NewDocumentDialog parentId={open.parentId} onClose={onClose} />;
    case "move":
    case "copy":
      return <PlaceDialog kind={open.kind} items={open.items} onClose={onClose} />;
    case "share":
      return <ShareDialog item={open.item} onClose={onClose} />;
  }
}
