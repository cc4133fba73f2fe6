import { Extension, type Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";

export interface Match {
  from: number;
  to: number;
}

export interface Search {
  words: string;
  isCaseSensitive: boolean;
}

interface Found {
  search: Search;
  matches: readonly Match[];
  /** Which match is the current one; -1 without any. */
  current: number;
  marks: DecorationSet;
}

type Change = { search: Search } | { current: number };

const key = new PluginKey<Found>("find");
/** More than anybody looks through; each costs an element on the page. */
const MOST_MATCHES = 2000;
const NO_SEARCH: Search = { words: "", isCaseSensitive: false };
const NOTHING: Found = { search: NO_SEARCH, matches: [], current: -1, marks: DecorationSet.empty };

/** An inline leaf counts as one place that is no letter, as positions count it. */
function textOf(block: Node): string {
  return block.textBetween(0, block.content.size, undefined, "\ufffc");
}

export function findMatches(doc: Node, { words, isCaseSensitive }: Search): Match[] {
  const found: Match[] = [];
  if (words === "") return found;
  const fold = (text: string) => (isCaseSensitive ? text : text.toLowerCase());
  const wanted = fold(words);
  doc.descendants((node, position) => {
    if (!node.isTextblock || found.length >= MOST_MATCHES) return found.length < MOST_MATCHES;
    const text = fold(textOf(node));
    // A letter whose lower case is longer would shift what follows it: such a block is left out.
    if (text.length !== node.content.size) return false;
    let at = text.indexOf(wanted);
    while (at >= 0 && found.length < MOST_MATCHES) {
      found.push({ from: position + 1 + at, to: position + 1 + at + wanted.length });
      at = text.indexOf(wanted, at + wanted.length);
    }
    return false;
  });
  return found;
}

function marked(doc: Node, matches: readonly Match[], current: number): DecorationSet {
  const marks = matches.map(({ from, to }, index) =>
    Decoration.inline(from, to, { class: index === current ? "found found-current" : "found" }),
  );
  return DecorationSet.create(doc, marks);
}

function look(doc: Node, search: Search, near: number): Found {
  if (search.words === "") return { ...NOTHING, search };
  const matches = findMatches(doc, search);
  const next = matches.findIndex(({ to }) => to > near);
  const current = matches.length === 0 ? -1 : Math.max(0, next);
  return { search, matches, current, marks: marked(doc, matches, current) };
}

function apply(tr: Transaction, before: Found): Found {
  const change = tr.getMeta(key) as Change | undefined;
  if (change && "search" in change) return look(tr.doc, change.search, tr.selection.from);
  if (change) return { ...before, current: change.current, marks: marked(tr.doc, before.matches, change.current) };
  if (!tr.docChanged || before.search.words === "") return before;
  const near = before.matches[before.current]?.from ?? 0;
  return look(tr.doc, before.search, tr.mapping.map(near));
}

export const Find = Extension.create({
  name: "find",

  addProseMirrorPlugins() {
    return [
      new Plugin<Found>({
        key,
        state: { init: () => NOTHING, apply },
        props: { decorations: (state) => key.getState(state)?.marks },
      }),
    ];
  },
});

export const foundIn = (state: EditorState): Found => key.getState(state) ?? NOTHING;

function reveal(editor: Editor): void {
  const { matches, current } = foundIn(editor.state);
  const match = matches[current];
  if (!match) return;
  const { node } = editor.view.domAtPos(match.from);
  const element = node instanceof Element ? node : node.parentElement;
  element?.scrollIntoView({ block: "center" });
}

/** Look for words from the cursor on; nothing is looked for with no words. */
export function search(editor: Editor, wanted: Search): void {
  editor.view.dispatch(editor.state.tr.setMeta(key, { search: wanted } satisfies Change));
  reveal(editor);
}

export const stopSearch = (editor: Editor): void => search(editor, NO_SEARCH);

/** Go to the next match, or with -1 to the one before; round the end of the document. */
export function step(editor: Editor, direction: 1 | -1): void {
  const { matches, current } = foundIn(editor.state);
  if (matches.length === 0) return;
  const next = (current + direction + matches.length) % matches.length;
  editor.view.dispatch(editor.state.tr.setMeta(key, { current: next } satisfies Change));
  reveal(editor);
}

function put(tr: Transaction, { from, to }: Match, text: string): Transaction {
  const marks = tr.doc.resolve(from + 1).marks();
  return text === "" ? tr.delete(from, to) : tr.replaceWith(from, to, tr.doc.type.schema.text(text, marks));
}

/** Replace the current match and go on to the next. */
export function replaceCurrent(editor: Editor, text: string): void {
  const { matches, current } = foundIn(editor.state);
  const match = matches[current];
  if (!match || !editor.isEditable) return;
  const tr = put(editor.state.tr, match, text);
  tr.setSelection(TextSelection.near(tr.doc.resolve(match.from + text.length)));
  editor.view.dispatch(tr);
  reveal(editor);
}

/** Replace every match; answers how many. One step for undo. */
export function replaceAll(editor: Editor, text: string): number {
  const { search: wanted } = foundIn(editor.state);
  if (!editor.isEditable) return 0;
  const matches = findMatches(editor.state.doc, wanted);
  const { tr } = editor.state;
  for (const match of matches.toReversed()) put(tr, match, text);
  if (matches.length > 0) editor.view.dispatch(tr);
  return matches.length;
}
