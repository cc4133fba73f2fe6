import type { ChainedCommands } from "@tiptap/core";
import {
  AlertTriangle,
  CircleCheck,
  Code2,
  Heading1,
  Heading2,
  Heading3,
  Image,
  Info,
  List,
  ListOrdered,
  ListTodo,
  Minus,
  OctagonAlert,
  Pilcrow,
  Quote,
  SeparatorHorizontal,
  Table,
  type LucideIcon,
} from "lucide-react";

import type { EditorWord } from "../words";

/** A kind of block one can begin, for the menus: what it is called, how it is made. */
export interface BlockChoice {
  id: string;
  word: EditorWord;
  icon: LucideIcon;
  /** Other words a person may type for it, in both languages. */
  also: string;
  run: (chain: ChainedCommands) => ChainedCommands;
}

const NEW_TABLE = { rows: 3, cols: 3, withHeaderRow: true };

export const BLOCK_CHOICES: readonly BlockChoice[] = [
  { id: "paragraph", word: "block.paragraph", icon: Pilcrow, also: "texte text normal", run: (c) => c.setParagraph() },
  { id: "heading1", word: "block.heading1", icon: Heading1, also: "h1 title", run: (c) => c.setHeading({ level: 1 }) },
  { id: "heading2", word: "block.heading2", icon: Heading2, also: "h2 title", run: (c) => c.setHeading({ level: 2 }) },
  { id: "heading3", word: "block.heading3", icon: Heading3, also: "h3 title", run: (c) => c.setHeading({ level: 3 }) },
  { id: "bullets", word: "block.bullets", icon: List, also: "puces ul list", run: (c) => c.toggleBulletList() },
  { id: "numbers", word: "block.numbers", icon: ListOrdered, also: "ol list 1.", run: (c) => c.toggleOrderedList() },
  { id: "tasks", word: "block.tasks", icon: ListTodo, also: "case todo checkbox", run: (c) => c.toggleTaskList() },
  { id: "table", word: "block.table", icon: Table, also: "grille grid", run: (c) => c.insertTable(NEW_TABLE) },
  { id: "image", word: "block.image", icon: Image, also: "photo picture", run: (c) => c },
  { id: "quote", word: "block.quote", icon: Quote, also: "quote blockquote", run: (c) => c.toggleBlockquote() },
  { id: "info", word: "callout.info", icon: Info, also: "encadre callout note", run: (c) => c.toggleCallout("info") },
  { id: "success", word: "callout.success", icon: CircleCheck, also: "encadre callout ok", run: (c) => c.toggleCallout("success") },
  { id: "warning", word: "callout.warning", icon: AlertTriangle, also: "encadre callout", run: (c) => c.toggleCallout("warning") },
  { id: "danger", word: "callout.danger", icon: OctagonAlert, also: "encadre callout", run: (c) => c.toggleCallout("danger") },
  { id: "code", word: "block.code", icon: Code2, also: "pre source", run: (c) => c.toggleCodeBlock() },
  { id: "rule", word: "block.rule", icon: Minus, also: "hr separateur", run: (c) => c.setHorizontalRule() },
  { id: "page", word: "block.page_break", icon: SeparatorHorizontal, also: "page", run: (c) => c.setPageBreak() },
];
