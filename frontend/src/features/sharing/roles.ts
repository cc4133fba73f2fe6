import type { Role } from "@/shared/api/types";

/** Roles in rising order; each includes the ones before. */
export const ROLES: readonly Role[] = ["reader", "commenter", "editor", "manager", "owner"];

/** Roles that someone with `own` may give: never above her own; ownership is not given away here. */
export function grantableRoles(own: Role | null): Role[] {
  if (own === null) return [];
  const most = Math.min(ROLES.indexOf(own), ROLES.indexOf("manager"));
  return ROLES.slice(0, most + 1);
}
