import type { Editor } from "@tiptap/core";
import { memo, useLayoutEffect, useRef, useState, type RefObject } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";
import { Select } from "@/shared/ui/field";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { useStore } from "@/shared/ui/store";
import { say, sayTrouble } from "@/shared/ui/toasts";
import { useMedia } from "@/shared/ui/use-media";

import { useDocument, type DocumentContext } from "../document-context";
import { may } from "../session";
import type { Suggestion, Thread } from "./api";
import { marginOf, type Margin } from "./margin";
import "./margin.css";
import { textOf, type Range } from "./places";
import { reveal } from "./reveal";
import { SayField } from "./say-field";
import { SuggestionCard } from "./suggestion-card";
import { ThreadCard } from "./thread-card";
import { SuggestingSwitch } from "./tools";

type Entry = { id: string; isLost: boolean } & (
  | { kind: "thread"; thread: Thread }
  /** `now`: what stands at its place, null where that is gone. */
  | { kind: "suggestion"; suggestion: Suggestion; now: string | null }
  | { kind: "new" }
);

type Shown = "open" | "resolved";

const NEW = "new";
const GAP = 12;
const SETTLE_MS = 120;
/** Below, the panel covers the whole screen: there is no text to stand beside. */
const BESIDE = "(min-width: 48rem)";

function textAt({ editor }: DocumentContext, range: Range | null | undefined): string | null {
  return range && range.to <= editor.state.doc.content.size ? textOf(editor.state.doc, range) : null;
}

/** What is shown, in the order of the text; what lost its place comes first. */
function entriesOf(context: DocumentContext, margin: Margin, ranges: ReadonlyMap<string, Range | null>, shown: Shown): Entry[] {
  const { threads, suggestions, commenting } = margin.state.get();
  const wanted = threads.filter(({ resolved_at }) => (resolved_at !== null) === (shown === "resolved"));
  const entries: Entry[] = wanted.map((thread) => ({ id: thread.id, isLost: !ranges.get(thread.id), kind: "thread", thread }));
  if (shown === "open") {
    for (const suggestion of suggestions) {
      const range = ranges.get(suggestion.id);
      entries.push({ id: suggestion.id, isLost: !range, kind: "suggestion", suggestion, now: textAt(context, range) });
    }
    if (commenting) entries.push({ id: NEW, isLost: false, kind: "new" });
  }
  const start = ({ id }: Entry) => rangeOf(margin, id)?.from ?? -1;
  return entries.sort((a, b) => start(a) - start(b));
}

function rangeOf(margin: Margin, id: string): Range | null {
  return id === NEW ? margin.state.get().commenting : (margin.ranges.get().get(id) ?? null);
}

function Content({ entry, isActive }: { entry: Entry; isActive: boolean }) {
  if (entry.kind === "thread") return <ThreadCard thread={entry.thread} isActive={isActive} />;
  if (entry.kind === "suggestion") return <SuggestionCard suggestion={entry.suggestion} now={entry.now} />;
  return <NewComment />;
}

function NewComment() {
  const context = useDocument();
  const { words } = context;
  const margin = marginOf(context);
  const { commenting } = useStore(margin.state);
  if (!commenting) return null;
  const { anchor, quote, prefix, suffix } = commenting;
  return (
    <>
      <blockquote className="margin-cited">{quote}</blockquote>
      <SayField
        autoFocus
        label={words("margin.comment_label")}
        action={words("margin.comment")}
        onCancel={() => {
          margin.set({ commenting: null });
          context.editor.commands.focus(undefined, { scrollIntoView: false });
        }}
        onSay={async (said) => {
          const thread = await margin.api.begin({ anchor, quote, prefix, suffix, ...said });
          margin.set({ commenting: null, active: thread.id });
          margin.putThread(thread);
        }}
      />
    </>
  );
}

interface CardProps {
  entry: Entry;
  isActive: boolean;
  isAlone: boolean;
}

/** Drawn anew only when it says something else: there may be hundreds, and somebody is typing. */
const Card = memo(function Card({ entry, isActive, isAlone }: CardProps) {
  const context = useDocument();
  const { openPanel, words } = context;
  const margin = marginOf(context);
  const activate = () => {
    if (margin.state.get().active !== entry.id) margin.set({ active: entry.id });
  };
  return (
    // A press anywhere on the card means this card; the keyboard does the same by entering it.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <li
      className={`margin-card${isActive ? " is-active" : ""}`}
      data-card={entry.id}
      onFocus={activate}
      onClick={() => {
        activate();
        if (!isAlone) reveal(context, rangeOf(margin, entry.id));
      }}
    >
      <Content entry={entry} isActive={isActive} />
      {isAlone && !entry.isLost && (
        <Button
          tone="quiet"
          onPress={() => {
            openPanel(null);
            reveal(context, rangeOf(margin, entry.id));
          }}
        >
          {words("margin.show")}
        </Button>
      )}
      {entry.kind === "thread" && entry.isLost && <p className="margin-notice">{words("margin.thread_lost")}</p>}
    </li>
  );
}, isSameCard);

function isSameCard(a: CardProps, b: CardProps): boolean {
  if (a.isActive !== b.isActive || a.isAlone !== b.isAlone || a.entry.isLost !== b.entry.isLost) return false;
  if (a.entry.kind === "thread") return b.entry.kind === "thread" && a.entry.thread === b.entry.thread;
  if (a.entry.kind === "new") return b.entry.kind === "new";
  return b.entry.kind === "suggestion" && a.entry.suggestion === b.entry.suggestion && a.entry.now === b.entry.now;
}

/** Put each card beside its words: the active one exactly, the others as near as there is room. */
function place(list: HTMLElement, entries: readonly Entry[], wishes: ReadonlyMap<string, number>, active: string | null, seen: number): void {
  const cards = new Map([...list.children].map((card) => [(card as HTMLElement).dataset["card"], card as HTMLElement]));
  const shown = entries.flatMap((entry) => {
    const card = cards.get(entry.id);
    // Nothing stands above the panel's own beginning, and what is looked at is in view.
    const lowest = entry.id === active ? seen : 0;
    const wish = Math.max(lowest, wishes.get(entry.id) ?? 0);
    return card ? [{ card, wish, height: card.offsetHeight, top: 0, id: entry.id }] : [];
  });
  const pivot = Math.max(0, shown.findIndex(({ id }) => id === active));
  shown.forEach((each, index) => {
    const before = shown[index - 1];
    const room = before ? before.top + before.height + GAP : 0;
    each.top = index === pivot && each.id === active ? each.wish : Math.max(each.wish, room);
  });
  for (let index = pivot - 1; index >= 0; index -= 1) {
    const [each, after] = [shown[index], shown[index + 1]];
    if (each && after) each.top = Math.min(each.top, after.top - each.height - GAP);
  }
  // Nobody can scroll above the beginning: what would stand there pushes the others down.
  shown.forEach((each, index) => {
    const before = shown[index - 1];
    each.top = Math.max(each.top, before ? before.top + before.height + GAP : 0);
  });
  for (const { card, top } of shown) moveTo(card, top);
  const last = shown.at(-1);
  list.style.height = `${last ? last.top + last.height + GAP : 0}px`;
}

/** A card appears where it belongs; from then on it glides. */
function moveTo(card: HTMLElement, top: number): void {
  const isNew = card.style.transform === "";
  if (isNew) card.style.transition = "none";
  card.style.transform = `translateY(${top}px)`;
  if (isNew) requestAnimationFrame(() => requestAnimationFrame(() => (card.style.transition = "")));
}

/** Move the whole list with the text. */
function follow(list: HTMLElement, scrolled: number): void {
  list.style.translate = `0 ${-scrolled}px`;
}

/**
 * How high a place of the text is. Blocks far from the view are not laid out (editor.css), and asking
 * for a letter inside would lay them out: there, the block's own height is near enough.
 */
function heightOf({ view }: Editor, at: number): number | null {
  if (at > view.state.doc.content.size) return null;
  const block = view.nodeDOM(view.state.doc.resolve(at).before(1));
  if (!(block instanceof HTMLElement)) return null;
  const { top, bottom } = block.getBoundingClientRect();
  const isNear = bottom > -innerHeight && top < 2 * innerHeight;
  return isNear ? view.coordsAtPos(at).top : top;
}

/** Keep the cards at the height of the text while it scrolls, grows and changes. */
function useBeside(list: RefObject<HTMLOListElement | null>, entries: readonly Entry[], active: string | null, isOn: boolean): void {
  const context = useDocument();
  const { editor } = context;
  const margin = marginOf(context);
  useLayoutEffect(() => {
    const cards = list.current;
    const track = cards?.parentElement;
    const scroller = editor.view.dom.closest<HTMLElement>("[data-scroller]");
    if (!isOn || !cards || !track || !scroller) return;
    let frame = 0;
    let timer = 0;
    const settle = (): void => {
      frame = 0;
      if (editor.isDestroyed) return;
      const top = track.getBoundingClientRect().top - scroller.scrollTop;
      const wishes = new Map<string, number>();
      for (const { id } of entries) {
        const range = rangeOf(margin, id);
        const height = range && heightOf(editor, range.from);
        if (height !== null) wishes.set(id, height - top);
      }
      place(cards, entries, wishes, active, scroller.scrollTop);
      follow(cards, scroller.scrollTop);
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(settle);
    };
    const scrolled = (): void => {
      follow(cards, scroller.scrollTop);
      // What came into view is laid out now, and may be higher than was thought.
      window.clearTimeout(timer);
      timer = window.setTimeout(soon, SETTLE_MS);
    };
    const wheel = (event: WheelEvent): void => scroller.scrollBy({ top: event.deltaY });
    const resized = new ResizeObserver(soon);
    resized.observe(editor.view.dom);
    for (const card of cards.children) resized.observe(card);
    scroller.addEventListener("scroll", scrolled, { passive: true });
    track.addEventListener("wheel", wheel, { passive: true });
    settle();
    return () => {
      cancelAnimationFrame(frame);
      window.clearTimeout(timer);
      resized.disconnect();
      scroller.removeEventListener("scroll", scrolled);
      track.removeEventListener("wheel", wheel);
    };
  }, [list, entries, active, isOn, editor, margin]);
}

function AllAtOnce({ suggestions }: { suggestions: readonly Suggestion[] }) {
  const context = useDocument();
  const { words, session } = context;
  const margin = marginOf(context);
  const [isBusy, setBusy] = useState(false);
  if (suggestions.length < 2 || !may(session, "edit")) return null;

  async function decide(verb: "accept" | "refuse"): Promise<void> {
    setBusy(true);
    try {
      const { done, skipped } = await margin.api.decideAll(verb, suggestions.map(({ id }) => id));
      say(words(verb === "accept" ? "margin.accepted" : "margin.refused", { count: done.length }));
      if (skipped.length > 0) sayTrouble(words("margin.skipped", { count: skipped.length }));
    } catch (error) {
      sayTrouble(problemWords(error));
    }
    await margin.load();
    setBusy(false);
  }

  return (
    <div className="margin-all" role="group" aria-label={words("margin.suggestions", { count: suggestions.length })}>
      <span>{words("margin.suggestions", { count: suggestions.length })}</span>
      <Button isPending={isBusy} onPress={() => void decide("accept")}>{words("margin.accept_all")}</Button>
      <Button tone="quiet" isPending={isBusy} onPress={() => void decide("refuse")}>{words("margin.refuse_all")}</Button>
    </div>
  );
}

/** Comments and suggestions, beside the words they are about. */
export default function MarginPanel() {
  const context = useDocument();
  const { words, provider } = context;
  const margin = marginOf(context);
  const state = useStore(margin.state);
  // Whoever may write has the switch among the tools.
  const { isReadOnly } = useStore(provider.status);
  const ranges = useStore(margin.ranges);
  const [chosen, setChosen] = useState<Shown>("open");
  const hasRoom = useMedia(BESIDE);
  const list = useRef<HTMLOListElement>(null);
  const isCommenting = state.commenting !== null;
  const shown = isCommenting ? "open" : chosen;
  const entries = entriesOf(context, margin, ranges, shown);
  const isBeside = hasRoom && shown === "open";
  const active = isCommenting ? NEW : state.active;
  const placed = isBeside ? entries.filter(({ isLost }) => !isLost) : entries;
  const lost = isBeside ? entries.filter(({ isLost }) => isLost) : [];
  useBeside(list, placed, active, isBeside);
  if (!state.isLoaded) return <SkeletonRows rows={4} />;
  if (state.trouble !== null) return <Trouble error={state.trouble} onRetry={() => void margin.load()} />;
  const card = (entry: Entry) => <Card key={entry.id} entry={entry} isActive={entry.id === active} isAlone={!hasRoom} />;
  return (
    <div className="margin-panel">
      <div className="margin-line">
        <Select
          label={words("margin.filter")}
          value={shown}
          choices={[
            { value: "open", label: words("margin.open") },
            { value: "resolved", label: words("margin.resolved") },
          ]}
          onChange={setChosen}
        />
        {isReadOnly && <SuggestingSwitch />}
      </div>
      {shown === "open" && <AllAtOnce suggestions={state.suggestions} />}
      {entries.length === 0 && <p className="margin-empty">{words(shown === "open" ? "margin.empty" : "margin.empty_resolved")}</p>}
      {lost.length > 0 && <ol className="margin-list">{lost.map(card)}</ol>}
      <div className={isBeside ? "margin-track" : undefined}>
        <ol ref={list} className={`margin-list${isBeside ? " is-beside" : ""}`}>
          {placed.map(card)}
        </ol>
      </div>
    </div>
  );
}
