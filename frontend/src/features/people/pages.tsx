import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import type { Page } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

interface PagesProps<T> {
  list: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  none: string;
  row: (item: T) => ReactNode;
}

/** A short list that comes in pages, with what it shows while it waits, fails or is empty. */
export function Pages<T extends { id: string }>({ list, none, row }: PagesProps<T>) {
  const t = useT();
  if (list.isPending) return <SkeletonRows rows={2} />;
  if (list.isError) return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className="field-help">{none}</p>;
  return (
    <>
      <ul className="rows">
        {items.map((item) => (
          <li key={item.id} className="row">
            {row(item)}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </>
  );
}
