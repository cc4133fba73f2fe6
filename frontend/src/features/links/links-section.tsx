import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";

import type { Item, NewLink } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { CopyOnce } from "@/shared/ui/copy-once";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

import { patchItem } from "../drive/cache";
import { linksQuery } from "../sharing/queries";
import { LinkForm } from "./link-form";
import { LinkRow } from "./link-row";
import "./links.css";

/** The links of one item: each with its rules in a sentence, and what can still be done with it. */
export function LinksSection({ item }: { item: Item }) {
  const t = useT();
  const client = useQueryClient();
  const links = useQuery(linksQuery(item.id));
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<NewLink | null>(null);

  function onMade(link: NewLink) {
    setMade(link);
    setMaking(false);
    patchItem(client, item.id, { link_count: item.link_count + 1 });
  }

  function startMaking() {
    setMade(null);
    setMaking(true);
  }

  return (
    <section className="share-section" aria-labelledby="share-links">
      <div className="share-heading">
        <h3 id="share-links">{t("share.links")}</h3>
        {!isMaking && (
          <Button icon={Plus} onPress={startMaking}>
            {t("link.create")}
          </Button>
        )}
      </div>
      <p className="field-help">{t("share.links_help")}</p>
      {isMaking && <LinkForm item={item} onMade={onMade} onCancel={() => setMaking(false)} />}
      {made && (
        <div className="notice notice-success link-made">
          <p>{t("link.shown_once")}</p>
          <CopyOnce label={t("link.address")} secret={made.url} />
        </div>
      )}
      {links.isPending && <SkeletonRows rows={2} />}
      {links.isError && <Trouble error={links.error} onRetry={() => void links.refetch()} />}
      {links.data && links.data.length > 0 && (
        <ul className="links">
          {links.data.map((link) => (
            <LinkRow key={link.id} link={link} />
          ))}
        </ul>
      )}
    </section>
  );
}
