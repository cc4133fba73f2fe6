import { useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { MenuAt, type MenuGroups } from "@/shared/ui/menu";

import type { Column } from "./columns";
import { stopDragging } from "./dragging";
import { ListingHeader } from "./listing-header";
import { ListingRow } from "./listing-row";
import "./listing.css";
import { ListingTile } from "./listing-tile";
import { chooseAll, clear, click, keyTarget, moveTo, toggle, type Modifiers } from "./selection";
import { TypeAhead } from "./type-ahead";
import { useColumnCount } from "./use-column-count";
import type { ItemSelection } from "./use-selection";
import type { Sort } from "../queries";

export interface ListingActions {
  open: (item: Item) => void;
  menu: (items: readonly Item[]) => MenuGroups;
  rename?: (item: Item) => void;
  remove?: (items: readonly Item[]) => void;
  /** Where a link to the item leads. */
  href: (item: Item) => string;
  /** Load every row, for Ctrl+A; answers their ids. */
  loadAll?: () => Promise<readonly string[]>;
  canDrag: boolean;
}

interface ListingProps {
  label: string;
  items: readonly Item[];
  /** Rows there are, loaded or not. */
  total: number;
  /** Called when rows up to this index are looked at but not loaded. */
  onNeed: () => void;
  columns: readonly Column[];
  view: "list" | "grid";
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  selection: ItemSelection;
  actions: ListingActions;
}

const ROW_HEIGHT = 48;
const TILE_HEIGHT = 136;

const keysOf = (event: MouseEvent | KeyboardEvent): Modifiers => ({
  shift: event.shiftKey,
  toggle: event.ctrlKey || event.metaKey,
});

/** Rows on screen, plus the one that has the keyboard wherever it is, so that focus is never lost. */
function withFocused(range: Range, overscan: number, focusedRow: number): number[] {
  const first = Math.max(0, range.startIndex - overscan);
  const last = Math.min(range.count - 1, range.endIndex + overscan);
  const rows = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (focusedRow >= 0 && focusedRow < first) return [focusedRow, ...rows];
  if (focusedRow > last && focusedRow < range.count) return [...rows, focusedRow];
  return rows;
}

/**
 * Items as a list or as tiles: an ARIA grid with one tab stop, virtual, with choice by mouse and
 * keyboard (WAI-ARIA Authoring Practices, grid pattern).
 */
export function Listing(props: ListingProps) {
  const { items, total, view, selection, actions, onNeed } = props;
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const [typeAhead] = useState(() => new TypeAhead());
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const columnCount = useColumnCount(scroller, view);
  const { state, ids, chosenItems } = selection;
  const focusIndex = state.focus === null ? -1 : ids.indexOf(state.focus);

  // eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used here
  const virtualizer = useVirtualizer({
    count: Math.ceil(total / columnCount),
    getScrollElement: () => scroller.current,
    estimateSize: () => (view === "list" ? ROW_HEIGHT : TILE_HEIGHT),
    overscan: 6,
    scrollPaddingStart: view === "list" ? 44 : 8,
    scrollPaddingEnd: 8,
    rangeExtractor: (range) => withFocused(range, 6, focusIndex < 0 ? -1 : Math.floor(focusIndex / columnCount)),
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, view]);

  const [namedIndex] = useState(focusIndex);
  useEffect(() => {
    // The item that the address names.
    if (namedIndex >= 0) virtualizer.scrollToIndex(Math.floor(namedIndex / columnCount), { align: "center" });
  }, [virtualizer, namedIndex, columnCount]);

  const rows = virtualizer.getVirtualItems();

  const lastShown = ((rows.at(-1)?.index ?? -1) + 1) * columnCount;
  useEffect(() => {
    if (items.length < total && lastShown > items.length - 20) onNeed();
  }, [items.length, total, lastShown, onNeed]);

  // Keys that come faster than the screen scrolls take the row away that has the focus, and the
  // browser then forgets that the focus was in the grid.
  const isFocusOwed = useRef(false);
  useEffect(() => {
    const grid = scroller.current;
    if (state.focus === null || !grid) return;
    if (!isFocusOwed.current && !grid.contains(document.activeElement)) return;
    const row = grid.querySelector<HTMLElement>(`[data-id="${state.focus}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    isFocusOwed.current = false;
  }, [state.focus, rows]);

  function goTo(index: number, keys: Modifiers) {
    const id = ids[index];
    if (id === undefined) return;
    isFocusOwed.current = true;
    virtualizer.scrollToIndex(Math.floor(index / columnCount));
    selection.change((before) => moveTo(before, ids, id, keys));
  }

  async function chooseEverything() {
    const all = (await actions.loadAll?.()) ?? ids;
    selection.change((before) => chooseAll(before, all));
  }

  function openMenu(x: number, y: number) {
    setMenuAt({ x, y });
  }

  function onRowMenu(event: MouseEvent<HTMLElement>, item: Item) {
    event.preventDefault();
    if (!state.chosen.has(item.id)) {
      selection.change((before) => click(before, ids, item.id, { shift: false, toggle: false }));
    }
    const box = event.currentTarget.getBoundingClientRect();
    const byKeyboard = event.clientX === 0 && event.clientY === 0;
    openMenu(byKeyboard ? box.left + 48 : event.clientX, byKeyboard ? box.bottom - 8 : event.clientY);
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const keys = keysOf(event);
    const item = items[focusIndex];
    if (event.altKey) return;
    if (keys.toggle && event.key.toLowerCase() === "a") {
      event.preventDefault();
      void chooseEverything();
      return;
    }
    const rowsPerPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / (view === "list" ? ROW_HEIGHT : TILE_HEIGHT)) - 1);
    const target = keyTarget(event.key, Math.max(focusIndex, 0), items.length, columnCount, rowsPerPage);
    if (target !== null) {
      event.preventDefault();
      goTo(target, keys);
    } else if (item) onItemKey(event, item, keys);
  }

  function onItemKey(event: KeyboardEvent, item: Item, keys: Modifiers) {
    const chosen = state.chosen.has(item.id) ? chosenItems : [item];
    if (event.key === "Enter") actions.open(item);
    else if (event.key === "F2") actions.rename?.(item);
    else if (event.key === "Delete") actions.remove?.(chosen);
    else if (event.key === "Escape") selection.change(clear);
    else if (event.key === " " && !typeAhead.isTyping(event.timeStamp)) selection.change((before) => toggle(before, item.id));
    else if (event.key.length === 1 && !keys.toggle) typeTo(event);
    else return;
    event.preventDefault();
  }

  function typeTo(event: KeyboardEvent) {
    const names = items.map((item) => item.name);
    const index = typeAhead.type(event.key, names, focusIndex, event.timeStamp);
    if (index !== null) goTo(index, { shift: false, toggle: false });
  }

  const rovingId = state.focus ?? ids[0];
  const shared = (item: Item, index: number) => ({
    item,
    index,
    isChosen: state.chosen.has(item.id),
    isTabStop: item.id === rovingId,
    chosenItems,
    actions,
    onChoose: (event: MouseEvent | null) =>
      selection.change((before) =>
        event === null ? toggle(before, item.id) : click(before, ids, item.id, keysOf(event)),
      ),
    onFocusRow: () =>
      selection.change((before) => (before.focus === item.id ? before : { ...before, focus: item.id })),
    onMenu: (event: MouseEvent<HTMLElement>) => onRowMenu(event, item),
  });

  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus -- one row at a time is the tab stop */}
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={Math.ceil(total / columnCount) + (view === "list" ? 1 : 0)}
        aria-colcount={view === "list" ? props.columns.length + 1 : columnCount}
        className={`listing listing-${view}`}
        onKeyDown={onKeyDown}
        onDragEnd={stopDragging}
      >
        {view === "list" && (
          <ListingHeader
            columns={props.columns}
            chosenCount={state.chosen.size}
            total={total}
            onChooseAll={() => void chooseEverything()}
            onClear={() => selection.change(clear)}
            {...(props.sort && { sort: props.sort })}
            {...(props.onSort && { onSort: props.onSort })}
          />
        )}
        <div role="rowgroup" className="listing-rows" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const position = { transform: `translateY(${row.start}px)`, height: row.size };
            if (view === "list") {
              const item = items[row.index];
              return item ? (
                <ListingRow key={item.id} {...shared(item, row.index)} columns={props.columns} style={position} />
              ) : (
                <div key={`row-${row.index}`} className="listing-row listing-pending" style={position} aria-hidden>
                  <span className="skeleton-block skeleton-icon" />
                  <span className={`skeleton-block skeleton-line skeleton-line-${row.index % 3}`} />
                </div>
              );
            }
            const tiles = Array.from({ length: columnCount }, (_, column) => row.index * columnCount + column);
            return (
              <div
                key={row.index}
                role="row"
                aria-rowindex={row.index + 1}
                className="listing-tiles"
                style={{ ...position, gridTemplateColumns: `repeat(${columnCount}, minmax(0, 1fr))` }}
              >
                {tiles.map((index) => {
                  const item = items[index];
                  if (item) return <ListingTile key={item.id} {...shared(item, index)} />;
                  return index < total ? <div key={index} className="tile skeleton-block" aria-hidden /> : null;
                })}
              </div>
            );
          })}
        </div>
      </div>
      {menuAt && (
        <>
          <span ref={anchor} className="menu-anchor" style={{ left: menuAt.x, top: menuAt.y }} />
          <MenuAt
            label={t("drive.menu_label")}
            groups={actions.menu(chosenItems)}
            anchor={anchor}
            onClose={() => setMenuAt(null)}
          />
        </>
      )}
    </>
  );
}
