import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { FilePenLine, FolderOpen, FolderPlus, FolderUp, Plus, Share2, Upload } from "lucide-react";
import { useMemo } from "react";

import type { ItemDetail } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { MenuButton } from "@/shared/ui/menu";
import { Empty, SkeletonRows, Trouble } from "@/shared/ui/states";

import { useUploads } from "../../upload/context";
import { pickFiles } from "../../upload/pick-files";
import { useCurrentFolder } from "../current-folder";
import { canShare } from "../item-menu";
import { authorColumn, modifiedColumn, sizeColumn } from "../listing/columns";
import { useLiveFolder } from "../live-folder";
import { childrenQuery, itemQuery, type Sort } from "../queries";
import { Breadcrumb } from "./breadcrumb";
import { itemHref } from "./item-href";
import { ItemsScreen, type Openers } from "./items-screen";
import { ViewTools } from "./view-tools";

interface FolderScreenProps {
  folderId: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  initialItemId: string | null;
}

/** A folder: its path, what can be added, its items. */
export function FolderScreen({ folderId, sort, onSort, initialItemId }: FolderScreenProps) {
  const t = useT();
  const folder = useQuery(itemQuery(folderId));
  useLiveFolder(folderId);
  const list = useInfiniteQuery({
    ...childrenQuery(folderId, sort),
    placeholderData: keepSameFolder(folderId),
    enabled: folder.data?.kind === "folder",
  });
  const mayEdit = folder.data?.abilities.includes("edit") ?? false;
  useCurrentFolder(folder.data && (mayEdit ? placeOf(folder.data, t("nav.files")) : null));
  const columns = useMemo(
    () => [authorColumn(t("column.author")), modifiedColumn(), sizeColumn()],
    [t],
  );

  if (folder.isError) return <Trouble isPage error={folder.error} onRetry={() => void folder.refetch()} />;
  if (folder.isPending) {
    return (
      <div className="screen">
        <div className="work">
          <div className="work-head" />
          <SkeletonRows />
        </div>
      </div>
    );
  }
  if (folder.data.kind === "document") return <Navigate to={itemHref(folder.data)} replace />;
  if (folder.data.kind === "file") return <FileInItsFolder file={folder.data} />;
  return (
    <ItemsScreen
      title={placeOf(folder.data, t("nav.files")).name}
      label={t("drive.items_of", { name: placeOf(folder.data, t("nav.files")).name })}
      heading={<Breadcrumb folder={folder.data} />}
      list={list}
      total={folder.data.child_count}
      columns={columns}
      sort={sort}
      onSort={onSort}
      folder={folder.data}
      initialItemId={initialItemId}
      tools={(openers) => (
        <FolderTools folder={folder.data} sort={sort} onSort={onSort} openers={openers} />
      )}
      empty={
        <Empty
          icon={FolderOpen}
          title={t("drive.empty_title")}
          text={mayEdit ? t("drive.empty_text") : t("drive.empty_readonly")}
        >
          {mayEdit && <UploadButton folder={folder.data} />}
        </Empty>
      }
    />
  );
}

/** The address of a file leads to its folder, with the file chosen. */
function FileInItsFolder({ file }: { file: ItemDetail }) {
  if (file.parent_id === null) return <Navigate to="/shared" replace />;
  return (
    <Navigate to="/folders/$folderId" params={{ folderId: file.parent_id }} search={{ item: file.id }} replace />
  );
}

/** While another order is fetched the rows stay; while another folder is, they go. */
function keepSameFolder(folderId: string) {
  return <T,>(previous: T | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
    query?.queryKey[1] === folderId ? keepPreviousData(previous) : undefined;
}

function placeOf(folder: ItemDetail, mine: string): { id: string; name: string } {
  const isMyRoot = folder.parent_id === null && folder.space.kind === "personal" && folder.role === "owner";
  return { id: folder.id, name: isMyRoot ? mine : folder.name };
}

function UploadButton({ folder }: { folder: ItemDetail }) {
  const t = useT();
  const uploads = useUploads();
  const place = placeOf(folder, t("nav.files"));
  return (
    <Button tone="primary" icon={Upload} onPress={() => pickFiles("files", (picked) => uploads.add(picked, place))}>
      {t("action.upload_files")}
    </Button>
  );
}

interface FolderToolsProps {
  folder: ItemDetail;
  sort: Sort;
  onSort: (sort: Sort) => void;
  openers: Openers;
}

function FolderTools({ folder, sort, onSort, openers }: FolderToolsProps) {
  const { openDialog, openDetails } = openers;
  const isRoot = folder.parent_id === null;
  const t = useT();
  const uploads = useUploads();
  const place = placeOf(folder, t("nav.files"));
  const additions = [
    {
      id: "document",
      label: t("action.new_document"),
      icon: FilePenLine,
      onAction: () => openDialog({ kind: "new-document", parentId: folder.id }),
    },
    {
      id: "folder",
      label: t("action.new_folder"),
      icon: FolderPlus,
      onAction: () => openDialog({ kind: "new-folder", parentId: folder.id }),
    },
    {
      id: "files",
      label: t("action.upload_files"),
      icon: Upload,
      onAction: () => pickFiles("files", (picked) => uploads.add(picked, place)),
    },
    {
      id: "whole-folder",
      label: t("action.upload_folder"),
      icon: FolderUp,
      onAction: () => pickFiles("folder", (picked) => uploads.add(picked, place)),
    },
  ];
  return (
    <div className="toolbar">
      {folder.abilities.includes("edit") && (
        <MenuButton label={t("action.new")} groups={[additions.slice(0, 2), additions.slice(2)]}>
          <Button tone="primary" icon={Plus}>
            {t("action.new")}
          </Button>
        </MenuButton>
      )}
      {(!isRoot || folder.space.kind === "team") && canShare(folder) && (
        <Button className="tool" icon={Share2} onPress={() => openDialog({ kind: "share", item: folder })}>
          <span className="tool-words">{t(isRoot ? "action.share_space" : "action.share_folder")}</span>
        </Button>
      )}
      <ViewTools onDetails={openDetails} sort={sort} onSort={onSort} />
    </div>
  );
}
