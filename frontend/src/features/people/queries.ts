import { infiniteQueryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { Group, Invitation, Page, PersonRef } from "@/shared/api/types";

function pages<T>(key: readonly unknown[], path: string, query: Record<string, string> = {}) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(path, { ...query, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export const peopleQuery = (words: string) =>
  pages<PersonRef>(["people", words], "/people", { query: words });

export const invitationsQuery = pages<Invitation>(["invitations"], "/invitations");

export const groupsQuery = pages<Group>(["groups"], "/groups");

export const membersQuery = (groupId: string) =>
  pages<PersonRef>(["members", groupId], `/groups/${groupId}/members`);
