import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";

import type { ItemDetail } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

import { useDropTarget } from "../listing/dragging";
import { pathOf, type Step } from "../path";

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
  const path = pathOf(folder, t("nav.files"));
  return (
    <nav aria-label={t("drive.path")} className="path">
      <ol>
        {folder.space.name === null && (
          <li>
            <Link to="/shared">{t("nav.shared")}</Link>
            <ChevronRight aria-hidden className="icon" />
          </li>
        )}
        {path.slice(0, -1).map((step) => (
          <Ancestor key={step.id} step={step} />
        ))}
        <li>
          <h1 aria-current="page">{path.at(-1)?.name ?? folder.name}</h1>
        </li>
      </ol>
    </nav>
  );
}
