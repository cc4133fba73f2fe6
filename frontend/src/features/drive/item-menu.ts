import {
  ArrowDownToLine,
  Copy,
  CopyPlus,
  ExternalLink,
  FilePenLine,
  FolderInput,
  FolderOpen,
  Info,
  Pencil,
  Trash2,
  UserPlus,
} from "lucide-react";

import type { Item } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { MenuGroups } from "@/shared/ui/menu";

import { canDownload, download, EXPORTS } from "./actions";

export interface ItemHandlers {
  open: (item: Item) => void;
  href: (item: Item) => string;
  rename: (item: Item) => void;
  move: (items: readonly Item[]) => void;
  copy: (items: readonly Item[]) => void;
  duplicate: (item: Item) => void;
  convert: (item: Item) => void;
  share: (item: Item) => void;
  trash: (items: readonly Item[]) => void;
  showDetails: () => void;
}

export const allCan = (items: readonly Item[], ability: Item["abilities"][number]): boolean =>
  items.length > 0 && items.every((item) => item.abilities.includes(ability));

export const canShare = (item: Item): boolean =>
  item.abilities.includes("share_link") || item.abilities.includes("manage_grants");

/** What may be done with these items, in groups: the menu holds nothing that would be refused. */
export function itemMenu(items: readonly Item[], on: ItemHandlers): MenuGroups {
  const [only] = items.length === 1 ? items : [];
  const mayEdit = allCan(items, "edit");
  return [
    only ? openGroup(only, on) : [],
    [
      ...(only && canShare(only)
        ? [{ id: "share", label: t("action.share"), icon: UserPlus, onAction: () => on.share(only) }]
        : []),
      ...(items.some(canDownload) ? [takeAway(items)] : []),
      ...(only && canConvert(only)
        ? [{ id: "convert", label: t("action.convert"), icon: FilePenLine, onAction: () => on.convert(only) }]
        : []),
    ],
    [
      ...(only && mayEdit
        ? [{ id: "rename", label: t("action.rename"), icon: Pencil, shortcut: "F2", onAction: () => on.rename(only) }]
        : []),
      ...(mayEdit
        ? [{ id: "move", label: t("action.move_to"), icon: FolderInput, onAction: () => on.move(items) }]
        : []),
      ...(only && mayEdit && only.kind === "document" && only.parent_id !== null
        ? [{ id: "duplicate", label: t("action.duplicate"), icon: CopyPlus, onAction: () => on.duplicate(only) }]
        : []),
      { id: "copy", label: t("action.copy_to"), icon: Copy, onAction: () => on.copy(items) },
    ],
    allCan(items, "trash")
      ? [
          {
            id: "trash",
            label: t("action.trash"),
            icon: Trash2,
            shortcut: t("key.delete"),
            tone: "danger" as const,
            onAction: () => on.trash(items),
          },
        ]
      : [],
  ];
}

/** What the server can make a document of; it says so itself of a file that only looks like one. */
const CONVERTIBLE = /\.(docx|odt|md|markdown|html?|txt)$/i;

const canConvert = (item: Item): boolean =>
  item.kind === "file" && allCan([item], "edit") && canDownload(item) && CONVERTIBLE.test(item.name);

/** A document leaves in a format of one's choice, all else as it is. */
function takeAway(items: readonly Item[]): MenuGroups[number][number] {
  const words = { id: "download", label: t("action.download"), icon: ArrowDownToLine };
  if (items.some((item) => item.kind !== "document")) return { ...words, onAction: () => download(items) };
  return {
    ...words,
    label: t("action.download_as"),
    actions: EXPORTS.map((format) => ({
      id: format,
      label: t(`format.${format}`),
      onAction: () => download(items, format),
    })),
  };
}

function openGroup(item: Item, on: ItemHandlers): MenuGroups[number] {
  const details = { id: "details", label: t("action.details"), icon: Info, onAction: on.showDetails };
  if (item.kind === "file") return [details];
  return [
    { id: "open", label: t("action.open"), icon: FolderOpen, onAction: () => on.open(item) },
    {
      id: "open-tab",
      label: t("action.open_tab"),
      icon: ExternalLink,
      onAction: () => window.open(on.href(item), "_blank", "noopener"),
    },
    details,
  ];
}
