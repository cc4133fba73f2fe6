import { mergeAttributes, Node } from "@tiptap/core";

export const CALLOUT_KINDS = ["info", "success", "warning", "danger"] as const;
export type CalloutKind = (typeof CALLOUT_KINDS)[number];

function asKind(value: unknown): CalloutKind {
  return CALLOUT_KINDS.find((kind) => kind === value) ?? "info";
}

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    callout: {
      toggleCallout: (kind: CalloutKind) => ReturnType;
      setCalloutKind: (kind: CalloutKind) => ReturnType;
    };
  }
}

interface Options {
  /** What a reader who does not see the colour hears. */
  labels: Record<CalloutKind, string>;
}

/** Blocks set apart: a remark, a success, a warning, a danger. */
export const Callout = Node.create<Options>({
  name: "callout",
  group: "block",
  content: "block+",
  defining: true,

  addOptions() {
    return { labels: { info: "", success: "", warning: "", danger: "" } };
  },

  addAttributes() {
    return {
      kind: {
        default: "info",
        parseHTML: (element) => asKind(element.getAttribute("data-callout")),
        renderHTML: ({ kind }) => ({ "data-callout": asKind(kind) }),
      },
    };
  },

  parseHTML() {
    return [{ tag: "aside[data-callout]" }, { tag: "div[data-callout]" }];
  },

  renderHTML({ node, HTMLAttributes }) {
    const label = this.options.labels[asKind(node.attrs["kind"])];
    return ["div", mergeAttributes(HTMLAttributes, { class: "callout", role: "note", "aria-label": label }), 0];
  },

  addCommands() {
    return {
      toggleCallout:
        (kind) =>
        ({ commands }) =>
          commands.toggleWrap(this.name, { kind }),
      setCalloutKind:
        (kind) =>
        ({ commands }) =>
          commands.updateAttributes(this.name, { kind }),
    };
  },
});
