import type { Editor } from "@tiptap/core";
import { Columns3, Heading, Merge, Rows3, Split, Trash2 } from "lucide-react";

import type { MenuGroups } from "@/shared/ui/menu";

import type { Words } from "../words";

/** What can be done with the table around the cursor; what cannot at the moment is left out. */
export function tableActions(editor: Editor, words: Words): MenuGroups {
  const run = () => editor.chain().focus();
  const can = editor.can();
  return [
    [
      { id: "row_above", icon: Rows3, label: words("table.row_above"), onAction: () => run().addRowBefore().run() },
      { id: "row_below", icon: Rows3, label: words("table.row_below"), onAction: () => run().addRowAfter().run() },
      { id: "column_left", icon: Columns3, label: words("table.column_left"), onAction: () => run().addColumnBefore().run() },
      { id: "column_right", icon: Columns3, label: words("table.column_right"), onAction: () => run().addColumnAfter().run() },
    ],
    [
      { id: "header_row", icon: Heading, label: words("table.header_row"), onAction: () => run().toggleHeaderRow().run() },
      ...(can.mergeCells()
        ? [{ id: "merge", icon: Merge, label: words("table.merge"), onAction: () => run().mergeCells().run() }]
        : []),
      ...(can.splitCell()
        ? [{ id: "split", icon: Split, label: words("table.split"), onAction: () => run().splitCell().run() }]
        : []),
    ],
    [
      { id: "delete_row", icon: Trash2, label: words("table.delete_row"), onAction: () => run().deleteRow().run() },
      { id: "delete_column", icon: Trash2, label: words("table.delete_column"), onAction: () => run().deleteColumn().run() },
      { id: "delete", icon: Trash2, tone: "danger", label: words("table.delete"), onAction: () => run().deleteTable().run() },
    ],
  ];
}
