import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";

import type { ItemDetail } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

import { useDropTarget } from "../listing/dragging";

interface Step {
  id: string;
  name: string;
}

function Ancestor({ step }: { step: Step }) {
  const { isOver, handlers } = useDropTarget(step);
  return (
    <li className={isOver ? "is-over" : ""} {...handlers}>
      <Link to="/folders/$folderId" params={{ folderId: step.id }}>
        {step.name}
      </Link>
      <ChevronRight aria-hidden className="icon" />
    </li>
  );
}

/** Where the folder stands; its ancestors are links, and places to drop on. */
export function Breadcrumb({ folder }: { folder: ItemDetail }) {
  const t = useT();
  const names = folder.breadcrumb.map((step, index) => ({
    id: step.id,
    name: index === 0 ? rootName(folder, t("nav.files")) : step.name,
  }));
  const last = names.at(-1);
  const ancestors = last?.id === folder.id ? names.slice(0, -1) : names;
  const title = last?.id === folder.id ? last.name : folder.name;
  return (
    <nav aria-label={t("drive.path")} className="path">
      <ol>
        {ancestors.map((step) => (
          <Ancestor key={step.id} step={step} />
        ))}
        <li>
          <h1 aria-current="page">{title}</h1>
        </li>
      </ol>
    </nav>
  );
}

function rootName(folder: ItemDetail, mine: string): string {
  const isMine = folder.space.kind === "personal" && folder.role === "owner";
  return isMine ? mine : folder.space.name;
}
