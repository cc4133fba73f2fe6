import { mergeAttributes, Node } from "@tiptap/core";

/** A person of the organisation named in the text. The label is what her name was then. */
export const Mention = Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  selectable: false,

  addAttributes() {
    return {
      id: { default: null, parseHTML: (element) => element.getAttribute("data-mention"), rendered: false },
      label: { default: "", parseHTML: (element) => element.textContent.replace(/^@/, ""), rendered: false },
    };
  },

  parseHTML() {
    return [{ tag: "span[data-mention]" }];
  },

  renderHTML({ node, HTMLAttributes }) {
    const attributes = { class: "mention", "data-mention": String(node.attrs["id"] ?? "") };
    return ["span", mergeAttributes(HTMLAttributes, attributes), `@${String(node.attrs["label"])}`];
  },

  renderText: ({ node }) => `@${String(node.attrs["label"])}`,

  addKeyboardShortcuts() {
    return {
      // One press takes the name back to a bare @, as typing it again would begin.
      Backspace: () =>
        this.editor.commands.command(({ tr, state }) => {
          const { empty, $from } = state.selection;
          const before = $from.nodeBefore;
          if (!empty || before?.type !== this.type) return false;
          tr.insertText("@", $from.pos - before.nodeSize, $from.pos);
          return true;
        }),
    };
  },
});
