import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw, Trash2, X } from "lucide-react";
import { useCallback, useMemo, useState } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import type { MenuGroups } from "@/shared/ui/menu";
import { Empty, SkeletonRows, Trouble } from "@/shared/ui/states";
import { say } from "@/shared/ui/toasts";
import { useTitle } from "@/shared/ui/use-title";

import { purge, restore } from "../drive/actions";
import { refreshLists } from "../drive/cache";
import { sizeColumn, trashedColumn } from "../drive/listing/columns";
import { Listing } from "../drive/listing/listing";
import { clear } from "../drive/listing/selection";
import { useSelection } from "../drive/listing/use-selection";
import { emptyTrash } from "../drive/operations";
import { meQuery, trashQuery } from "../drive/queries";
import "../drive/screen/items-screen.css";

type Asking = { kind: "purge"; items: readonly Item[] } | { kind: "empty" };

/** What was thrown away: put it back, or destroy it for good. */
export default function TrashScreen() {
  const t = useT();
  useTitle(t("nav.trash"));
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const list = useInfiniteQuery(trashQuery);
  const [asking, setAsking] = useState<Asking | null>(null);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const selection = useSelection(items);
  const { chosenItems } = selection;
  const retentionDays = me.data?.limits.trash_retention_days ?? 30;
  const columns = useMemo(() => [sizeColumn(), trashedColumn(retentionDays)].map(withoutSort), [retentionDays]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const onNeed = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const menu = (chosen: readonly Item[]): MenuGroups => [
    [
      { id: "restore", label: t("trash.restore"), icon: RotateCcw, onAction: () => void restore(client, chosen) },
      {
        id: "purge",
        label: t("trash.purge"),
        icon: Trash2,
        tone: "danger",
        onAction: () => setAsking({ kind: "purge", items: chosen }),
      },
    ],
  ];

  async function emptyAll() {
    await emptyTrash();
    await refreshLists(client);
    await client.invalidateQueries({ queryKey: ["me"] });
    say(t("trash.emptied"));
  }

  return (
    <div className="screen">
      <div className="work">
        <div className="work-head">
          <h1>{t("nav.trash")}</h1>
        </div>
        {chosenItems.length > 0 ? (
          <div className="toolbar toolbar-chosen" role="toolbar" aria-label={t("drive.chosen_actions")}>
            <IconButton label={t("drive.choose_none")} icon={X} onPress={() => selection.change(clear)} />
            <p className="toolbar-count" role="status">
              {t("drive.chosen", { count: chosenItems.length })}
            </p>
            <Button className="tool" icon={RotateCcw} onPress={() => void restore(client, chosenItems)}>
              <span className="tool-words">{t("trash.restore")}</span>
            </Button>
            <Button
              className="tool"
              icon={Trash2}
              onPress={() => setAsking({ kind: "purge", items: chosenItems })}
            >
              <span className="tool-words">{t("trash.purge")}</span>
            </Button>
          </div>
        ) : (
          <div className="toolbar">
            <p className="toolbar-lead">{t("trash.lead", { count: retentionDays })}</p>
            {items.length > 0 && (
              <Button className="tool tool-end" icon={Trash2} onPress={() => setAsking({ kind: "empty" })}>
                <span className="tool-words">{t("trash.empty")}</span>
              </Button>
            )}
          </div>
        )}
        {list.isPending ? (
          <SkeletonRows />
        ) : list.isError ? (
          <Trouble error={list.error} onRetry={() => void list.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon={Trash2} title={t("trash.empty_title")} text={t("trash.empty_text")} />
        ) : (
          <Listing
            label={t("nav.trash")}
            items={items}
            total={items.length + (hasNextPage ? 1 : 0)}
            onNeed={onNeed}
            columns={columns}
            view="list"
            selection={selection}
            actions={{
              open: () => undefined,
              href: () => "/trash",
              menu,
              remove: (removed) => setAsking({ kind: "purge", items: removed }),
              canDrag: false,
            }}
          />
        )}
      </div>
      {asking?.kind === "purge" && (
        <Confirm
          title={t("trash.purge_title", { count: asking.items.length, name: asking.items[0]?.name ?? "" })}
          text={t("trash.purge_text")}
          action={t("trash.purge")}
          onConfirm={() => purge(client, asking.items)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking?.kind === "empty" && (
        <Confirm
          title={t("trash.empty_confirm")}
          text={t("trash.purge_text")}
          action={t("trash.empty")}
          onConfirm={emptyAll}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function withoutSort<T extends { sort?: unknown }>(column: T): Omit<T, "sort"> {
  const { sort: _, ...rest } = column;
  return rest;
}
