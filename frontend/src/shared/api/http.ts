import { problemFromAnswer, unreachable } from "./problem";
import { goToSignIn } from "./sign-in";

let api = "/api/v1";
let isGuest = false;

/** Speak to the API below a partner's link; who came through it has nowhere to sign in. */
export function aimApi(base: string): void {
  api = base;
  isGuest = true;
}

type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  query?: Query;
  json?: unknown;
  signal?: AbortSignal;
}

/** Django's CSRF token, read from its cookie at each use: it changes at sign-in. */
export function csrfToken(): string {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : "";
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const search = parameters.toString();
  return api + path + (search ? `?${search}` : "");
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (options.json !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(address(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.json === undefined ? null : JSON.stringify(options.json),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw unreachable();
  }
}

/**
 * Call the API and read its JSON answer (undefined for 204).
 *
 * Throws `ApiProblem`. An ended session leaves the app for the sign-in page and comes back here after.
 */
export async function request<T = undefined>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (!response.ok) {
    const problem = problemFromAnswer(response.status, await response.text());
    if (problem.status === 401 && !isGuest) goToSignIn();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  request<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) });

export const post = <T = undefined>(path: string, json: unknown = {}): Promise<T> =>
  request<T>("POST", path, { json });

export const patch = <T>(path: string, json: unknown): Promise<T> =>
  request<T>("PATCH", path, { json });

export const del = (path: string): Promise<undefined> => request("DELETE", path);
