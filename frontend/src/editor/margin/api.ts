import { csrfToken } from "@/shared/api/http";
import { problemFromAnswer, unreachable } from "@/shared/api/problem";
import type { components } from "@/shared/api/schema";
import type { Page } from "@/shared/api/types";

type Schemas = components["schemas"];

export type Thread = Schemas["Thread"];
export type Comment = Schemas["Comment"];
export type Suggestion = Schemas["Suggestion"];
export type Outcome = Schemas["Outcome"];
export type NewThread = Schemas["ThreadInputRequest"];
export type NewSuggestion = Schemas["SuggestionInputRequest"];
export type Said = Schemas["CommentInputRequest"];

const MOST_PAGES = 20;

/**
 * Comments and suggestions of one document. `base` is the document's address, an agent's or a
 * partner's below her link; every method throws `ApiProblem`.
 */
export class MarginApi {
  private readonly root: string;

  constructor(private readonly base: string) {
    this.root = base.replace(/\/items\/[^/]+$/, "");
  }

  threads = (): Promise<Thread[]> => this.all<Thread>(`${this.base}/threads`);
  suggestions = (): Promise<Suggestion[]> => this.all<Suggestion>(`${this.base}/suggestions`);

  begin = (wanted: NewThread): Promise<Thread> => this.send("POST", `${this.base}/threads`, wanted);
  answer = (thread: string, said: Said): Promise<Comment> =>
    this.send("POST", `${this.root}/threads/${thread}/comments`, said);
  resolve = (thread: string): Promise<Thread> => this.send("POST", `${this.root}/threads/${thread}/resolve`);
  reopen = (thread: string): Promise<Thread> => this.send("POST", `${this.root}/threads/${thread}/reopen`);
  edit = (comment: string, said: Said): Promise<Comment> => this.send("PATCH", `${this.root}/comments/${comment}`, said);
  remove = (comment: string): Promise<undefined> => this.send("DELETE", `${this.root}/comments/${comment}`);

  suggest = (wanted: NewSuggestion): Promise<Suggestion> => this.send("POST", `${this.base}/suggestions`, wanted);
  revise = (suggestion: string, replacement: string): Promise<Suggestion> =>
    this.send("PATCH", `${this.root}/suggestions/${suggestion}`, { replacement });
  /** `seen`: the words that stand there now; the server changes nothing else. */
  accept = (suggestion: string, seen: string | null): Promise<Suggestion> =>
    this.send("POST", `${this.root}/suggestions/${suggestion}/accept`, seen === null ? {} : { seen });
  refuse = (suggestion: string): Promise<Suggestion> =>
    this.send("POST", `${this.root}/suggestions/${suggestion}/refuse`);
  decideAll = (verb: "accept" | "refuse", ids: readonly string[]): Promise<Outcome> =>
    this.send("POST", `${this.base}/suggestions/${verb}`, { ids });

  private async all<T>(address: string): Promise<T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer: Page<T> = await this.send("GET", `${address}?limit=200${query}`);
      rows.push(...answer.items);
      cursor = answer.next_cursor;
      if (cursor === null) break;
    }
    return rows;
  }

  private async send<T>(method: string, address: string, json?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
    if (json !== undefined) headers["Content-Type"] = "application/json";
    const body = json === undefined ? null : JSON.stringify(json);
    const response = await fetch(address, { method, headers, body, credentials: "same-origin" }).catch(() => {
      throw unreachable();
    });
    if (!response.ok) throw problemFromAnswer(response.status, await response.text());
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
