import type { InfiniteData, QueryClient } from "@tanstack/react-query";

import { get } from "@/shared/api/http";
import type { Item, Me, Page } from "@/shared/api/types";
import { problemWords } from "@/shared/format/problem-words";
import { t } from "@/shared/i18n";
import { sayTrouble } from "@/shared/ui/toasts";

import { refreshFolder } from "../drive/cache";
import { FolderMaker } from "./folders";
import { UploadQueue } from "./queue";
import { sendByXhr } from "./transport";

const REFRESH_PAUSE_MS = 600;

/** Many files may arrive in one folder within a second: ask for its list once. */
function pacedRefresh(client: QueryClient): (folderId: string) => void {
  const waiting = new Set<string>();
  return (folderId) => {
    if (waiting.has(folderId)) return;
    waiting.add(folderId);
    setTimeout(() => {
      waiting.delete(folderId);
      void refreshFolder(client, folderId);
      void client.invalidateQueries({ queryKey: ["recent"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    }, REFRESH_PAUSE_MS);
  };
}

/** Whether a list already on screen holds the name: then the question is asked before any byte leaves. */
function isListed(client: QueryClient, folderId: string, name: string): boolean {
  const wanted = name.normalize("NFC").toLowerCase();
  const lists = client.getQueriesData<InfiniteData<Page<Item>>>({ queryKey: ["children", folderId] });
  return lists.some(([, list]) =>
    list?.pages.some((page) => page.items.some((item) => item.name.toLowerCase() === wanted)),
  );
}

export function createUploads(client: QueryClient): UploadQueue {
  return new UploadQueue({
    transport: sendByXhr,
    newFolders: () => new FolderMaker(),
    readItem: (id) => get<Item>(`/items/${id}`),
    onArrived: pacedRefresh(client),
    onFolderTrouble: (name, problem) =>
      sayTrouble(t("action.failed", { name, reason: problemWords(problem) })),
    maxBytes: () => client.getQueryData<Me>(["me"])?.limits.upload_one_shot_max_bytes ?? Infinity,
    isNameTaken: (folderId, name) => isListed(client, folderId, name),
    now: () => performance.now(),
  });
}
