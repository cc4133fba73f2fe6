import type { Item } from "@/shared/api/types";

/** The address of an item's place: a folder's or document's own, a file's within its folder. */
export function itemHref(item: Pick<Item, "id" | "kind" | "parent_id">): string {
  if (item.kind === "document") return `/documents/${item.id}`;
  if (item.kind === "folder" || item.parent_id === null) return `/folders/${item.id}`;
  return `/folders/${item.parent_id}?item=${item.id}`;
}
