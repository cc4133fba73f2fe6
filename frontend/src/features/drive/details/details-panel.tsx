import { useQuery } from "@tanstack/react-query";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";

import type { Item, ItemDetail } from "@/shared/api/types";
import { formatBytes } from "@/shared/format/bytes";
import { useT } from "@/shared/i18n";
import { ItemIcon } from "@/shared/ui/file-icon";

import { AccessList } from "../../sharing/access-list";
import { VersionList } from "../../versions/version-list";
import { itemQuery } from "../queries";
import { Activity } from "./activity";
import "./details-panel.css";
import { Facts } from "./facts";

interface DetailsPanelProps {
  items: readonly Item[];
  folder: ItemDetail | undefined;
  onShare: (item: Item) => void;
}

/** Everything about what is chosen, or about the folder on screen. */
export default function DetailsPanel({ items, folder, onShare }: DetailsPanelProps) {
  const t = useT();
  if (items.length > 1) return <Several items={items} />;
  const item = items[0] ?? folder;
  if (!item) return <p className="details-none">{t("details.none")}</p>;
  return <One key={item.id} item={item} onShare={onShare} />;
}

function Several({ items }: { items: readonly Item[] }) {
  const t = useT();
  const sizeBytes = items.reduce((sum, item) => sum + (item.size_bytes ?? 0), 0);
  return (
    <div className="details">
      <h2 className="details-name">{t("drive.chosen", { count: items.length })}</h2>
      <p className="details-quiet">{t("details.total_size", { size: formatBytes(sizeBytes) })}</p>
    </div>
  );
}

function One({ item, onShare }: { item: Item; onShare: (item: Item) => void }) {
  const t = useT();
  const detail = useQuery(itemQuery(item.id));
  const isFile = item.kind === "file";
  const mayManage = item.abilities.includes("manage_grants");
  return (
    <div className="details">
      <h2 className="details-name">
        <ItemIcon kind={item.kind} name={item.name} />
        <span>{item.name}</span>
      </h2>
      <Tabs className="tabs">
        <TabList aria-label={t("view.details")} className="tab-list">
          <Tab id="facts">{t("details.facts")}</Tab>
          <Tab id="access">{t("details.access")}</Tab>
          {isFile && <Tab id="versions">{t("details.versions")}</Tab>}
          {mayManage && <Tab id="activity">{t("details.activity")}</Tab>}
        </TabList>
        <TabPanel id="facts" className="tab-panel">
          <Facts item={item} detail={detail.data} />
        </TabPanel>
        <TabPanel id="access" className="tab-panel">
          <AccessList item={item} onShare={onShare} />
        </TabPanel>
        {isFile && (
          <TabPanel id="versions" className="tab-panel">
            <VersionList item={item} />
          </TabPanel>
        )}
        {mayManage && (
          <TabPanel id="activity" className="tab-panel">
            <Activity itemId={item.id} />
          </TabPanel>
        )}
      </Tabs>
    </div>
  );
}
