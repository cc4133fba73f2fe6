import { Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { Clock, Contact, House, Link2, ScrollText, Settings, Trash2, UserRoundCheck, Users, type LucideIcon } from "lucide-react";

import { trash } from "@/features/drive/actions";
import { useDropTarget } from "@/features/drive/listing/dragging";
import { Quota } from "@/features/spaces/quota";
import type { Item, Me } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

type Place = "/people" | "/recent" | "/files" | "/spaces" | "/shared" | "/links" | "/trash" | "/settings" | "/audit";

interface EntryProps {
  to: Place;
  icon: LucideIcon;
  label: string;
  /** The folder behind the entry, for items dropped on it. */
  folderId?: string;
  onItems?: (items: readonly Item[]) => void;
}

function Entry({ to, icon: Icon, label, folderId, onItems }: EntryProps) {
  const target = folderId === undefined ? null : { id: folderId, name: label };
  const { isOver, handlers } = useDropTarget(target, onItems);
  return (
    <li>
      <Link
        to={to}
        className={`nav-link${isOver ? " is-over" : ""}`}
        activeProps={{ "aria-current": "page" }}
        draggable={false}
        {...handlers}
      >
        <Icon aria-hidden className="icon" />
        {label}
      </Link>
    </li>
  );
}

/** No folder has this id: anything may be dropped on the entry. */
const NO_FOLDER = "-";

export function Navigation({ me }: { me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const { personal_space: mine } = me;
  return (
    <div className="nav">
      <ul>
        <Entry to="/recent" icon={Clock} label={t("nav.recent")} />
        <Entry to="/files" icon={House} label={t("nav.files")} folderId={mine.root_id} />
        <Entry to="/spaces" icon={Users} label={t("nav.spaces")} />
        <Entry to="/shared" icon={UserRoundCheck} label={t("nav.shared")} />
        <Entry to="/links" icon={Link2} label={t("nav.links")} />
        <Entry
          to="/trash"
          icon={Trash2}
          label={t("nav.trash")}
          folderId={NO_FOLDER}
          onItems={(items) => void trash(client, items)}
        />
      </ul>
      <ul className="nav-low">
        {me.is_administrator && <Entry to="/people" icon={Contact} label={t("nav.people")} />}
        {me.is_officer && <Entry to="/audit" icon={ScrollText} label={t("nav.audit")} />}
        <Entry to="/settings" icon={Settings} label={t("nav.settings")} />
      </ul>
      <div className="nav-quota">
        <Quota usedBytes={mine.used_bytes} quotaBytes={mine.quota_bytes} />
      </div>
    </div>
  );
}
