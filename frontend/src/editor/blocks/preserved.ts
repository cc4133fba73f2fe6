import { Node } from "@tiptap/core";

import { PRESERVED, PRESERVED_INLINE } from "../sync/render";

interface Options {
  label: string;
}

/** Stands for content that this version of the editor does not know. It can be removed, not changed. */
export const Preserved = Node.create<Options>({
  name: PRESERVED,
  group: "block",
  atom: true,
  draggable: false,

  addOptions() {
    return { label: "" };
  },

  addAttributes() {
    return { words: { default: "", rendered: false } };
  },

  renderHTML({ node }) {
    const words = String(node.attrs["words"]);
    return ["div", { class: "preserved" }, ["strong", {}, this.options.label], ["p", {}, words]];
  },

  renderText: ({ node }) => String(node.attrs["words"]),
});

export const PreservedInline = Node.create({
  name: PRESERVED_INLINE,
  group: "inline",
  inline: true,
  atom: true,
  draggable: false,

  addAttributes() {
    return { words: { default: "", rendered: false } };
  },

  renderHTML({ node }) {
    return ["span", { class: "preserved" }, String(node.attrs["words"])];
  },

  renderText: ({ node }) => String(node.attrs["words"]),
});
