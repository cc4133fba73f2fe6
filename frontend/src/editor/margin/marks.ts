import { Extension } from "@tiptap/core";
import { Plugin, PluginKey, type EditorState } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";

import type { Live } from "../live/live";
import type { Suggestion } from "./api";
import { readCaret, suggestingProps } from "./drafting";
import { marginOf, type Margin } from "./margin";
import { Finder, type Range } from "./places";
import { takeSelection } from "./selection";

const KEY = new PluginKey<DecorationSet>("margin");
// Longer than between two letters: while somebody types, the decorations are moved along, not read anew.
const SETTLE_MS = 400;

function inserted(suggestion: Suggestion, isActive: boolean): () => HTMLElement {
  return () => {
    const element = document.createElement("ins");
    element.className = `margin-ins${isActive ? " is-active" : ""}`;
    element.dataset["margin"] = suggestion.id;
    element.title = suggestion.author.name;
    element.dataset["author"] = suggestion.author.name;
    element.textContent = suggestion.replacement;
    return element;
  };
}

function ofSuggestion(margin: Margin, suggestion: Suggestion, { from, to }: Range): Decoration[] {
  const { active, draft } = margin.state.get();
  if (draft?.revises === suggestion.id) return [];
  const isActive = active === suggestion.id;
  const decorations: Decoration[] = [];
  if (to > from) {
    const name = suggestion.author.name;
    decorations.push(
      Decoration.inline(from, to, {
        nodeName: "del",
        class: `margin-del${isActive ? " is-active" : ""}`,
        "data-margin": suggestion.id,
        title: name,
        ...(suggestion.replacement === "" && { "data-author": name }),
      }),
    );
  }
  if (suggestion.replacement !== "") {
    const key = `${suggestion.id}/${suggestion.replacement}/${isActive}`;
    decorations.push(Decoration.widget(to, inserted(suggestion, isActive), { key, side: 1, marks: [], ignoreSelection: true }));
  }
  return decorations;
}

function decorate(margin: Margin, state: EditorState): DecorationSet {
  const { threads, suggestions, active, commenting, draft } = margin.state.get();
  const ranges = margin.ranges.get();
  const decorations: Decoration[] = [];
  for (const thread of threads) {
    const range = ranges.get(thread.id);
    if (!range || thread.resolved_at !== null || range.to === range.from) continue;
    const shown = `margin-quote${active === thread.id ? " is-active" : ""}`;
    decorations.push(Decoration.inline(range.from, range.to, { class: shown, "data-margin": thread.id }));
  }
  for (const suggestion of suggestions) {
    const range = ranges.get(suggestion.id);
    if (range) decorations.push(...ofSuggestion(margin, suggestion, range));
  }
  if (commenting) decorations.push(Decoration.inline(commenting.from, commenting.to, { class: "margin-quote is-active" }));
  if (draft && draft.to > draft.from) {
    decorations.push(Decoration.inline(draft.from, draft.to, { nodeName: "del", class: "margin-del is-active" }));
  }
  return DecorationSet.create(state.doc, decorations);
}

function isSame(a: ReadonlyMap<string, Range | null>, b: ReadonlyMap<string, Range | null>): boolean {
  return a.size === b.size && [...a].every(([id, range]) => {
    const other = b.get(id);
    return other?.from === range?.from && other?.to === range?.to && b.has(id);
  });
}

/** Read all anchors against the text as it is. */
function locate(margin: Margin, view: EditorView): void {
  const { threads, suggestions } = margin.state.get();
  if (threads.length === 0 && suggestions.length === 0) {
    if (margin.ranges.get().size > 0) margin.ranges.set(new Map());
    return;
  }
  const finder = new Finder(view);
  const found = new Map([...threads, ...suggestions].map((row) => [row.id, finder.find(row)]));
  if (!isSame(found, margin.ranges.get())) margin.ranges.set(found);
}

/** Keeps the decorations where they belong: moved with each change at once, read anew when it is quiet. */
class MarginView {
  private timer: number | undefined;
  private threads: unknown;
  private suggestions: unknown;
  private readonly stops: (() => void)[];

  constructor(
    private readonly view: EditorView,
    private readonly margin: Margin,
  ) {
    margin.view = view;
    this.stops = [margin.state.subscribe(() => this.onState()), margin.follow()];
  }

  update(_view: EditorView, before: EditorState): void {
    if (before.doc === this.view.state.doc) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.refresh(), SETTLE_MS);
  }

  destroy(): void {
    window.clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    this.margin.view = null;
  }

  private onState(): void {
    const { threads, suggestions } = this.margin.state.get();
    const isSame = threads === this.threads && suggestions === this.suggestions;
    this.threads = threads;
    this.suggestions = suggestions;
    if (isSame) this.redraw();
    else this.refresh();
  }

  private refresh(): void {
    if (this.view.isDestroyed) return;
    locate(this.margin, this.view);
    this.redraw();
  }

  private redraw(): void {
    if (this.view.isDestroyed) return;
    takeSelection(this.view);
    this.view.dispatch(this.view.state.tr.setMeta(KEY, true).setMeta("addToHistory", false));
  }
}

/** Comments and suggestions as the text shows them, and suggesting instead of writing. */
export const marginMarks = (live: Live): Extension =>
  Extension.create({
    name: "margin",
    // Before the keys of the editor: in suggesting mode they mean something else.
    priority: 2000,

    addProseMirrorPlugins() {
      const margin = marginOf(live);
      return [
        new Plugin<DecorationSet>({
          key: KEY,
          state: {
            init: () => DecorationSet.empty,
            apply: (tr, set, _before, state) =>
              tr.getMeta(KEY) ? decorate(margin, state) : set.map(tr.mapping, tr.doc),
          },
          view: (view) => new MarginView(view, margin),
          props: {
            decorations: (state) => KEY.getState(state),
            handleClick: (view, _at, event) => {
              readCaret(view);
              const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-margin]") : null;
              margin.set({ active: target?.dataset["margin"] ?? null });
              return false;
            },
          },
        }),
        suggestingProps(margin),
      ];
    },
  });
