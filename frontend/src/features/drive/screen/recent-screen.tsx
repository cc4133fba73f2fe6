import { useInfiniteQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useMemo } from "react";

import { useT } from "@/shared/i18n";
import { Empty } from "@/shared/ui/states";

import { authorColumn, modifiedColumn, sizeColumn } from "../listing/columns";
import { recentQuery } from "../queries";
import { ItemsScreen } from "./items-screen";
import { ViewTools } from "./view-tools";

export function RecentScreen() {
  const t = useT();
  const list = useInfiniteQuery(recentQuery);
  const columns = useMemo(() => [authorColumn(t("column.author")), modifiedColumn(), sizeColumn()], [t]);
  return (
    <ItemsScreen
      title={t("nav.recent")}
      label={t("nav.recent")}
      heading={<h1>{t("nav.recent")}</h1>}
      list={list}
      columns={columns}
      tools={({ openDetails }) => (
        <div className="toolbar">
          <p className="toolbar-lead">{t("recent.lead")}</p>
          <ViewTools onDetails={openDetails} />
        </div>
      )}
      empty={<Empty icon={Clock} title={t("recent.empty_title")} text={t("recent.empty_text")} />}
    />
  );
}
