import type { ReactNode } from "react";

import type { Item } from "@/shared/api/types";
import { formatBytes } from "@/shared/format/bytes";
import { daysUntil, formatInstant, formatShort } from "@/shared/format/instants";
import { t } from "@/shared/i18n";

import type { Sort } from "../queries";

/** A column beside the name. `isExtra` ones disappear first when width is scarce. */
export interface Column {
  id: string;
  label: string;
  sort?: { up: Sort; down: Sort };
  isExtra?: boolean;
  isNumber?: boolean;
  render: (item: Item) => ReactNode;
}

function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatShort(at)}
    </time>
  );
}

export const modifiedColumn = (): Column => ({
  id: "updated_at",
  label: t("column.modified"),
  sort: { up: "updated_at", down: "-updated_at" },
  render: (item) => <Instant at={item.updated_at} />,
});

const hasNoSize = (item: Item): boolean => item.kind === "document" && item.size_bytes === 0;

export const sizeColumn = (): Column => ({
  id: "size_bytes",
  label: t("column.size"),
  sort: { up: "size_bytes", down: "-size_bytes" },
  isExtra: true,
  isNumber: true,
  // What a document weighs is known once it was set down; until then nothing is better than none.
  render: (item) => (item.size_bytes === null || hasNoSize(item) ? "—" : formatBytes(item.size_bytes)),
});

export const authorColumn = (label: string): Column => ({
  id: "created_by",
  label,
  isExtra: true,
  render: (item) => item.created_by?.name ?? "—",
});

export const roleColumn = (): Column => ({
  id: "role",
  label: t("column.role"),
  render: (item) => (item.role ? t(`role.${item.role}`) : "—"),
});

export const trashedColumn = (retentionDays: number): Column => ({
  id: "trashed_at",
  label: t("column.trashed"),
  render: (item) => {
    if (item.trashed_at === null) return "—";
    const purgedAt = new Date(new Date(item.trashed_at).getTime() + retentionDays * 86_400_000);
    return (
      <span title={formatInstant(item.trashed_at)}>
        {t("column.days_left", { count: daysUntil(purgedAt) })}
      </span>
    );
  },
});
