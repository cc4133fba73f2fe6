import { ArrowDownUp, Info, LayoutGrid, List } from "lucide-react";

import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { MenuButton } from "@/shared/ui/menu";
import { useStore } from "@/shared/ui/store";
import { useMedia } from "@/shared/ui/use-media";

import { detailsPreference, viewPreference } from "../preferences";
import { SORTS, type Sort } from "../queries";

interface ViewToolsProps {
  /** Show the details where there is no room beside the list. */
  onDetails: () => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}

/** Order, list or tiles, details: how the items are shown. */
export function ViewTools({ onDetails, sort, onSort }: ViewToolsProps) {
  const t = useT();
  const view = useStore(viewPreference);
  const details = useStore(detailsPreference);
  const isWide = useMedia("(min-width: 72rem)");
  const orders = SORTS.map((order) => ({
    id: order,
    label: t(`sort.${order}`) + (order === sort ? " ✓" : ""),
    onAction: () => onSort?.(order),
  }));
  return (
    <div className="view-tools">
      {onSort && (
        <MenuButton label={t("sort.label")} groups={[orders]} placement="bottom end">
          <IconButton label={t("sort.label")} icon={ArrowDownUp} />
        </MenuButton>
      )}
      <IconButton
        label={view === "list" ? t("view.grid") : t("view.list")}
        icon={view === "list" ? LayoutGrid : List}
        onPress={() => viewPreference.set(view === "list" ? "grid" : "list")}
      />
      {isWide ? (
        <IconButton
          label={details === "open" ? t("view.details_hide") : t("view.details_show")}
          icon={Info}
          className={details === "open" ? "is-pressed" : ""}
          onPress={() => detailsPreference.set(details === "open" ? "closed" : "open")}
        />
      ) : (
        <IconButton label={t("view.details_show")} icon={Info} onPress={onDetails} />
      )}
    </div>
  );
}
