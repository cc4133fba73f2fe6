import { mergeAttributes, Node } from "@tiptap/core";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    pageBreak: { setPageBreak: () => ReturnType };
  }
}

/** Where print and export begin a new page. */
export const PageBreak = Node.create<{ label: string }>({
  name: "pageBreak",
  group: "block",
  atom: true,

  addOptions() {
    return { label: "" };
  },

  parseHTML() {
    return [
      { tag: "div[data-page-break]" },
      {
        tag: "br",
        priority: 60,
        // How Word and LibreOffice write one.
        getAttrs: (element) => (/(page-break-before|break-before)\s*:\s*(always|page)/.test(element.getAttribute("style") ?? "") ? null : false),
      },
    ];
  },

  renderHTML({ HTMLAttributes }) {
    const attributes = { "data-page-break": "", class: "page-break", "aria-label": this.options.label, role: "separator" };
    return ["div", mergeAttributes(HTMLAttributes, attributes)];
  },

  addCommands() {
    return {
      setPageBreak:
        () =>
        ({ chain }) =>
          chain().insertContent({ type: this.name }).run(),
    };
  },

  addKeyboardShortcuts() {
    return { "Mod-Enter": () => this.editor.commands.setPageBreak() };
  },
});
