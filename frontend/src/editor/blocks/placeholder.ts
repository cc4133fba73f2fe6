import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

/** What to do, said in an empty document and in the empty paragraph where the cursor is. */
export const Placeholder = Extension.create<{ empty: string; line: string }>({
  name: "placeholder",

  addOptions() {
    return { empty: "", line: "" };
  },

  addProseMirrorPlugins() {
    const { options, editor } = this;
    return [
      new Plugin({
        key: new PluginKey("placeholder"),
        props: {
          decorations: ({ doc, selection }) => {
            const { $from, empty } = selection;
            const block = $from.parent;
            if (!editor.isEditable || !empty || $from.depth !== 1) return null;
            if (block.type.name !== "paragraph" || block.content.size > 0) return null;
            const text = doc.childCount === 1 ? options.empty : options.line;
            const from = $from.before();
            const attributes = { class: "is-empty", "data-placeholder": text };
            return DecorationSet.create(doc, [Decoration.node(from, from + block.nodeSize, attributes)]);
          },
        },
      }),
    ];
  },
});
