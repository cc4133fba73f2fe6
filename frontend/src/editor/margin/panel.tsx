import { useLayoutEffect, useRef, useState, type RefObject } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";
import { Select } from "@/shared/ui/field";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { useStore } from "@/shared/ui/store";
import { say, sayTrouble } from "@/shared/ui/toasts";
import { useMedia } from "@/shared/ui/use-media";

import { useDocument } from "../document-context";
import { may } from "../session";
import type { Suggestion, Thread } from "./api";
import { marginOf, type Margin } from "./margin";
import "./margin.css";
import type { Range } from "./places";
import { reveal } from "./reveal";
import { SayField } from "./say-field";
import { SuggestionCard } from "./suggestion-card";
import { ThreadCard } from "./thread-card";
import { SuggestingSwitch } from "./tools";

type Entry =
  | { id: string; kind: "thread"; thread: Thread; range: Range | null }
  | { id: string; kind: "suggestion"; suggestion: Suggestion; range: Range | null }
  | { id: string; kind: "new"; range: Range };

type Shown = "open" | "resolved";

const NEW = "new";
const GAP = 12;
/** Below, the panel covers the whole screen: there is no text to stand beside. */
const BESIDE = "(min-width: 48rem)";

/** What is shown, in the order of the text; what lost its place comes first. */
function entriesOf(margin: Margin, ranges: ReadonlyMap<string, Range | null>, shown: Shown): Entry[] {
  const { threads, suggestions, commenting } = margin.state.get();
  const wanted = threads.filter(({ resolved_at }) => (resolved_at !== null) === (shown === "resolved"));
  const entries: Entry[] = wanted.map((thread) => ({ id: thread.id, kind: "thread", thread, range: ranges.get(thread.id) ?? null }));
  if (shown === "open") {
    for (const suggestion of suggestions) {
      entries.push({ id: suggestion.id, kind: "suggestion", suggestion, range: ranges.get(suggestion.id) ?? null });
    }
    if (commenting) entries.push({ id: NEW, kind: "new", range: commenting });
  }
  return entries.sort((a, b) => (a.range?.from ?? -1) - (b.range?.from ?? -1));
}

function Content({ entry, isActive }: { entry: Entry; isActive: boolean }) {
  if (entry.kind === "thread") return <ThreadCard thread={entry.thread} isActive={isActive} />;
  if (entry.kind === "suggestion") return <SuggestionCard suggestion={entry.suggestion} range={entry.range} />;
  return <NewComment />;
}

function NewComment() {
  const context = useDocument();
  const { words } = context;
  const margin = marginOf(context);
  const { commenting } = useStore(margin.state);
  if (!commenting) return null;
  const { anchor, quote, prefix } = commenting;
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
          const thread = await margin.api.begin({ anchor, quote, prefix, ...said });
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

function Card({ entry, isActive, isAlone }: CardProps) {
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
        if (!isAlone) reveal(context, entry.range);
      }}
    >
      <Content entry={entry} isActive={isActive} />
      {isAlone && entry.range && (
        <Button
          tone="quiet"
          onPress={() => {
            openPanel(null);
            reveal(context, entry.range);
          }}
        >
          {words("margin.show")}
        </Button>
      )}
      {entry.kind === "thread" && !entry.range && <p className="margin-notice">{words("margin.thread_lost")}</p>}
    </li>
  );
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
  for (const { card, top } of shown) card.style.transform = `translateY(${top}px)`;
  const last = shown.at(-1);
  list.style.height = `${last ? last.top + last.height + GAP : 0}px`;
}

/** Move the whole list with the text. */
function follow(list: HTMLElement, scrolled: number): void {
  list.style.translate = `0 ${-scrolled}px`;
}

/** Keep the cards at the height of the text while it scrolls, grows and changes. */
function useBeside(list: RefObject<HTMLOListElement | null>, entries: readonly Entry[], active: string | null, isOn: boolean): void {
  const { editor } = useDocument();
  useLayoutEffect(() => {
    const cards = list.current;
    const track = cards?.parentElement;
    const scroller = editor.view.dom.closest<HTMLElement>("[data-scroller]");
    if (!isOn || !cards || !track || !scroller) return;
    let frame = 0;
    const settle = (): void => {
      frame = 0;
      if (editor.isDestroyed) return;
      const size = editor.state.doc.content.size;
      const top = track.getBoundingClientRect().top - scroller.scrollTop;
      const wishes = new Map(
        entries.flatMap(({ id, range }) => (range && range.from <= size ? [[id, editor.view.coordsAtPos(range.from).top - top] as const] : [])),
      );
      place(cards, entries, wishes, active, scroller.scrollTop);
      follow(cards, scroller.scrollTop);
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(settle);
    };
    const wheel = (event: WheelEvent): void => scroller.scrollBy({ top: event.deltaY });
    const resized = new ResizeObserver(soon);
    resized.observe(editor.view.dom);
    for (const card of cards.children) resized.observe(card);
    scroller.addEventListener("scroll", soon, { passive: true });
    track.addEventListener("wheel", wheel, { passive: true });
    settle();
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      scroller.removeEventListener("scroll", soon);
      track.removeEventListener("wheel", wheel);
    };
  }, [list, entries, active, isOn, editor]);
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
  const entries = entriesOf(margin, ranges, shown);
  const isBeside = hasRoom && shown === "open";
  const active = isCommenting ? NEW : state.active;
  const placed = isBeside ? entries.filter(({ range }) => range !== null) : entries;
  const lost = isBeside ? entries.filter(({ range }) => range === null) : [];
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
