import { useEditorState } from "@tiptap/react";
import { MessageSquarePlus, PencilLine } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "@/shared/ui/button";
import { useStore } from "@/shared/ui/store";

import { useDocument, type DocumentContext } from "../document-context";
import { may } from "../session";
import { openField } from "./drafting";
import { marginOf } from "./margin";
import "./margin.css";
import { anchorRange } from "./places";
import { reveal } from "./reveal";
import { MARGIN_PANEL } from "./names";

const BUBBLE_HEIGHT = 44;
const SETTLE_MS = 250;

/** Ask for a comment on what is selected; false where nothing is. */
export function beginComment(context: DocumentContext): boolean {
  const { editor, openPanel } = context;
  const { from, to } = editor.state.selection;
  const anchored = from === to ? null : anchorRange(editor.view, { from, to });
  if (!anchored || anchored.quote.trim() === "") return false;
  marginOf(context).set({ commenting: { ...anchored, from, to }, active: null });
  openPanel(MARGIN_PANEL);
  return true;
}

/** Turn suggesting on or off. For who may not write, it is also what gives the text a caret. */
export function setSuggesting(context: DocumentContext, isSuggesting: boolean): void {
  const { editor, provider } = context;
  const { isReadOnly, ending } = provider.status.get();
  marginOf(context).set({ isSuggesting });
  editor.setEditable(ending === null && (isSuggesting || !isReadOnly), false);
}

/** Begin a suggestion on what is selected. */
function beginSuggestion(context: DocumentContext): void {
  setSuggesting(context, true);
  openField(marginOf(context), context.editor.view);
}

interface Spot {
  left: number;
  top: number;
}

/** Above the selection, or below it where there is no room. */
function spotOf({ editor }: DocumentContext): Spot | null {
  if (editor.isDestroyed) return null;
  const { doc, selection } = editor.state;
  const { from, to, empty } = selection;
  if (empty || doc.textBetween(from, to).trim() === "") return null;
  const start = editor.view.coordsAtPos(from);
  const scroller = editor.view.dom.closest("[data-scroller]")?.getBoundingClientRect();
  const above = start.top - BUBBLE_HEIGHT - 6;
  const top = above > (scroller?.top ?? 0) ? above : editor.view.coordsAtPos(to).bottom + 6;
  return { left: Math.max(8, Math.min(start.left, innerWidth - 260)), top };
}

/** What is selected, as one word; empty where nothing is, however the caret moves. */
function selectionOf({ editor: { state } }: { editor: DocumentContext["editor"] }): string {
  const { from, to, empty } = state.selection;
  return empty ? "" : `${from}-${to}`;
}

/** Where the bubble stands, once the selection rests. */
function useBubble(context: DocumentContext): Spot | null {
  const { editor } = context;
  const margin = marginOf(context);
  const selected = useEditorState({ editor, selector: selectionOf });
  const { draft, commenting } = useStore(margin.state);
  const [spot, setSpot] = useState<(Spot & { of: string }) | null>(null);
  useEffect(() => {
    const show = (): void => {
      const found = spotOf(context);
      setSpot(found && { ...found, of: selected });
    };
    const timer = window.setTimeout(show, SETTLE_MS);
    const hide = (): void => setSpot(null);
    const scroller = editor.view.dom.closest("[data-scroller]");
    scroller?.addEventListener("scroll", hide, { passive: true });
    return () => {
      window.clearTimeout(timer);
      scroller?.removeEventListener("scroll", hide);
    };
  }, [context, editor, selected]);
  return draft === null && commenting === null && spot?.of === selected ? spot : null;
}

/** The bubble over a selection, the shortcut, and what follows a press on a mark in the text. */
export function MarginCompanion() {
  const context = useDocument();
  const { editor, words, session, panel, openPanel, provider } = context;
  const margin = marginOf(context);
  const { active, isSuggesting, commenting } = useStore(margin.state);
  const { isReadOnly } = useStore(provider.status);
  const mayComment = may(session, "comment");
  const spot = useBubble(context);

  useEffect(() => {
    // The editor decides about itself when the right changes; the mode goes with the right to comment.
    if (isSuggesting) editor.setEditable(mayComment, false);
  }, [editor, isSuggesting, isReadOnly, mayComment]);

  useEffect(() => {
    if (active === null) return;
    if (panel === null && mayComment) openPanel(MARGIN_PANEL);
    else reveal(context, margin.ranges.get().get(active) ?? null);
    // Only a new choice opens the panel; closing it afterwards is respected.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [active]);

  useEffect(() => {
    if (panel !== MARGIN_PANEL && commenting !== null) margin.set({ commenting: null });
  }, [margin, panel, commenting]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.key.toLowerCase() !== "m") return;
      if (mayComment && beginComment(context)) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [context, mayComment]);

  if (!mayComment || !spot) return null;
  return (
    <div className="margin-bubble popover" role="toolbar" aria-label={words("margin.bubble")} style={{ left: spot.left, top: spot.top }}>
      <Button tone="quiet" icon={MessageSquarePlus} onPress={() => beginComment(context)}>
        {words("margin.comment")}
      </Button>
      <Button tone="quiet" icon={PencilLine} onPress={() => beginSuggestion(context)}>
        {words("margin.suggest")}
      </Button>
    </div>
  );
}
