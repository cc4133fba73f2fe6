import { queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { Grant, Group, Link, Page, PersonRef } from "@/shared/api/types";

export const grantsQuery = (itemId: string) =>
  queryOptions({
    queryKey: ["grants", itemId],
    queryFn: async ({ signal }) =>
      (await get<Page<Grant>>(`/items/${itemId}/grants`, { limit: 200 }, signal)).items,
  });

export const linksQuery = (itemId: string) =>
  queryOptions({
    queryKey: ["links", itemId],
    queryFn: async ({ signal }) =>
      (await get<Page<Link>>(`/items/${itemId}/links`, { limit: 200 }, signal)).items,
  });

export interface Principal {
  key: string;
  type: "person" | "group";
  id: string;
  name: string;
  about: string;
}

const SUGGESTIONS = 8;

/** People and groups of the organisation whose name or address holds the words. */
export const directoryQuery = (words: string) =>
  queryOptions({
    queryKey: ["directory", words],
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<Principal[]> => {
      const query = { query: words, limit: SUGGESTIONS };
      const [people, groups] = await Promise.all([
        get<Page<PersonRef>>("/people", query, signal),
        get<Page<Group>>("/groups", query, signal),
      ]);
      return [
        ...groups.items.map((group) => ({
          key: `group:${group.id}`,
          type: "group" as const,
          id: group.id,
          name: group.name,
          about: "",
        })),
        ...people.items.map((person) => ({
          key: `person:${person.id}`,
          type: "person" as const,
          id: person.id,
          name: person.name,
          about: [person.email, person.service].filter(Boolean).join(" · "),
        })),
      ];
    },
  });
