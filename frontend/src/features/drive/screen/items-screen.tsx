import { useNavigate } from "@tanstack/react-router";
import { useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";

import type { Item, ItemDetail, Page } from "@/shared/api/types";
import { useT, withWords } from "@/shared/i18n";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { whenIdle } from "@/shared/ui/when-idle";
import { useStore } from "@/shared/ui/store";
import { useMedia } from "@/shared/ui/use-media";
import { useTitle } from "@/shared/ui/use-title";

import { convert, duplicate, trash } from "../actions";
import { fetchDialogs, ItemDialogs, type OpenDialog } from "../dialogs/dialogs";
import { itemMenu } from "../item-menu";
import type { Column } from "../listing/columns";
import { Listing, type ListingActions } from "../listing/listing";
import { click } from "../listing/selection";
import { useSelection } from "../listing/use-selection";
import { detailsPreference, viewPreference } from "../preferences";
import type { Sort } from "../queries";
import { itemHref } from "./item-href";
import { SelectionBar } from "./selection-bar";
import "./items-screen.css";

const Drawer = lazy(() => import("@/shared/ui/drawer"));
const DetailsPanel = lazy(() => withWords(import("../details/details-panel")));

/** What the tools of a screen can open. */
export interface Openers {
  openDialog: (dialog: OpenDialog) => void;
  openDetails: () => void;
}

interface ItemsScreenProps {
  /** What the list is, for screen readers. */
  label: string;
  /** The place, for the window. */
  title: string;
  /** Title or breadcrumb. */
  heading: ReactNode;
  list: UseInfiniteQueryResult<InfiniteData<Page<Item>>>;
  /** Items there are, when known before all are loaded. */
  total?: number | null;
  columns: readonly Column[];
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  empty: ReactNode;
  /** Buttons while nothing is chosen. */
  tools: (open: Openers) => ReactNode;
  /** The folder on screen, shown in the details while nothing is chosen. */
  folder?: ItemDetail;
  /** The item that the address names: chosen at first, its details shown. */
  initialItemId?: string | null;
}

/** A screen of items: heading, tools or what is chosen, the list, and details on demand. */
export function ItemsScreen(props: ItemsScreenProps) {
  const { list, initialItemId = null } = props;
  const t = useT();
  useTitle(props.title);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const view = useStore(viewPreference);
  const isDetailed = useStore(detailsPreference) === "open";
  const isWide = useMedia("(min-width: 72rem)");
  const [isDrawerOpen, setDrawerOpen] = useState(initialItemId !== null);
  useEffect(() => whenIdle(fetchDialogs), []);
  useEffect(() => {
    // The address names an item: it was sent to be looked at.
    if (initialItemId !== null) detailsPreference.set("open");
  }, [initialItemId]);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useSelection(items, initialItemId);
  const { chosenItems } = selection;

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onNeed = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  async function loadAll(): Promise<readonly string[]> {
    let result = await list.fetchNextPage({ cancelRefetch: false });
    while (result.hasNextPage && !result.isError) result = await result.fetchNextPage();
    return result.data?.pages.flatMap((page) => page.items.map((item) => item.id)) ?? selection.ids;
  }

  function showDetails() {
    detailsPreference.set("open");
    setDrawerOpen(true);
  }

  function open(item: Item) {
    if (item.kind !== "file") {
      void navigate({ to: itemHref(item) });
      return;
    }
    selection.change((before) => click(before, selection.ids, item.id, { shift: false, toggle: false }));
    showDetails();
  }

  const handlers = {
    open,
    href: itemHref,
    rename: (item: Item) => setDialog({ kind: "rename", item }),
    move: (moved: readonly Item[]) => setDialog({ kind: "move", items: moved }),
    copy: (copied: readonly Item[]) => setDialog({ kind: "copy", items: copied }),
    duplicate: (item: Item) => void duplicate(client, item),
    convert: async (item: Item) => {
      const document = await convert(client, item);
      if (document) open(document);
    },
    share: (item: Item) => setDialog({ kind: "share", item }),
    trash: (trashed: readonly Item[]) => void trash(client, trashed),
    showDetails,
  };
  const actions: ListingActions = {
    open,
    href: itemHref,
    menu: (chosen) => itemMenu(chosen, handlers),
    rename: (item) => {
      if (item.abilities.includes("edit")) handlers.rename(item);
    },
    remove: (removed) => {
      if (removed.every((item) => item.abilities.includes("trash"))) handlers.trash(removed);
    },
    canDrag: true,
    loadAll: hasNextPage ? loadAll : async () => Promise.resolve(selection.ids),
  };

  const total = Math.max(props.total ?? 0, items.length + (hasNextPage ? 1 : 0));
  const details = (
    <Suspense fallback={<SkeletonRows rows={5} />}>
      <DetailsPanel items={chosenItems} folder={props.folder} onShare={handlers.share} />
    </Suspense>
  );

  return (
    <div className="screen">
      <div className="work">
        <div className="work-head">{props.heading}</div>
        {chosenItems.length > 0 ? (
          <SelectionBar items={chosenItems} selection={selection} handlers={handlers} />
        ) : (
          props.tools({ openDialog: setDialog, openDetails: showDetails })
        )}
        {list.isPending ? (
          <SkeletonRows />
        ) : list.isError && items.length === 0 ? (
          <Trouble error={list.error} onRetry={() => void list.refetch()} />
        ) : items.length === 0 ? (
          <div className="work-empty">{props.empty}</div>
        ) : (
          <Listing
            label={props.label}
            items={items}
            total={hasNextPage ? total : items.length}
            onNeed={onNeed}
            columns={props.columns}
            view={view}
            selection={selection}
            actions={actions}
            {...(props.sort && { sort: props.sort })}
            {...(props.onSort && { onSort: props.onSort })}
          />
        )}
      </div>
      {isDetailed && isWide && (
        <aside className="details-side" aria-label={t("view.details")}>
          {details}
        </aside>
      )}
      {isDrawerOpen && !isWide && (
        <Suspense fallback={null}>
          <Drawer title={t("view.details")} size="drawer" onClose={() => setDrawerOpen(false)}>
            {details}
          </Drawer>
        </Suspense>
      )}
      <ItemDialogs open={dialog} onClose={() => setDialog(null)} />
    </div>
  );
}
