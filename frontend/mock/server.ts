import type { IncomingMessage, ServerResponse } from "node:http";

import type { FileVersion, Item, ItemDetail, Page } from "../src/shared/api/types";
import * as data from "./data.ts";

/** A small stand-in for the REST API, for developing screens. It is never part of a build. */

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

type Body = Record<string, unknown>;
interface Call {
  query: URLSearchParams;
  body: Body;
  bytes: Buffer;
  parts: string[];
}
type Answer = unknown;

function page<T>(all: T[], query: URLSearchParams): Page<T> {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + Number(query.get("limit") ?? 100);
  return { items: all.slice(start, end), next_cursor: end < all.length ? String(end) : null };
}

function find(id: string | undefined): Item {
  const item = data.items.get(id ?? "");
  if (!item) throw new Refusal(404, "not_found", "Cet élément n’existe pas.");
  if (item.name === "Panne") throw new Refusal(503, "store_unavailable", "Le stockage ne répond pas. Réessayez dans une minute.");
  return item;
}

const childrenOf = (id: string): Item[] =>
  [...data.items.values()].filter((item) => item.parent_id === id && item.trashed_at === null);

function sorted(items: Item[], sort: string): Item[] {
  const key = sort.replace("-", "") as "name" | "updated_at" | "size_bytes";
  const sign = sort.startsWith("-") ? -1 : 1;
  const compare = (a: Item, b: Item) => {
    if (a.kind !== b.kind) return a.kind === "folder" ? -1 : 1;
    const [x, y] = [a[key] ?? 0, b[key] ?? 0];
    return sign * (typeof x === "string" ? x.localeCompare(String(y), "fr", { numeric: true }) : x - Number(y));
  };
  return [...items].sort(compare);
}

function detail(item: Item): ItemDetail {
  const breadcrumb: { id: string; name: string }[] = [];
  for (let at: Item | undefined = item; at; at = data.items.get(at.parent_id ?? "")) {
    breadcrumb.unshift({ id: at.id, name: at.name });
  }
  const space = data.spaces.find((candidate) => candidate.id === item.space_id) ?? data.mine;
  return {
    ...item,
    breadcrumb,
    space: { id: space.id, name: space.name, kind: space.kind },
    child_count: item.kind === "folder" ? childrenOf(item.id).length : null,
  };
}

function nameTaken(parentId: string, name: string, except?: string): void {
  const taken = childrenOf(parentId).find((item) => item.name.toLowerCase() === name.toLowerCase() && item.id !== except);
  if (taken) {
    throw new Refusal(409, "name_taken", `« ${name} » existe déjà dans ce dossier.`, { existing_id: taken.id, suggested_name: `${name} (2)` });
  }
}

function upload({ parts, query, bytes }: Call): Answer {
  const folder = find(parts[1]);
  const name = decodeURIComponent(parts[3] ?? "");
  if (bytes.includes("EICAR")) {
    throw new Refusal(422, "infected", "Un logiciel malveillant a été trouvé.", { signature_name: "Eicar-Test-Signature" });
  }
  const conflict = query.get("on_conflict");
  const existing = childrenOf(folder.id).find((item) => item.name.toLowerCase() === name.toLowerCase());
  if (existing && conflict === "version") {
    Object.assign(existing, { size_bytes: bytes.length, updated_at: new Date().toISOString(), version_number: (existing.version_number ?? 1) + 1 });
    return existing;
  }
  if (conflict !== "rename") nameTaken(folder.id, name);
  return data.addItem(folder, folder.space_id, "file", existing ? name.replace(/(\.\w+)?$/, " (2)$1") : name, { size: bytes.length, hours: 0 });
}

function versions(item: Item): FileVersion[] {
  return [3, 2, 1].map((number) => ({
    id: `${item.id}-${number}`,
    number,
    size_bytes: (item.size_bytes ?? 0) - number,
    media_type: item.media_type ?? "",
    sha256: "",
    created_at: item.created_at,
    created_by: item.created_by,
    verdict: item.verdict ?? data.verdict("clean"),
    is_current: number === 3,
  }));
}

function onItem(method: string, call: Call): Answer {
  const { parts, body, query } = call;
  const item = find(parts[1]);
  const action = `${method} ${parts[2] ?? ""}`;
  switch (action) {
    case "GET ":
      return detail(item);
    case "PATCH ":
      nameTaken(item.parent_id ?? "", String(body["name"]), item.id);
      if (String(body["name"]).includes("/")) throw new Refusal(422, "name_invalid", "Un nom ne peut pas contenir « / ».");
      return Object.assign(item, { name: String(body["name"]) });
    case "DELETE ":
      item.trashed_at = new Date().toISOString();
      return undefined;
    case "GET children":
      return page(sorted(childrenOf(item.id), query.get("sort") ?? "name"), query);
    case "POST folders":
      nameTaken(item.id, String(body["name"]));
      return data.addItem(item, item.space_id, "folder", String(body["name"]), { hours: 0 });
    case "PUT files":
      return upload(call);
    case "POST move":
      return Object.assign(item, { parent_id: String(body["parent_id"]) });
    case "POST copy":
      return data.addItem(find(String(body["parent_id"])), item.space_id, item.kind, item.name);
    case "POST restore":
      return Object.assign(item, { trashed_at: null });
    case "POST purge":
      data.items.delete(item.id);
      return undefined;
    case "GET grants":
      return page(data.grants, query);
    case "POST grants": {
      const person = data.people.find((one) => one.id === body["person_id"]) ?? data.alice;
      const grant = { id: data.newId(), role: body["role"] as "reader", principal: { type: "person" as const, id: person.id, name: person.name, email: person.email }, granted_by: data.alice, created_at: new Date().toISOString(), inherited_from: null };
      data.grants.unshift(grant);
      return grant;
    }
    case "GET links":
      return page(data.links.filter((link) => link.item.id === item.id), query);
    case "POST links": {
      const link = data.newLink(item, { expires_at: String(body["expires_at"]), has_password: "password" in body, note: text(body["note"]), created_at: new Date().toISOString() });
      data.links.unshift(link);
      return { ...link, url: "https://partage.exemple.fr/l/kX3vQ9-0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678" };
    }
    case "GET versions":
      return page(versions(item), query);
    case "POST versions":
      return item;
    case "GET activity":
      return page(data.events.slice(0, 12), query);
    default:
      throw new Refusal(404, "not_found", "Introuvable.");
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function removeFrom(list: { id: string }[], id: string | undefined): undefined {
  const index = list.findIndex((one) => one.id === id);
  if (index >= 0) list.splice(index, 1);
  return undefined;
}

const live = () => [...data.items.values()].filter((item) => item.trashed_at === null);

const ROUTES: Record<string, (method: string, call: Call) => Answer> = {
  items: onItem,
  me: (method, { body }) => (method === "PATCH" ? Object.assign(data.me, body) : data.me),
  recent: (_, { query }) =>
    page(live().filter((item) => item.kind === "file").sort((a, b) => b.updated_at.localeCompare(a.updated_at)).slice(0, 60), query),
  "shared-with-me": (_, { query }) =>
    page(childrenOf(data.teamRoot.id).map((item) => ({ ...item, created_by: data.bob, role: "reader" as const })), query),
  trash: (method, { query }) => {
    const trashed = [...data.items.values()].filter((item) => item.trashed_at !== null);
    if (method === "GET") return page(trashed, query);
    for (const item of trashed) data.items.delete(item.id);
    return undefined;
  },
  spaces: (method, { query, body, parts }) => {
    if (method === "GET") return page(data.spaces, query);
    const space = data.spaces.find((one) => one.id === parts[1]) ?? { ...data.team, id: data.newId(), used_bytes: 0 };
    Object.assign(space, body);
    if (method === "POST") data.spaces.push(space);
    return space;
  },
  people: (_, { query }) => page(data.people.filter((one) => matches(`${one.name} ${one.email}`, query)), query),
  groups: (_, { query }) => page([{ id: data.newId(), name: "Juristes" }, { id: data.newId(), name: "Comité social" }].filter((one) => matches(one.name, query)), query),
  grants: (method, { parts, body }) => {
    if (method === "DELETE") { removeFrom(data.grants, parts[1]); return; }
    return Object.assign(data.grants.find((one) => one.id === parts[1]) ?? {}, body);
  },
  links: (method, { parts, body, query }) => {
    const link = data.links.find((one) => one.id === parts[1]);
    if (method === "GET") return page(data.links.filter((one) => one.status === "open"), query);
    if (!link) throw new Refusal(404, "not_found", "Introuvable.");
    if (method === "DELETE") {
      Object.assign(link, { status: "revoked", revoked_at: new Date().toISOString() });
      return undefined;
    }
    return Object.assign(link, body);
  },
  sessions: (method, { parts, query }) => {
    if (method === "GET") return page(data.sessions, query);
    if (parts[1]) { removeFrom(data.sessions, parts[1]); return; }
    data.sessions.splice(1);
    return undefined;
  },
  tokens: (method, { parts, body, query }) => {
    if (method === "GET") return page(data.tokens, query);
    if (method === "DELETE") { removeFrom(data.tokens, parts[1]); return; }
    const token = { id: data.newId(), name: String(body["name"]), scope: body["scope"] as "read", created_at: new Date().toISOString(), expires_at: null, last_used_at: null };
    data.tokens.unshift(token);
    return { ...token, token: "svs_4nQ7xV2mB8kLpR5tYwZ1cD3eF6gH9jK0" };
  },
  audit: (_, { query }) => {
    const action = query.get("action");
    return page(data.events.filter((event) => !action || event.action === action), query);
  },
};

function matches(text: string, query: URLSearchParams): boolean {
  return text.toLowerCase().includes((query.get("query") ?? "").toLowerCase());
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): Body {
  try {
    return JSON.parse(bytes.toString()) as Body;
  } catch {
    return {};
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answer one request below `/api/v1`. `delayMs` makes every answer slow, to look at what waits. */
export async function answer(request: IncomingMessage, response: ServerResponse, delayMs = 40): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const parts = url.pathname.replace("/api/v1/", "").split("/");
  const bytes = await read(request);
  const isUpload = request.method === "PUT";
  await pause(isUpload ? 1200 : delayMs);
  try {
    const route = ROUTES[parts[0] ?? ""];
    if (!route) throw new Refusal(404, "not_found", "Introuvable.");
    const body = isUpload ? {} : parse(bytes);
    const result = route(request.method ?? "GET", { query: url.searchParams, body, bytes, parts });
    response.statusCode = result === undefined ? 204 : 200;
    response.setHeader("Content-Type", "application/json");
    response.end(result === undefined ? undefined : JSON.stringify(result));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, "server_error", String(error));
    response.statusCode = refusal.status;
    response.setHeader("Content-Type", "application/problem+json");
    response.end(JSON.stringify({ title: refusal.code, status: refusal.status, code: refusal.code, detail: refusal.detail, facts: refusal.facts }));
  }
}
