import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Link2 } from "lucide-react";

import { get } from "@/shared/api/http";
import type { Link as SharedLink, Page } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { ItemIcon } from "@/shared/ui/file-icon";
import { Empty, SkeletonRows, Trouble } from "@/shared/ui/states";
import { useTitle } from "@/shared/ui/use-title";

import { itemHref } from "../drive/screen/item-href";
import { LinkRow } from "./link-row";
import "./links.css";

const openLinksQuery = infiniteQueryOptions({
  queryKey: ["links", "open"],
  queryFn: ({ pageParam, signal }) =>
    get<Page<SharedLink>>("/links", { status: "open", limit: 50, cursor: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** Every door that is open to the outside, in one place. */
export default function LinksScreen() {
  const t = useT();
  useTitle(t("nav.links"));
  const list = useInfiniteQuery(openLinksQuery);
  const links = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page-scroll">
      <div className="page-column">
        <h1>{t("nav.links")}</h1>
        <p className="page-lead">{t("links.lead")}</p>
        {list.isPending && <SkeletonRows rows={4} />}
        {list.isError && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && links.length === 0 && (
          <Empty icon={Link2} title={t("links.empty_title")} text={t("links.empty_text")} />
        )}
        <ul className="links">
          {links.map((link) => (
            <LinkRow
              key={link.id}
              link={link}
              heading={
                <p className="link-item">
                  <ItemIcon kind={link.item.kind} name={link.item.name ?? ""} />
                  {link.item.name === null ? (
                    t("links.hidden_item")
                  ) : (
                    <Link to={itemHref({ ...link.item, parent_id: null })}>
                      {link.item.name}
                    </Link>
                  )}
                </p>
              }
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
      </div>
    </div>
  );
}
