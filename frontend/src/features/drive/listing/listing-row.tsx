import { EllipsisVertical } from "lucide-react";
import type { CSSProperties, MouseEvent } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

import type { Column } from "./columns";
import { startDragging, useDropTarget } from "./dragging";
import { ItemName } from "./item-name";
import type { ListingActions } from "./listing";

export interface EntryProps {
  item: Item;
  index: number;
  isChosen: boolean;
  isTabStop: boolean;
  chosenItems: readonly Item[];
  actions: ListingActions;
  /** `null`: by the check box, which toggles. */
  onChoose: (event: MouseEvent | null) => void;
  onFocusRow: () => void;
  onMenu: (event: MouseEvent<HTMLElement>) => void;
}

export function useEntry(props: EntryProps) {
  const { item, isChosen, isTabStop, chosenItems, actions } = props;
  const canReceive = item.kind === "folder" && item.trashed_at === null && item.abilities.includes("edit");
  const drop = useDropTarget(canReceive ? item : null);
  return {
    isOver: drop.isOver,
    attributes: {
      "data-id": item.id,
      "aria-selected": isChosen,
      tabIndex: isTabStop ? 0 : -1,
      draggable: actions.canDrag && item.abilities.includes("edit"),
      onClick: (event: MouseEvent) => props.onChoose(event),
      onDoubleClick: () => actions.open(item),
      onFocus: props.onFocusRow,
      onContextMenu: props.onMenu,
      onDragStart: (event: React.DragEvent) => {
        if (!isChosen) props.onChoose(event);
        startDragging(event, isChosen ? chosenItems : [item]);
      },
      ...drop.handlers,
    },
  };
}

export function ListingRow(props: EntryProps & { columns: readonly Column[]; style: CSSProperties }) {
  const { item, index, isChosen, columns, style } = props;
  const t = useT();
  const { isOver, attributes } = useEntry(props);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`listing-row${isChosen ? " is-chosen" : ""}${isOver ? " is-over" : ""}`}
      style={style}
      {...attributes}
    >
      <div role="gridcell" className="listing-check">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t("drive.choose", { name: item.name })}
          checked={isChosen}
          onClick={(event) => event.stopPropagation()}
          onChange={() => props.onChoose(null)}
        />
      </div>
      <div role="gridcell" className="listing-cell-name">
        <ItemName item={item} actions={props.actions} />
      </div>
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={`listing-cell-other listing-cell-${column.id}${column.isExtra ? " listing-extra" : ""}${column.isNumber ? " listing-number" : ""}`}
        >
          {column.render(item)}
        </div>
      ))}
      <div role="gridcell" className="listing-more">
        <button
          type="button"
          tabIndex={-1}
          className="icon-button"
          aria-label={t("drive.more", { name: item.name })}
          onClick={(event) => {
            event.stopPropagation();
            props.onMenu(event);
          }}
        >
          <EllipsisVertical aria-hidden className="icon" />
        </button>
      </div>
    </div>
  );
}
