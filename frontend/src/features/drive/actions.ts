import type { QueryClient } from "@tanstack/react-query";

import { address } from "@/shared/api/http";
import type { Item } from "@/shared/api/types";
import { problemWords } from "@/shared/format/problem-words";
import { t } from "@/shared/i18n";
import { say, sayTrouble } from "@/shared/ui/toasts";

import { patchItem, refreshLists, removeItems } from "./cache";
import { each } from "./each";
import * as operations from "./operations";

/**
 * What a person does to items: shown at once, then done, then undoable; put right again and
 * explained when the server refuses.
 */

const idsOf = (items: readonly Item[]): Set<string> => new Set(items.map((item) => item.id));

function troubleWith(items: readonly Item[], reason: unknown): void {
  const [first] = items;
  if (!first) return;
  const words = problemWords(reason);
  if (items.length === 1) sayTrouble(t("action.failed", { name: first.name, reason: words }));
  else sayTrouble(t("action.failed_many", { count: items.length, reason: words }));
}

/** Rename one item. Throws `ApiProblem` for the field that asked, after putting the old name back. */
export async function rename(client: QueryClient, item: Item, name: string): Promise<void> {
  const before = item.name;
  patchItem(client, item.id, { name });
  try {
    patchItem(client, item.id, await operations.renameItem(item.id, name));
  } catch (error) {
    patchItem(client, item.id, { name: before });
    throw error;
  }
  say(t("action.renamed", { name }), async () => {
    try {
      patchItem(client, item.id, await operations.renameItem(item.id, before));
    } catch (error) {
      troubleWith([{ ...item, name }], error);
    }
  });
}

export async function trash(client: QueryClient, items: readonly Item[]): Promise<void> {
  removeItems(client, idsOf(items));
  const outcome = await each(items, (item) => operations.trashItem(item.id));
  troubleWith(outcome.failed, outcome.reason);
  await refreshLists(client);
  if (outcome.done.length === 0) return;
  say(counted("action.trashed", outcome.done), () => restore(client, outcome.done, true));
}

/** Take items out of the trash, back where they were. */
export async function restore(client: QueryClient, items: readonly Item[], isUndo = false): Promise<void> {
  removeItems(client, idsOf(items), "trash");
  const outcome = await each(items, (item) => operations.restoreItem(item.id));
  troubleWith(outcome.failed, outcome.reason);
  await refreshLists(client);
  if (outcome.done.length > 0 && !isUndo) say(counted("action.restored", outcome.done));
}

export async function purge(client: QueryClient, items: readonly Item[]): Promise<void> {
  const outcome = await each(items, (item) => operations.purgeItem(item.id));
  removeItems(client, idsOf(outcome.done), "trash");
  await client.invalidateQueries({ queryKey: ["me"] });
  if (outcome.failed.length > 0) throw outcome.reason;
  say(counted("action.purged", outcome.done));
}

interface Place {
  id: string;
  name: string;
}

export async function move(client: QueryClient, items: readonly Item[], target: Place): Promise<void> {
  const moving = items.filter((item) => item.id !== target.id && item.parent_id !== target.id);
  if (moving.length === 0) return;
  removeItems(client, idsOf(moving), "children");
  const outcome = await each(moving, (item) => operations.moveItem(item.id, target.id));
  troubleWith(outcome.failed, outcome.reason);
  await refreshLists(client);
  if (outcome.done.length === 0) return;
  say(counted("action.moved", outcome.done, target.name), () => moveBack(client, outcome.done));
}

async function moveBack(client: QueryClient, items: readonly Item[]): Promise<void> {
  const outcome = await each(items, (item) => operations.moveItem(item.id, item.parent_id ?? ""));
  troubleWith(outcome.failed, outcome.reason);
  await refreshLists(client);
}

export async function copy(client: QueryClient, items: readonly Item[], target: Place, words: Counted = "action.copied"): Promise<void> {
  const outcome = await each(items, (item) => operations.copyItem(item.id, target.id));
  troubleWith(outcome.failed, outcome.reason);
  await refreshLists(client);
  if (outcome.done.length > 0) say(counted(words, outcome.done, target.name));
}

/** A copy beside the item, opened to nobody else. */
export async function duplicate(client: QueryClient, item: Item): Promise<void> {
  await copy(client, [item], { id: item.parent_id ?? "", name: "" }, "action.duplicated");
}

/** Make a document of a file and lead to it; the file stays. */
export async function convert(client: QueryClient, item: Item): Promise<Item | null> {
  try {
    const document = await operations.convertFile(item.id);
    await refreshLists(client);
    say(t("action.created", { name: document.name }));
    return document;
  } catch (error) {
    troubleWith([item], error);
    return null;
  }
}

type Counted = "action.trashed" | "action.restored" | "action.purged" | "action.moved" | "action.copied" | "action.duplicated";

function counted(key: Counted, items: readonly Item[], target = ""): string {
  const [first] = items;
  return t(key, { count: items.length, name: first?.name ?? "", target });
}

export const canDownload = (item: Item): boolean => item.abilities.includes("download");

/** What a document can be taken away as; the first is what anybody can open and print. */
export const EXPORTS = ["pdf", "odt", "docx", "markdown", "html"] as const;
export type ExportFormat = (typeof EXPORTS)[number];

function downloadAddress(item: Item, format: ExportFormat): string {
  if (item.kind === "document") return address(`/items/${item.id}/export`, { format });
  return address(`/items/${item.id}/${item.kind === "folder" ? "zip" : "content"}`);
}

/** Hand each item to the browser's own downloads; folders come as ZIP, documents in a format. */
export function download(items: readonly Item[], format: ExportFormat = EXPORTS[0]): void {
  for (const item of items.filter(canDownload)) {
    const anchor = document.createElement("a");
    anchor.href = downloadAddress(item, format);
    anchor.download = "";
    anchor.click();
  }
}
