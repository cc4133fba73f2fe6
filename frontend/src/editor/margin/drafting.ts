import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";

import { problemWords } from "@/shared/format/problem-words";
import { sayTrouble } from "@/shared/ui/toasts";

import { isRemote } from "../sync/collaboration";
import type { NewSuggestion } from "./api";
import type { Draft, Margin } from "./margin";
import { anchorRange, textOf, type Range } from "./places";
import { takeSelection } from "./selection";

/**
 * Suggesting: what is typed becomes a suggestion and the text stays as it is.
 *
 * A key that writes opens a small field at the caret, and the browser delivers the key itself to it:
 * dead keys, input methods and dictation work as in any field. What is deleted is struck out.
 */
const LONGEST = 4000;
const QUIET_MS = 1200;
/** Whether the browser itself makes a field as large as what is in it. */
const GROWS = CSS.supports("field-sizing", "content");
const KEY = new PluginKey("suggesting");

const timers = new WeakMap<Margin, number>();

/** The part of a range inside each line of text. */
function partsOf(state: EditorState, { from, to }: Range): Range[] {
  const parts: Range[] = [];
  state.doc.nodesBetween(from, to, (node, at) => {
    if (!node.isTextblock) return true;
    const part = { from: Math.max(from, at + 1), to: Math.min(to, at + 1 + node.content.size) };
    if (part.to > part.from) parts.push(part);
    return false;
  });
  return parts;
}

function bodyOf(view: EditorView, range: Range, text: string): NewSuggestion | null {
  const anchored = anchorRange(view, range);
  if (!anchored || (anchored.quote === "" && text === "") || anchored.quote === text) return null;
  const replaced = text === "" ? "delete" : "replace";
  return { ...anchored, kind: anchored.quote === "" ? "insert" : replaced, replacement: text };
}

function toSend(view: EditorView, { from, to, text }: Draft): NewSuggestion[] {
  const parts = from === to ? [{ from, to }] : partsOf(view.state, { from, to });
  const bodies = parts.map((part, index) => bodyOf(view, part, index === parts.length - 1 ? (text ?? "") : ""));
  return bodies.filter((body) => body !== null);
}

/** Send what was drafted. If the server refuses, it is on the screen again, and why. */
export async function commit(margin: Margin): Promise<void> {
  const { draft } = margin.state.get();
  const { view } = margin;
  if (!draft || !view) return;
  window.clearTimeout(timers.get(margin));
  const bodies = draft.revises === null ? toSend(view, draft) : [];
  margin.set({ draft: null });
  try {
    if (draft.revises !== null) margin.putSuggestion(await revised(margin, draft, draft.revises));
    for (const body of bodies) margin.putSuggestion(await margin.api.suggest(body));
  } catch (error) {
    sayTrouble(problemWords(error));
    if (margin.state.get().draft === null) margin.set({ draft });
  }
}

const revised = (margin: Margin, { text }: Draft, id: string) =>
  text === null || text === "" ? margin.api.refuse(id) : margin.api.revise(id, text);

export function cancel(margin: Margin): void {
  window.clearTimeout(timers.get(margin));
  margin.set({ draft: null });
}

function commitSoon(margin: Margin): void {
  window.clearTimeout(timers.get(margin));
  timers.set(margin, window.setTimeout(() => {
    if (margin.state.get().draft?.text === null) void commit(margin);
  }, QUIET_MS));
}

/** An own insertion right here is written on, instead of a second beside it. */
function ownInsertionAt(margin: Margin, at: number): Draft | null {
  const own = margin.state.get().suggestions.find(({ id, kind, can_revise }) => {
    const range = margin.ranges.get().get(id);
    return can_revise && kind === "insert" && range?.from === at && range.to === at;
  });
  return own ? { from: at, to: at, text: own.replacement, revises: own.id } : null;
}

/** Open the field where the selection is; what was selected or struck out will be replaced. */
export function openField(margin: Margin, view: EditorView, text = ""): boolean {
  const { draft } = margin.state.get();
  const { from, to, $from } = view.state.selection;
  if (!$from.parent.isTextblock && from === to) return false;
  window.clearTimeout(timers.get(margin));
  const continued = draft && from >= draft.from && to <= draft.to ? draft : null;
  const range: Draft = continued ?? (from === to ? ownInsertionAt(margin, from) : null) ?? { from, to, text: null, revises: null };
  margin.set({ draft: { ...range, text: ((range.text ?? "") + text).slice(0, LONGEST) } });
  const field = view.dom.querySelector<HTMLTextAreaElement>(".margin-field");
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
  return field !== null;
}

/** How far one press of a deleting key reaches from here: a character, or with Ctrl a word. */
function reach(state: EditorState, at: number, isBack: boolean, byWord: boolean): Range | null {
  const $at = state.doc.resolve(at);
  const line = $at.parent;
  const offset = $at.parentOffset;
  if (!line.isTextblock) return null;
  const text = line.textBetween(0, line.content.size, "\n", "\ufffc");
  const pattern = byWord ? (isBack ? /(\s*\S+|\s+)$/ : /^(\s+|\S+\s*)/) : (isBack ? /.$/su : /^./su);
  const found = pattern.exec(isBack ? text.slice(0, offset) : text.slice(offset));
  if (!found) return null;
  return isBack ? { from: at - found[0].length, to: at } : { from: at, to: at + found[0].length };
}

function strike(margin: Margin, view: EditorView, isBack: boolean, byWord: boolean): void {
  const { selection } = view.state;
  const { draft } = margin.state.get();
  const open = draft?.text === null && selection.from >= draft.from && selection.to <= draft.to ? draft : null;
  if (draft && !open) void commit(margin);
  const at = isBack ? selection.from : selection.to;
  const range = selection.empty ? reach(view.state, at, isBack, byWord) : selection;
  if (!range) return;
  const from = Math.min(range.from, open?.from ?? range.from);
  const to = Math.max(range.to, open?.to ?? range.to);
  const caret = TextSelection.create(view.state.doc, isBack ? from : to);
  margin.set({ draft: { from, to, text: null, revises: null } });
  view.dispatch(view.state.tr.setSelection(caret).scrollIntoView());
  commitSoon(margin);
}

function isWriting(event: KeyboardEvent): boolean {
  const isAltGr = event.getModifierState("AltGraph");
  if ((event.ctrlKey || event.metaKey || event.altKey) && !isAltGr) return false;
  return /^.$/su.test(event.key) || ["Dead", "Process", "Unidentified"].includes(event.key);
}

/**
 * Take the caret from where the browser has it now.
 *
 * The editor is told of a moved caret a moment later, and who types or clicks faster than that would
 * otherwise write where the caret was. ProseMirror does the same before its own keys, without a public name.
 */
export function readCaret(view: EditorView): void {
  (view as unknown as { domObserver: { flush: () => void } }).domObserver.flush();
}

/** Returns true when the key is ours; a writing key then goes on to the field. */
function onKey(margin: Margin, view: EditorView, event: KeyboardEvent): boolean {
  takeSelection(view);
  readCaret(view);
  if (isWriting(event)) return openField(margin, view);
  const isDeleting = event.key === "Backspace" || event.key === "Delete";
  if (isDeleting) strike(margin, view, event.key === "Backspace", event.ctrlKey || event.altKey || event.metaKey);
  if (isDeleting || event.key === "Enter") event.preventDefault();
  else if (event.key === "Escape" && margin.state.get().draft) cancel(margin);
  else return false;
  return true;
}

function makeField(margin: Margin, view: EditorView, label: string): HTMLElement {
  const field = document.createElement("textarea");
  field.className = "margin-field";
  field.rows = 1;
  field.maxLength = LONGEST;
  field.setAttribute("aria-label", label);
  field.value = margin.state.get().draft?.text ?? "";
  const take = (): void => {
    // A suggestion stays inside its line.
    const text = field.value.replace(/[\r\n\t]+/g, " ");
    if (text !== field.value) field.value = text;
    if (!GROWS) field.style.width = `${Math.max(2, text.length + 1)}ch`;
    margin.state.update((state) => (state.draft ? { ...state, draft: { ...state.draft, text } } : state));
  };
  field.addEventListener("input", take);
  field.addEventListener("blur", () => void commit(margin));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    const isAtStart = field.selectionStart === 0 && field.selectionEnd === 0;
    const isAtEnd = field.selectionStart === field.value.length;
    const leaves =
      event.key === "Enter" ||
      (event.key === "ArrowRight" && isAtEnd) ||
      (event.key === "ArrowLeft" && isAtStart) ||
      (event.key === "Backspace" && field.value === "");
    if (event.key === "Escape") cancel(margin);
    else if (!leaves) return;
    event.preventDefault();
    view.focus();
  });
  take();
  const element = document.createElement("span");
  element.className = "margin-draft";
  element.contentEditable = "false";
  element.append(field);
  return element;
}

/** The draft stays where it was begun while others write. */
function carry(margin: Margin, transactions: readonly Transaction[]): void {
  const moved = (position: number, side: number) => transactions.reduce((at, tr) => tr.mapping.map(at, side), position);
  margin.state.update((state) => {
    if (!state.draft) return state;
    const from = moved(state.draft.from, 1);
    return { ...state, draft: { ...state.draft, from, to: Math.max(from, moved(state.draft.to, -1)) } };
  });
}

/** The behaviour of the text while `isSuggesting`. */
export function suggestingProps(margin: Margin): Plugin {
  const isOn = () => margin.state.get().isSuggesting;
  const label = margin.live.words("margin.field");
  return new Plugin({
    key: KEY,
    filterTransaction: (tr) => !tr.docChanged || !isOn() || isRemote(tr),
    appendTransaction: (transactions) => {
      if (margin.state.get().draft && transactions.some((tr) => tr.docChanged)) {
        // After this transaction, which is not finished yet.
        queueMicrotask(() => carry(margin, transactions));
      }
      return null;
    },
    props: {
      decorations: (state) => {
        const { draft } = margin.state.get();
        if (!isOn() || draft?.text === null || !draft || draft.to > state.doc.content.size) return null;
        const field = Decoration.widget(draft.to, (view) => makeField(margin, view, label), {
          key: "draft",
          side: 1,
          ignoreSelection: true,
          stopEvent: () => true,
        });
        return DecorationSet.create(state.doc, [field]);
      },
      handleDOMEvents: {
        keydown: (view, event) => isOn() && event.target === view.dom && onKey(margin, view, event),
        cut: (view, event) => {
          if (!isOn()) return false;
          event.clipboardData?.setData("text/plain", textOf(view.state.doc, view.state.selection));
          event.preventDefault();
          strike(margin, view, true, false);
          return true;
        },
        beforeinput: (view, event) => {
          if (!isOn() || event.target !== view.dom) return false;
          event.preventDefault();
          return true;
        },
        mousedown: () => {
          if (isOn() && margin.state.get().draft) void commit(margin);
          return false;
        },
        drop: (_view, event) => {
          if (isOn()) event.preventDefault();
          return isOn();
        },
      },
      handlePaste: (view, event) => {
        if (!isOn()) return false;
        const text = event.clipboardData?.getData("text/plain") ?? "";
        openField(margin, view, text.replace(/\s+/g, " ").trim());
        return true;
      },
    },
  });
}
