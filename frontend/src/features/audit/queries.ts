import { infiniteQueryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { AuditEvent, Page } from "@/shared/api/types";

export interface AuditFilters {
  actor?: string | undefined;
  action?: string | undefined;
  item_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** A filter's day, as the instant at which it starts (or ends) for the reader. */
function instant(day: string | undefined, time: string): string | undefined {
  return day ? new Date(`${day}T${time}`).toISOString() : undefined;
}

export const auditQuery = (filters: AuditFilters) =>
  infiniteQueryOptions({
    queryKey: ["audit", filters],
    queryFn: ({ pageParam, signal }) =>
      get<Page<AuditEvent>>(
        "/audit",
        {
          ...filters,
          from: instant(filters.from, "00:00:00"),
          to: instant(filters.to, "23:59:59.999"),
          limit: 100,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
