import { Link } from "@tanstack/react-router";
import { ArrowDownToLine, Link as LinkIcon } from "lucide-react";
import type { ReactNode } from "react";

import type { Item, ItemDetail } from "@/shared/api/types";
import { formatBytes } from "@/shared/format/bytes";
import { formatInstant } from "@/shared/format/instants";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { say, sayTrouble } from "@/shared/ui/toasts";

import { canDownload, download } from "../actions";
import { pathOf } from "../path";
import { itemHref } from "../screen/item-href";
import { Passport } from "./passport";

interface FactProps {
  name: string;
  children: ReactNode;
}

export function Fact({ name, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Facts({ item, detail }: { item: Item; detail: ItemDetail | undefined }) {
  const t = useT();
  const place = detail ? pathOf(detail, t("nav.files")).at(-2) : undefined;

  async function copyAddress() {
    const address = new URL(itemHref(item), location.origin).href;
    try {
      await navigator.clipboard.writeText(address);
      say(t("details.address_copied"));
    } catch {
      sayTrouble(t("details.address_refused", { address }));
    }
  }

  return (
    <>
      <div className="details-actions">
        {canDownload(item) && (
          <Button tone="primary" icon={ArrowDownToLine} onPress={() => download([item])}>
            {t(item.kind === "folder" ? "action.download_zip" : "action.download")}
          </Button>
        )}
        <Button icon={LinkIcon} onPress={() => void copyAddress()}>
          {t("details.copy_address")}
        </Button>
      </div>
      {item.verdict && <Passport verdict={item.verdict} />}
      <dl className="facts">
        {place && (
          <Fact name={t("details.place")}>
            <Link to="/folders/$folderId" params={{ folderId: place.id }}>
              {place.name}
            </Link>
          </Fact>
        )}
        {item.size_bytes !== null && <Fact name={t("column.size")}>{formatBytes(item.size_bytes)}</Fact>}
        {detail?.child_count != null && (
          <Fact name={t("details.content")}>{t("details.children", { count: detail.child_count })}</Fact>
        )}
        {item.media_type && <Fact name={t("details.type")}>{item.media_type}</Fact>}
        {item.created_by && (
          <Fact name={t("details.created_by")}>
            {item.created_by.name}
            {item.created_by.service && <span className="details-quiet"> · {item.created_by.service}</span>}
          </Fact>
        )}
        <Fact name={t("details.created_at")}>{formatInstant(item.created_at)}</Fact>
        <Fact name={t("column.modified")}>{formatInstant(item.updated_at)}</Fact>
        {item.role && <Fact name={t("details.my_role")}>{t(`role.${item.role}`)}</Fact>}
      </dl>
    </>
  );
}
