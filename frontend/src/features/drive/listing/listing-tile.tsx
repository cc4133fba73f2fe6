import { EllipsisVertical } from "lucide-react";

import { formatBytes } from "@/shared/format/bytes";
import { formatShort } from "@/shared/format/instants";
import { useT } from "@/shared/i18n";
import { ItemIcon } from "@/shared/ui/file-icon";
import { VerdictChip } from "@/shared/ui/verdict-chip";

import { ItemLink, ItemMarks } from "./item-name";
import { useEntry, type EntryProps } from "./listing-row";

export function ListingTile(props: EntryProps) {
  const { item, isChosen } = props;
  const t = useT();
  const { isOver, attributes } = useEntry(props);
  return (
    <div
      role="gridcell"
      className={`tile${isChosen ? " is-chosen" : ""}${isOver ? " is-over" : ""}`}
      {...attributes}
    >
      <div className="tile-top">
        <ItemIcon kind={item.kind} name={item.name} />
        <span className="tile-marks">
          <ItemMarks item={item} />
        </span>
        <input
          type="checkbox"
          tabIndex={-1}
          className="tile-check"
          aria-label={t("drive.choose", { name: item.name })}
          checked={isChosen}
          onClick={(event) => event.stopPropagation()}
          onChange={() => props.onChoose(null)}
        />
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
      <div className="tile-name">
        <ItemLink item={item} actions={props.actions} />
      </div>
      {item.verdict && item.verdict.state !== "clean" ? (
        <p>
          <VerdictChip verdict={item.verdict} />
        </p>
      ) : (
        <p className="tile-facts">
          {formatShort(item.updated_at)}
          {item.size_bytes !== null && ` · ${formatBytes(item.size_bytes)}`}
        </p>
      )}
    </div>
  );
}
