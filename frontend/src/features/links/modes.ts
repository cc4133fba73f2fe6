import type { Item, Link } from "@/shared/api/types";
import { t } from "@/shared/i18n";

export type LinkMode = Link["mode"];

/** What a link may be made for, the least first: people write in documents alone. */
const MODES: Record<Item["kind"], readonly LinkMode[]> = {
  document: ["read", "download", "comment", "edit"],
  folder: ["download", "comment", "edit"],
  file: ["download"],
};

type Words = LinkMode | "folder_comment" | "folder_edit";

const wordsOf = (kind: Item["kind"], mode: LinkMode): Words =>
  kind === "folder" && (mode === "comment" || mode === "edit") ? `folder_${mode}` : mode;

/** The modes to choose from, each in a sentence; none where there is no choice. */
export function modeChoices(kind: Item["kind"]): { value: LinkMode; label: string }[] {
  const modes = MODES[kind];
  if (modes.length < 2) return [];
  return modes.map((mode) => ({ value: mode, label: t(`link.allow_${wordsOf(kind, mode)}`) }));
}

export const leastMode = (kind: Item["kind"]): LinkMode => MODES[kind][0] ?? "download";

/** What its holder may do, as a part of the sentence that tells a link's rules. */
export const mayWords = (kind: Item["kind"], mode: LinkMode): string => t(`link.may_${wordsOf(kind, mode)}`);
