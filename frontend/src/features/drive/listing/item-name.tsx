import { Link2, Users } from "lucide-react";
import type { MouseEvent } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { ItemIcon } from "@/shared/ui/file-icon";
import { VerdictChip } from "@/shared/ui/verdict-chip";

import type { ListingActions } from "./listing";

interface ItemPartProps {
  item: Item;
  actions: ListingActions;
}

/** The name as a link, so that opening in a new tab works. */
export function ItemLink({ item, actions }: ItemPartProps) {
  function onClick(event: MouseEvent) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    actions.open(item);
  }
  return (
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
  );
}

/** Who else can reach the item, at a glance. */
export function ItemMarks({ item }: { item: Item }) {
  const t = useT();
  return (
    <>
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

export function ItemName({ item, actions }: ItemPartProps) {
  return (
    <>
      <ItemIcon kind={item.kind} name={item.name} />
      <ItemLink item={item} actions={actions} />
      {item.verdict && <VerdictChip verdict={item.verdict} isQuiet />}
      <ItemMarks item={item} />
    </>
  );
}
