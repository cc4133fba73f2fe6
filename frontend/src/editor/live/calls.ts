import { csrfToken } from "@/shared/api/http";
import { problemFromAnswer, unreachable } from "@/shared/api/problem";
import type { Page } from "@/shared/api/types";

const MOST_PAGES = 20;

/**
 * Call an address of the API as it stands: below an agent's root, or a partner's below her link.
 * Throws `ApiProblem`; an ended session is said, not followed, for the text must stay on the screen.
 */
export async function callAt<T>(method: string, address: string, json?: unknown): Promise<T> {
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

/** All rows of a paged list, up to a bound no document should reach. */
export async function allAt<T>(address: string): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: Page<T> = await callAt("GET", `${address}?limit=200${query}`);
    rows.push(...answer.items);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return rows;
}
