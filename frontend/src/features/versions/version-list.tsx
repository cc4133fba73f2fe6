import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDownToLine, RotateCcw } from "lucide-react";

import { address, get, post } from "@/shared/api/http";
import type { FileVersion, Item, Page } from "@/shared/api/types";
import { formatBytes } from "@/shared/format/bytes";
import { formatInstant } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { say, sayTrouble } from "@/shared/ui/toasts";
import { VerdictChip } from "@/shared/ui/verdict-chip";

import { patchItem } from "../drive/cache";
import "./version-list.css";

const versionsQuery = (itemId: string, versionId: string | null) =>
  queryOptions({
    queryKey: ["versions", itemId, versionId],
    queryFn: async ({ signal }) =>
      (await get<Page<FileVersion>>(`/items/${itemId}/versions`, { limit: 100 }, signal)).items,
  });

/** What the file was, newest first; any clean version can be taken away or made current again. */
export function VersionList({ item }: { item: Item }) {
  const versions = useQuery(versionsQuery(item.id, item.version_id));
  if (versions.isPending) return <SkeletonRows rows={3} />;
  if (versions.isError) return <Trouble error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <ol className="versions">
      {versions.data.map((version) => (
        <VersionRow key={version.id} item={item} version={version} />
      ))}
    </ol>
  );
}

function VersionRow({ item, version }: { item: Item; version: FileVersion }) {
  const t = useT();
  const client = useQueryClient();
  const mayDownload = item.abilities.includes("download") && version.verdict.state === "clean";
  const mayRestore = item.abilities.includes("edit") && !version.is_current;

  async function restore() {
    try {
      patchItem(client, item.id, await post<Item>(`/items/${item.id}/versions/${version.id}/restore`));
      await client.invalidateQueries({ queryKey: ["versions", item.id] });
      say(t("version.restored", { number: version.number }));
    } catch (error) {
      sayTrouble(problemWords(error));
    }
  }

  function download() {
    const anchor = document.createElement("a");
    anchor.href = address(`/items/${item.id}/versions/${version.id}/content`);
    anchor.download = "";
    anchor.click();
  }

  return (
    <li className="version">
      <div className="version-body">
        <p className="version-title">
          {t("version.number", { number: version.number })}
          {version.is_current && <span className="badge">{t("version.current")}</span>}
        </p>
        <p className="details-quiet">
          {formatInstant(version.created_at)} · {formatBytes(version.size_bytes)}
        </p>
        {version.created_by && <p className="details-quiet">{version.created_by.name}</p>}
        <VerdictChip verdict={version.verdict} isQuiet />
      </div>
      {mayDownload && (
        <IconButton
          label={t("version.download", { number: version.number })}
          icon={ArrowDownToLine}
          onPress={download}
        />
      )}
      {mayRestore && (
        <IconButton
          label={t("version.restore", { number: version.number })}
          icon={RotateCcw}
          onPress={() => void restore()}
        />
      )}
    </li>
  );
}
