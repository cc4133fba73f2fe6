import type { Editor } from "@tiptap/core";
import { createContext, use } from "react";

import type { Live } from "./live/live";

/** What every part of the editor's page can reach. */
export interface DocumentContext extends Live {
  editor: Editor;
  /** The panel open at the side, by its id, or null. */
  panel: string | null;
  openPanel: (id: string | null) => void;
}

export const CurrentDocument = createContext<DocumentContext | null>(null);

/** The open document. Throws outside of it. */
export function useDocument(): DocumentContext {
  const current = use(CurrentDocument);
  if (!current) throw new Error("no document is open here");
  return current;
}
