import type { Link } from "@/shared/api/types";
import { formatDay } from "@/shared/format/instants";
import { t } from "@/shared/i18n";

import { mayWords } from "./modes";

/** The rules of a link in one sentence. */
export function linkSentence(link: Link): string {
  const mode = mayWords(link.item.kind, link.mode);
  const holder = t(link.has_password ? "link.holder_password" : "link.holder");
  if (link.status === "revoked") return t("link.revoked", { date: formatDay(link.revoked_at ?? link.created_at) });
  if (link.status === "expired") return t("link.expired", { date: formatDay(link.expires_at) });
  if (link.status === "blocked") return t("link.blocked");
  return t("link.sentence_until", { holder, mode, date: formatDay(link.expires_at) });
}

/** What happened with a link, in a few words. */
export function linkUse(link: Link): string {
  if (link.open_count === 0 && link.download_count === 0) return t("link.unused");
  const opened = t("link.opened", { count: link.open_count });
  const downloaded = t("link.downloaded", { count: link.download_count });
  return `${opened}, ${downloaded}`;
}
