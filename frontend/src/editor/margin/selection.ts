import type { EditorView } from "@tiptap/pm/view";

/**
 * Take in where the browser's selection is now. The editor hears of it a moment later, and what it is
 * asked to draw in between would put the caret back to where it thought it was.
 */
export function takeSelection(view: EditorView): void {
  // What the editor itself calls when it hears of a selection; not among its published types.
  const { domObserver } = view as unknown as { domObserver: { flush: () => void } };
  if (view.hasFocus()) domObserver.flush();
}
