import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";

import { useT } from "@/shared/i18n";

import type { Sort } from "../queries";
import type { Column } from "./columns";

interface HeaderProps {
  columns: readonly Column[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  chosenCount: number;
  total: number;
  onChooseAll: () => void;
  onClear: () => void;
}

interface HeadProps {
  column: Pick<Column, "id" | "label" | "sort" | "isExtra" | "isNumber">;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

function Head({ column, sort, onSort }: HeadProps) {
  const order = column.sort;
  const isUp = order?.up === sort;
  const isDown = order?.down === sort;
  const classes = `listing-head ${
    column.id === "name" ? "listing-cell-name" : `listing-cell-other listing-cell-${column.id}`
  }${
    column.isExtra ? " listing-extra" : ""
  }${column.isNumber ? " listing-number" : ""}`;
  if (!order || !onSort) {
    return (
      <div role="columnheader" className={classes}>
        {column.label}
      </div>
    );
  }
  return (
    <div
      role="columnheader"
      className={classes}
      aria-sort={isUp ? "ascending" : isDown ? "descending" : "none"}
    >
      <button type="button" className="listing-sort" onClick={() => onSort(isUp ? order.down : order.up)}>
        {column.label}
        {isUp && <ArrowUp aria-hidden className="icon" />}
        {isDown && <ArrowDown aria-hidden className="icon" />}
      </button>
    </div>
  );
}

const NAME_SORT = { up: "name", down: "-name" } as const;

export function ListingHeader({ columns, sort, onSort, chosenCount, total, onChooseAll, onClear }: HeaderProps) {
  const t = useT();
  const box = useRef<HTMLInputElement>(null);
  const isAll = chosenCount > 0 && chosenCount >= total;
  useEffect(() => {
    if (box.current) box.current.indeterminate = chosenCount > 0 && !isAll;
  }, [chosenCount, isAll]);
  return (
    <div role="rowgroup" className="listing-header">
      <div role="row" aria-rowindex={1} className="listing-row listing-header-row">
        <div role="columnheader" className="listing-check">
          <input
            ref={box}
            type="checkbox"
            aria-label={t("drive.choose_all")}
            checked={isAll}
            onChange={() => (chosenCount > 0 ? onClear() : onChooseAll())}
          />
        </div>
        <Head column={{ id: "name", label: t("column.name"), sort: NAME_SORT }} sort={sort} onSort={onSort} />
        {columns.map((column) => (
          <Head key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
        <div role="columnheader" className="listing-more">
          <span className="visually-hidden">{t("column.actions")}</span>
        </div>
      </div>
    </div>
  );
}
