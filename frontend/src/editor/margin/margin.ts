import type { EditorView } from "@tiptap/pm/view";

import { Store } from "@/shared/ui/store";

import type { Live } from "../live/live";
import { may } from "../session";
import { MarginApi, type Suggestion, type Thread } from "./api";
import type { Anchored, Range } from "./places";

export interface Draft extends Range {
  /** What is to stand there; null while something is only struck out. */
  text: string | null;
  /** The own suggestion that is being changed. */
  revises: string | null;
}

export interface MarginState {
  threads: readonly Thread[];
  suggestions: readonly Suggestion[];
  /** The first answer is here, or why it is not. */
  isLoaded: boolean;
  trouble: unknown;
  /** The thread or suggestion that is looked at. */
  active: string | null;
  /** A selection that is about to be commented. */
  commenting: (Anchored & Range) | null;
  isSuggesting: boolean;
  /** A suggestion that is being typed. */
  draft: Draft | null;
}

const SETTLE_MS = 150;
const margins = new WeakMap<object, Margin>();

/** What is said beside one open document, kept up to date with the server. */
export class Margin {
  readonly api: MarginApi;
  readonly state = new Store<MarginState>({
    threads: [],
    suggestions: [],
    isLoaded: false,
    trouble: null,
    active: null,
    commenting: null,
    isSuggesting: false,
    draft: null,
  });
  /** Where each thread and suggestion is now, null for one whose words are gone. */
  readonly ranges = new Store<ReadonlyMap<string, Range | null>>(new Map());
  view: EditorView | null = null;
  private timer: number | undefined;
  private isLoading = false;
  private isStale = false;

  constructor(readonly live: Live) {
    this.api = new MarginApi(live.session.apiBase);
  }

  set(change: Partial<MarginState>): void {
    this.state.update((state) => ({ ...state, ...change }));
  }

  /** Begin to follow the document; returns how to stop. Nothing is asked for who may not take part. */
  follow(): () => void {
    if (!may(this.live.session, "comment")) return () => undefined;
    void this.load();
    const stop = this.live.provider.onNotice(({ code }) => {
      if (code !== "margin_changed") return;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.load(), SETTLE_MS);
    });
    // What happened while the line was down was told to nobody.
    const again = this.live.provider.status.subscribe(() => this.onLine());
    return () => {
      window.clearTimeout(this.timer);
      stop();
      again();
    };
  }

  private wasOnline = true;

  private onLine(): void {
    const isOnline = this.live.provider.status.get().line === "online";
    if (isOnline && !this.wasOnline) void this.load();
    this.wasOnline = isOnline;
  }

  /** Read everything anew; asked again while it reads, it reads once more. */
  async load(): Promise<void> {
    if (this.isLoading) {
      this.isStale = true;
      return;
    }
    this.isLoading = true;
    try {
      const [threads, suggestions] = await Promise.all([this.api.threads(), this.api.suggestions()]);
      this.set({ threads, suggestions, isLoaded: true, trouble: null });
    } catch (trouble) {
      this.set({ isLoaded: true, trouble });
    }
    this.isLoading = false;
    if (this.isStale) {
      this.isStale = false;
      await this.load();
    }
  }

  /** Show what an answer says at once; the notice will confirm it. */
  putThread(thread: Thread): void {
    this.state.update((state) => ({ ...state, threads: put(state.threads, thread) }));
  }

  putSuggestion(suggestion: Suggestion): void {
    const isOpen = suggestion.status === "open";
    this.state.update((state) => ({
      ...state,
      suggestions: isOpen ? put(state.suggestions, suggestion) : state.suggestions.filter(({ id }) => id !== suggestion.id),
    }));
  }
}

function put<T extends { id: string }>(rows: readonly T[], row: T): T[] {
  return rows.some(({ id }) => id === row.id) ? rows.map((each) => (each.id === row.id ? row : each)) : [...rows, row];
}

/** The margin of an open document; the same for its panel, its tools and its text. */
export function marginOf(live: Live): Margin {
  const known = margins.get(live.doc);
  if (known) return known;
  const margin = new Margin(live);
  margins.set(live.doc, margin);
  return margin;
}
