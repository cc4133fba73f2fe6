import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";

/** Below a table, an image or a code block that ends the document, a click begins a paragraph. */
export const ReachingEnd = Extension.create({
  name: "reachingEnd",

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey("reachingEnd"),
        props: {
          handleClick: (view, _position, event) => {
            const { doc, schema, tr } = view.state;
            const last = view.dom.lastElementChild;
            const paragraph = schema.nodes["paragraph"];
            if (!view.editable || !last || !paragraph || event.clientY <= last.getBoundingClientRect().bottom) return false;
            if (doc.lastChild?.type === paragraph) return false;
            tr.insert(doc.content.size, paragraph.create());
            view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
            return true;
          },
        },
      }),
    ];
  },
});
