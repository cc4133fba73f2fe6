import type { Extensions } from "@tiptap/core";
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

import { HISTORY } from "./history";
import type { Live } from "./live/live";
import { MARGIN } from "./margin";
import type { EditorSession } from "./session";
import type { EditorWord } from "./words";

/** A panel at the side of the page; opened by a button in its head. `useDocument()` reaches everything. */
export interface SidePanel {
  id: string;
  word: EditorWord;
  icon: LucideIcon;
  isOffered: (session: EditorSession) => boolean;
  /** Best made with `lazy`: most openings never see it. */
  Component: ComponentType;
}

/** What a part of the product adds to the editor: comments, suggestions, history. */
export interface AddOn {
  panels?: readonly SidePanel[];
  /** Extensions of the editor, for decorations in the text and for shortcuts. */
  extensions?: (live: Live) => Extensions;
  /** Controls at the end of the toolbar, about the selection. */
  Tools?: ComponentType;
  /** Rendered once beside the page while a document is open; shows nothing or floats. */
  Companion?: ComponentType;
}

export const ADD_ONS: readonly AddOn[] = [MARGIN, HISTORY];
