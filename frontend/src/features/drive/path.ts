import type { ItemDetail } from "@/shared/api/types";

export interface Step {
  id: string;
  name: string;
}

/**
 * The folders from the root to the item itself, under the names people use: a space's root bears the
 * space's name, one's own is `mine`. Someone who was given a folder deep in a space sees the path
 * from there on, and no name of the space.
 */
export function pathOf(item: ItemDetail, mine: string): Step[] {
  const { kind, name } = item.space;
  const rootName = kind === "personal" && item.role === "owner" ? mine : name;
  return item.breadcrumb.map((step, index) =>
    index === 0 && rootName !== null ? { ...step, name: rootName } : step,
  );
}
