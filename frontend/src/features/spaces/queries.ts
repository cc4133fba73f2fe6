import { queryOptions } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { Page, Space } from "@/shared/api/types";

export const spacesQuery = queryOptions({
  queryKey: ["spaces"],
  queryFn: async ({ signal }) => (await get<Page<Space>>("/spaces", { limit: 200 }, signal)).items,
});
