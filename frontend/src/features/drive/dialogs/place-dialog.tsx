import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, FolderX, House, Users } from "lucide-react";
import { useState } from "react";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions, DialogBody } from "@/shared/ui/dialog";
import { ItemIcon } from "@/shared/ui/file-icon";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

import { spacesQuery } from "../../spaces/queries";
import { copy, move } from "../actions";
import { childrenQuery, itemQuery, meQuery } from "../queries";
import "./place-dialog.css";


interface Step {
  id: string;
  name: string;
}

interface PlaceDialogProps {
  kind: "move" | "copy";
  items: readonly Item[];
  onClose: () => void;
}

/** Choose a folder by going from place to place: the way to move without dragging. */
export default function PlaceDialog({ kind, items, onClose }: PlaceDialogProps) {
  const t = useT();
  const client = useQueryClient();
  const [path, setPath] = useState<readonly Step[]>([]);
  const here = path.at(-1);
  const folder = useQuery({ ...itemQuery(here?.id ?? ""), enabled: here !== undefined });
  const isSamePlace = kind === "move" && items.every((item) => item.parent_id === here?.id);
  const isAllowed = folder.data?.abilities.includes("edit") ?? false;

  function choose() {
    if (!here) return;
    onClose();
    void (kind === "move" ? move(client, items, here) : copy(client, items, here));
  }

  return (
    <Dialog
      title={t(kind === "move" ? "place.move_title" : "place.copy_title", {
        count: items.length,
        name: items[0]?.name ?? "",
      })}
      onClose={onClose}
    >
      <DialogBody>
        <nav aria-label={t("place.path")} className="place-path">
          <Button className="place-step" onPress={() => setPath([])}>
            {t("place.everywhere")}
          </Button>
          {path.map((step, index) => (
            <span key={step.id} className="place-part">
              <ChevronRight aria-hidden className="icon" />
              <Button className="place-step" onPress={() => setPath(path.slice(0, index + 1))}>
                {step.name}
              </Button>
            </span>
          ))}
        </nav>
        <div className="place-list">
          {here ? (
            <Folders
              key={here.id}
              folder={here}
              excluded={new Set(kind === "move" ? items.map((item) => item.id) : [])}
              onEnter={(step) => setPath([...path, step])}
            />
          ) : (
            <Roots onEnter={(step) => setPath([step])} />
          )}
        </div>
        {here && folder.data && !isAllowed && <p className="field-help">{t("place.refused")}</p>}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t("common.cancel")}</Button>
        <Button tone="primary" isDisabled={!here || !isAllowed || isSamePlace} onPress={choose}>
          {t(kind === "move" ? "place.move_here" : "place.copy_here")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Roots({ onEnter }: { onEnter: (step: Step) => void }) {
  const t = useT();
  const me = useQuery(meQuery);
  const spaces = useQuery(spacesQuery);
  if (spaces.isPending || me.isPending) return <SkeletonRows rows={3} />;
  if (spaces.isError) return <Trouble error={spaces.error} onRetry={() => void spaces.refetch()} />;
  const mine = me.data?.personal_space;
  return (
    <ul>
      {mine && (
        <li>
          <button type="button" onClick={() => onEnter({ id: mine.root_id, name: t("nav.files") })}>
            <House aria-hidden className="icon" />
            {t("nav.files")}
          </button>
        </li>
      )}
      {spaces.data
        .filter((space) => space.kind === "team")
        .map((space) => (
          <li key={space.id}>
            <button type="button" onClick={() => onEnter({ id: space.root_id, name: space.name })}>
              <Users aria-hidden className="icon" />
              {space.name}
            </button>
          </li>
        ))}
    </ul>
  );
}

interface FoldersProps {
  folder: Step;
  excluded: ReadonlySet<string>;
  onEnter: (step: Step) => void;
}

function Folders({ folder, excluded, onEnter }: FoldersProps) {
  const t = useT();
  const list = useInfiniteQuery(childrenQuery(folder.id, "name"));
  if (list.isPending) return <SkeletonRows rows={3} />;
  if (list.isError) return <Trouble error={list.error} onRetry={() => void list.refetch()} />;
  const all = list.data.pages.flatMap((page) => page.items);
  const folders = all.filter((item) => item.kind === "folder");
  // Folders come first: a page that ends with a file holds the last of them.
  const mayHaveMore = list.hasNextPage && all.at(-1)?.kind === "folder";
  if (folders.length === 0) {
    return (
      <p className="place-empty">
        <FolderX aria-hidden className="icon" />
        {t("place.no_folder")}
      </p>
    );
  }
  return (
    <ul>
      {folders.map((item) => (
        <li key={item.id}>
          <button
            type="button"
            disabled={excluded.has(item.id)}
            onClick={() => onEnter({ id: item.id, name: item.name })}
          >
            <ItemIcon kind="folder" name={item.name} />
            <span>{item.name}</span>
          </button>
        </li>
      ))}
      {mayHaveMore && (
        <li>
          <Button tone="quiet" isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </li>
      )}
    </ul>
  );
}
