import type { DocumentContext } from "../document-context";
import type { Range } from "./places";

const ABOVE = 120;

/** Bring the words of a comment into view, unless they are there. */
export function reveal({ editor }: DocumentContext, range: Range | null): void {
  const scroller = editor.view.dom.closest<HTMLElement>("[data-scroller]");
  if (!range || !scroller || range.from > editor.state.doc.content.size) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  const at = editor.view.coordsAtPos(range.from).top;
  if (at >= top && at < bottom - ABOVE) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  scroller.scrollBy({ top: at - top - ABOVE, behavior });
}
