import { useQueryClient } from "@tanstack/react-query";
import { useState, type DragEvent } from "react";

import type { Item } from "@/shared/api/types";
import { t } from "@/shared/i18n";

import { move } from "../actions";

const ITEMS_TYPE = "application/x-sovshare-items";

/** What is being dragged: the browser hides the data until the drop, targets must judge before. */
let dragged: readonly Item[] = [];

export function startDragging(event: DragEvent, items: readonly Item[]): void {
  dragged = items;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData(ITEMS_TYPE, JSON.stringify(items.map((item) => item.id)));
  if (items.length < 2) return;
  const badge = document.createElement("div");
  badge.className = "drag-badge";
  badge.textContent = t("drive.chosen", { count: items.length });
  document.body.append(badge);
  event.dataTransfer.setDragImage(badge, 12, 12);
  setTimeout(() => badge.remove());
}

export function stopDragging(): void {
  dragged = [];
}

export const carriesFiles = (event: { dataTransfer: DataTransfer | null }): boolean =>
  event.dataTransfer?.types.includes("Files") ?? false;

function accepts(event: DragEvent, targetId: string): boolean {
  if (!event.dataTransfer.types.includes(ITEMS_TYPE)) return false;
  return dragged.length > 0 && dragged.every((item) => item.id !== targetId && item.parent_id !== targetId);
}

interface DropTarget {
  isOver: boolean;
  handlers: {
    onDragOver?: (event: DragEvent) => void;
    onDragLeave?: (event: DragEvent) => void;
    onDrop?: (event: DragEvent) => void;
  };
}

/** Makes an element a folder that items can be dropped on. `null`: nothing can be dropped. */
export function useDropTarget(
  target: { id: string; name: string } | null,
  onItems?: (items: readonly Item[]) => void,
): DropTarget {
  const client = useQueryClient();
  const [isOver, setOver] = useState(false);
  if (target === null) return { isOver: false, handlers: {} };
  return {
    isOver,
    handlers: {
      onDragOver: (event) => {
        if (!accepts(event, target.id)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        setOver(false);
        if (!accepts(event, target.id)) return;
        event.preventDefault();
        if (onItems) onItems(dragged);
        else void move(client, dragged, target);
        stopDragging();
      },
    },
  };
}
