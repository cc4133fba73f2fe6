import { useQuery } from "@tanstack/react-query";
import { UserPlus, UserRound, UsersRound } from "lucide-react";

import type { Grant, Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

import { canShare } from "../drive/item-menu";
import "./access-list.css";
import { grantsQuery } from "./queries";

export function PrincipalIcon({ type }: { type: "person" | "group" }) {
  const Icon = type === "person" ? UserRound : UsersRound;
  return <Icon aria-hidden className="principal-icon" />;
}

/** Why someone has access: given here, or on a folder above. */
export function GrantOrigin({ grant }: { grant: Grant }) {
  const t = useT();
  const source = grant.inherited_from;
  if (source?.name) return <>{t("access.inherited", { name: source.name })}</>;
  if (source) return <>{t("access.inherited_above")}</>;
  if (grant.granted_by) return <>{t("access.granted_by", { name: grant.granted_by.name })}</>;
  return <>{grant.principal.email ?? t("access.group")}</>;
}

/** Who can see this item, and why. */
export function AccessList({ item, onShare }: { item: Item; onShare: (item: Item) => void }) {
  const t = useT();
  const grants = useQuery(grantsQuery(item.id));
  return (
    <>
      {canShare(item) && (
        <div>
          <Button icon={UserPlus} onPress={() => onShare(item)}>
            {t("access.manage")}
          </Button>
        </div>
      )}
      {item.link_count > 0 && <p>{t("drive.open_links", { count: item.link_count })}</p>}
      {grants.isPending && <SkeletonRows rows={3} />}
      {grants.isError && <Trouble error={grants.error} onRetry={() => void grants.refetch()} />}
      {grants.data?.length === 0 && <p className="details-quiet">{t("access.nobody")}</p>}
      {grants.data && grants.data.length > 0 && (
        <ul className="principals">
          {grants.data.map((grant) => (
            <li key={grant.id} className="principal">
              <PrincipalIcon type={grant.principal.type} />
              <div className="principal-body">
                <p>{grant.principal.name}</p>
                <p className="details-quiet">
                  <GrantOrigin grant={grant} />
                </p>
              </div>
              <span className="principal-role">{t(`role.${grant.role}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
