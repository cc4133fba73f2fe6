import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";

/** From here on, the browser lays out what is near the view only (editor.css). */
const LONG_BLOCKS = 120;

/** How the element of the text presents itself. */
export const ContentElement = Extension.create({
  name: "contentElement",

  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: new PluginKey("contentElement"),
        props: {
          attributes: ({ doc }): Record<string, string> => ({
            class: doc.childCount > LONG_BLOCKS ? "doc-content is-long" : "doc-content",
            // Said again here: setting an option drops what Tiptap gave the element at its birth.
            role: "textbox",
            "aria-readonly": String(!editor.options.editable),
            // Without it a text that cannot be written could not be reached by the keyboard.
            ...(!editor.options.editable && { tabindex: "0" }),
          }),
        },
      }),
    ];
  },
});
