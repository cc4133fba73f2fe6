import { Mark, markPasteRule, mergeAttributes } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";

import { isSafeHref } from "../schema";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    safeLink: {
      /** Link the selection; false when the address is not allowed. */
      setLink: (href: string) => ReturnType;
      unsetLink: () => ReturnType;
    };
  }
}

const WEB_ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/gi;
const ONLY_WEB_ADDRESS = /^https?:\/\/\S+$/i;

/** What a person typed, as an address: `www.exemple.fr` and `nom@exemple.fr` say enough. */
export function asHref(words: string): string | null {
  const typed: string = words.trim();
  const isAddress: boolean = isSafeHref(typed);
  if (isAddress) return typed;
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(typed)) return `mailto:${typed}`;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+([/?#:]\S*)?$/i.test(typed) ) return `https://${typed}`;
  return null;
}

/** A link to an allowed address; any other is shown as the text it is. */
export const SafeLink = Mark.create<{ onOpen: (href: string) => void }>({
  name: "link",
  inclusive: false,
  exitable: true,
  priority: 1000,

  addOptions() {
    return { onOpen: () => undefined };
  },

  addAttributes() {
    return { href: { default: null } };
  },

  parseHTML() {
    return [
      {
        tag: "a[href]",
        getAttrs: (element) => {
          const href = element.getAttribute("href");
          return isSafeHref(href) ? { href } : false;
        },
      },
    ];
  },

  renderHTML({ HTMLAttributes }) {
    const href: unknown = HTMLAttributes["href"];
    if (!isSafeHref(href)) return ["span", {}, 0];
    return ["a", mergeAttributes({ href, rel: "noopener noreferrer nofollow", target: "_blank" }), 0];
  },

  addCommands() {
    return {
      setLink:
        (href) =>
        ({ chain }) =>
          isSafeHref(href) && chain().extendMarkRange("link").setMark(this.name, { href }).run(),
      unsetLink:
        () =>
        ({ chain }) =>
          chain().extendMarkRange("link").unsetMark(this.name).run(),
    };
  },

  addPasteRules() {
    return [
      markPasteRule({
        find: (text) => [...text.matchAll(WEB_ADDRESS)].map((match) => ({ index: match.index, text: match[0], data: { href: match[0] } })),
        type: this.type,
        getAttributes: (match) => {
          const href: unknown = match.data?.["href"];
          return isSafeHref(href) ? { href } : false;
        },
      }),
    ];
  },

  addProseMirrorPlugins() {
    const { type, editor, options } = this;
    return [
      new Plugin({
        key: new PluginKey("safeLink"),
        props: {
          // An address pasted upon selected words links them.
          handlePaste: (view, event) => {
            const text = event.clipboardData?.getData("text/plain").trim() ?? "";
            if (view.state.selection.empty || !ONLY_WEB_ADDRESS.test(text) || !isSafeHref(text)) return false;
            const { from, to } = view.state.selection;
            view.dispatch(view.state.tr.addMark(from, to, type.create({ href: text })));
            return true;
          },
          handleDOMEvents: {
            click: (_view, event) => {
              const anchor = event.target instanceof Element ? event.target.closest("a[href]") : null;
              if (!anchor) return false;
              event.preventDefault();
              const href = anchor.getAttribute("href");
              const wants = !editor.isEditable || event.ctrlKey || event.metaKey;
              if (wants && isSafeHref(href)) options.onOpen(href);
              return false;
            },
          },
        },
      }),
    ];
  },
});
