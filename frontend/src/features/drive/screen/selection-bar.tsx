import { ArrowDownToLine, Ellipsis, FolderInput, Trash2, UserPlus, X } from "lucide-react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { MenuButton } from "@/shared/ui/menu";

import { canDownload, download } from "../actions";
import { allCan, canShare, itemMenu, type ItemHandlers } from "../item-menu";
import { clear } from "../listing/selection";
import type { ItemSelection } from "../listing/use-selection";

interface SelectionBarProps {
  items: readonly Item[];
  selection: ItemSelection;
  handlers: ItemHandlers;
}

/** What can be done with what is chosen; takes the place of the tools, at the same height. */
export function SelectionBar({ items, selection, handlers }: SelectionBarProps) {
  const t = useT();
  const [only] = items.length === 1 ? items : [];
  return (
    <div className="toolbar toolbar-chosen" role="toolbar" aria-label={t("drive.chosen_actions")}>
      <IconButton label={t("drive.choose_none")} icon={X} onPress={() => selection.change(clear)} />
      <p className="toolbar-count" role="status">
        {t("drive.chosen", { count: items.length })}
      </p>
      {only && canShare(only) && (
        <Button className="tool" icon={UserPlus} onPress={() => handlers.share(only)}>
          <span className="tool-words">{t("action.share")}</span>
        </Button>
      )}
      {items.some(canDownload) && (
        <Button className="tool" icon={ArrowDownToLine} onPress={() => download(items)}>
          <span className="tool-words">{t("action.download")}</span>
        </Button>
      )}
      {allCan(items, "edit") && (
        <Button className="tool" icon={FolderInput} onPress={() => handlers.move(items)}>
          <span className="tool-words">{t("action.move")}</span>
        </Button>
      )}
      {allCan(items, "trash") && (
        <Button className="tool" icon={Trash2} onPress={() => handlers.trash(items)}>
          <span className="tool-words">{t("action.trash_short")}</span>
        </Button>
      )}
      <MenuButton label={t("drive.menu_label")} groups={itemMenu(items, handlers)} placement="bottom end">
        <IconButton label={t("drive.more_actions")} icon={Ellipsis} />
      </MenuButton>
    </div>
  );
}
