import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";

import type { Item, ItemDetail, Page } from "@/shared/api/types";

import { LISTINGS } from "./queries";

type Listing = InfiniteData<Page<Item>, string | null>;

function isListing(query: Query): boolean {
  return LISTINGS.some((name) => name === query.queryKey[0]);
}

function changeListings(client: QueryClient, change: (items: Item[], key: readonly unknown[]) => Item[]) {
  for (const query of client.getQueryCache().findAll({ predicate: isListing })) {
    client.setQueryData<Listing>(query.queryKey, (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => {
          const items = change(page.items, query.queryKey);
          return items === page.items ? page : { ...page, items };
        }),
      },
    );
  }
}

/** Show the item's new facts everywhere it is listed, at once. */
export function patchItem(client: QueryClient, id: string, facts: Partial<Item>): void {
  changeListings(client, (items) =>
    items.some((item) => item.id === id)
      ? items.map((item) => (item.id === id ? { ...item, ...facts } : item))
      : items,
  );
  client.setQueryData<ItemDetail>(["item", id], (item) => item && { ...item, ...facts });
}

/** Take items out of the lists whose key starts with `from` (all lists when absent). */
export function removeItems(client: QueryClient, ids: ReadonlySet<string>, from?: string): void {
  changeListings(client, (items, key) => {
    if (from !== undefined && key[0] !== from) return items;
    return items.some((item) => ids.has(item.id)) ? items.filter((item) => !ids.has(item.id)) : items;
  });
}

/** Ask the server again for what may have changed; only what is on screen is fetched now. */
export async function refreshLists(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ predicate: isListing }),
    client.invalidateQueries({ queryKey: ["item"] }),
  ]);
}

/** Ask again for one folder: its rows and its count. */
export async function refreshFolder(client: QueryClient, folderId: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["children", folderId] }),
    client.invalidateQueries({ queryKey: ["item", folderId] }),
  ]);
}
