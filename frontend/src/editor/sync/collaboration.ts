import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { redo, undo, ySyncPlugin, ySyncPluginKey, yUndoPlugin, yUndoPluginKey } from "@tiptap/y-tiptap";
import type { ProsemirrorBinding } from "@tiptap/y-tiptap";
import type { UndoManager, XmlFragment } from "yjs";

import { adopt } from "./binding";

interface Options {
  fragment: XmlFragment | null;
}

/** Run something that may change heights above the view, and leave what is seen where it was. */
function keepPlace(view: EditorView, act: () => void): void {
  const scroller = view.dom.closest<HTMLElement>("[data-scroller]");
  const seen = scroller && firstSeen(view.dom, scroller);
  const before = seen?.getBoundingClientRect().top ?? 0;
  act();
  if (!scroller || !seen?.isConnected) return;
  const moved = seen.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
}

/** The first block that reaches into the view, by halving: there may be thousands. */
function firstSeen(content: HTMLElement, scroller: HTMLElement): Element | null {
  const blocks = content.children;
  const { top } = scroller.getBoundingClientRect();
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
    else low = middle + 1;
  }
  return blocks[low] ?? null;
}

/** Whether a change came from the shared document rather than from these hands. */
export function isRemote(tr: { getMeta: (key: PluginKey) => unknown }): boolean {
  const facts = tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined;
  return facts?.isChangeOrigin === true;
}

/** Own edits that can be taken back, and given back. Others' edits are never among them. */
export function undoManagerOf(view: EditorView): UndoManager {
  return (yUndoPluginKey.getState(view.state) as { undoManager: UndoManager }).undoManager;
}

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    sharedHistory: {
      undo: () => ReturnType;
      redo: () => ReturnType;
    };
  }
}

/** Binds the editor to the shared document: content both ways, and undoing one's own edits only. */
export const SharedContent = Extension.create<Options>({
  name: "sharedContent",
  priority: 1000,

  addOptions() {
    return { fragment: null };
  },

  addCommands() {
    const step =
      (name: "undoStack" | "redoStack", act: typeof undo) =>
      () =>
      ({ tr, state, dispatch, view }: { tr: { setMeta: (key: string, value: boolean) => unknown }; state: Parameters<typeof undo>[0]; dispatch: unknown; view: EditorView }) => {
        // The shared document makes the transaction itself.
        tr.setMeta("preventDispatch", true);
        if (!view.editable || undoManagerOf(view)[name].length === 0) return false;
        return dispatch ? act(state) : true;
      };
    return { undo: step("undoStack", undo), redo: step("redoStack", redo) };
  },

  addKeyboardShortcuts() {
    return {
      "Mod-z": () => this.editor.commands.undo(),
      "Mod-y": () => this.editor.commands.redo(),
      "Shift-Mod-z": () => this.editor.commands.redo(),
    };
  },

  addProseMirrorPlugins() {
    const { fragment } = this.options;
    if (!fragment) throw new Error("the shared content needs its fragment");
    const { editor } = this;
    return [
      ySyncPlugin(fragment) as Plugin,
      new Plugin({
        key: new PluginKey("adoptBinding"),
        state: {
          // Made after the binding and before its view, which is when it starts to listen.
          init: (_config, state) => {
            const shared = ySyncPluginKey.getState(state) as { binding: ProsemirrorBinding };
            adopt(shared.binding, keepPlace);
            return null;
          },
          apply: () => null,
        },
        // A reader's page changes nothing by itself: no repairs of tables, no ids.
        filterTransaction: (tr) => !tr.docChanged || editor.isEditable || isRemote(tr),
      }),
      yUndoPlugin() as Plugin,
    ];
  },
});
