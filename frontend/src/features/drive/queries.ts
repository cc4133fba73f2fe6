import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { AuditEvent, Item, ItemDetail, Me, Page } from "@/shared/api/types";

/** Rows asked at a time: a screenful with some ahead, small enough to arrive quickly. */
export const PAGE_SIZE = 100;

export const SORTS = ["name", "-name", "updated_at", "-updated_at", "size_bytes", "-size_bytes"] as const;
export type Sort = (typeof SORTS)[number];
export const DEFAULT_SORT: Sort = "name";

/** First words of the keys of queries that hold pages of items. */
export const LISTINGS = ["children", "recent", "shared", "trash"] as const;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/me", undefined, signal),
  staleTime: 60_000,
});

export const itemQuery = (id: string) =>
  queryOptions({
    queryKey: ["item", id],
    queryFn: ({ signal }) => get<ItemDetail>(`/items/${id}`, undefined, signal),
  });

function listing(key: readonly unknown[], path: string, query: Record<string, string> = {}) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      get<Page<Item>>(path, { ...query, limit: PAGE_SIZE, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export const childrenQuery = (folderId: string, sort: Sort) =>
  listing(["children", folderId, sort], `/items/${folderId}/children`, { sort });

export const recentQuery = listing(["recent"], "/recent");

export const sharedQuery = listing(["shared"], "/shared-with-me");

export const trashQuery = listing(["trash"], "/trash");

export const activityQuery = (itemId: string) =>
  queryOptions({
    queryKey: ["activity", itemId],
    queryFn: ({ signal }) =>
      get<Page<AuditEvent>>(`/items/${itemId}/activity`, { limit: 30 }, signal),
  });
