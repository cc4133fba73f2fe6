import { Link2, Users } from "lucide-react";
import type { MouseEvent } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { ItemIcon } from "@/shared/ui/file-icon";
import { VerdictChip } from "@/shared/ui/verdict-chip";

import type { ListingActions } from "./listing";

/** Name as a link (so that opening in a new tab works), with what must be known at a glance. */
export function ItemName({ item, actions }: { item: Item; actions: ListingActions }) {
  const t = useT();
  function onClick(event: MouseEvent) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    actions.open(item);
  }
  return (
    <>
      <ItemIcon kind={item.kind} name={item.name} />
      <a
        className="item-link"
        href={actions.href(item)}
        tabIndex={-1}
        draggable={false}
        title={item.name}
        onClick={onClick}
      >
        {item.name}
      </a>
      {item.verdict && <VerdictChip verdict={item.verdict} isQuiet />}
      {item.is_shared && (
        <span className="item-mark" title={t("drive.is_shared")}>
          <Users aria-hidden className="icon" />
          <span className="visually-hidden">{t("drive.is_shared")}</span>
        </span>
      )}
      {item.link_count > 0 && (
        <span className="item-mark" title={t("drive.open_links", { count: item.link_count })}>
          <Link2 aria-hidden className="icon" />
          <span className="visually-hidden">{t("drive.open_links", { count: item.link_count })}</span>
        </span>
      )}
    </>
  );
}
