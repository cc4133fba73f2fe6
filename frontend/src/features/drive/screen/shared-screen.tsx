import { useInfiniteQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useMemo } from "react";

import { useT } from "@/shared/i18n";
import { Empty } from "@/shared/ui/states";

import { authorColumn, modifiedColumn, roleColumn } from "../listing/columns";
import { sharedQuery } from "../queries";
import { ItemsScreen } from "./items-screen";
import { ViewTools } from "./view-tools";

export function SharedScreen() {
  const t = useT();
  const list = useInfiniteQuery(sharedQuery);
  const columns = useMemo(() => [authorColumn(t("column.owner")), roleColumn(), modifiedColumn()], [t]);
  return (
    <ItemsScreen
      title={t("nav.shared")}
      label={t("nav.shared")}
      heading={<h1>{t("nav.shared")}</h1>}
      list={list}
      columns={columns}
      tools={({ openDetails }) => (
        <div className="toolbar">
          <p className="toolbar-lead">{t("shared.lead")}</p>
          <ViewTools onDetails={openDetails} />
        </div>
      )}
      empty={<Empty icon={Users} title={t("shared.empty_title")} text={t("shared.empty_text")} />}
    />
  );
}
