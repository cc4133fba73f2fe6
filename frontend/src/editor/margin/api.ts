import type { components } from "@/shared/api/schema";

import { allAt, callAt } from "../live/calls";

type Schemas = components["schemas"];

export type Thread = Schemas["Thread"];
export type Comment = Schemas["Comment"];
export type Suggestion = Schemas["Suggestion"];
export type Outcome = Schemas["Outcome"];
export type NewThread = Schemas["ThreadInputRequest"];
export type NewSuggestion = Schemas["SuggestionInputRequest"];
export type Said = Schemas["CommentInputRequest"];

/**
 * Comments and suggestions of one document. `base` is the document's address, an agent's or a
 * partner's below her link; every method throws `ApiProblem`.
 */
export class MarginApi {
  private readonly root: string;

  constructor(private readonly base: string) {
    this.root = base.replace(/\/items\/[^/]+$/, "");
  }

  threads = (): Promise<Thread[]> => allAt<Thread>(`${this.base}/threads`);
  suggestions = (): Promise<Suggestion[]> => allAt<Suggestion>(`${this.base}/suggestions`);

  begin = (wanted: NewThread): Promise<Thread> => callAt("POST", `${this.base}/threads`, wanted);
  answer = (thread: string, said: Said): Promise<Comment> =>
    callAt("POST", `${this.root}/threads/${thread}/comments`, said);
  resolve = (thread: string): Promise<Thread> => callAt("POST", `${this.root}/threads/${thread}/resolve`);
  reopen = (thread: string): Promise<Thread> => callAt("POST", `${this.root}/threads/${thread}/reopen`);
  edit = (comment: string, said: Said): Promise<Comment> => callAt("PATCH", `${this.root}/comments/${comment}`, said);
  remove = (comment: string): Promise<undefined> => callAt("DELETE", `${this.root}/comments/${comment}`);

  suggest = (wanted: NewSuggestion): Promise<Suggestion> => callAt("POST", `${this.base}/suggestions`, wanted);
  revise = (suggestion: string, replacement: string): Promise<Suggestion> =>
    callAt("PATCH", `${this.root}/suggestions/${suggestion}`, { replacement });
  /** `seen`: the words that stand there now; the server changes nothing else. */
  accept = (suggestion: string, seen: string | null): Promise<Suggestion> =>
    callAt("POST", `${this.root}/suggestions/${suggestion}/accept`, seen === null ? {} : { seen });
  refuse = (suggestion: string): Promise<Suggestion> =>
    callAt("POST", `${this.root}/suggestions/${suggestion}/refuse`);
  decideAll = (verb: "accept" | "refuse", ids: readonly string[]): Promise<Outcome> =>
    callAt("POST", `${this.base}/suggestions/${verb}`, { ids });
}
