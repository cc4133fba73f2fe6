import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus, Users } from "lucide-react";
import { useState } from "react";

import { patch, post } from "@/shared/api/http";
import type { Space } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Empty, SkeletonRows, Trouble } from "@/shared/ui/states";
import { say } from "@/shared/ui/toasts";
import { useTitle } from "@/shared/ui/use-title";

import { NameForm } from "../drive/dialogs/name-form";
import { Quota } from "./quota";
import { spacesQuery } from "./queries";
import "./spaces.css";

type Naming = { kind: "new" } | { kind: "rename"; space: Space };

/** The places that belong to teams: they stay when someone leaves. */
export default function SpacesScreen() {
  const t = useT();
  useTitle(t("nav.spaces"));
  const client = useQueryClient();
  const spaces = useQuery(spacesQuery);
  const [naming, setNaming] = useState<Naming | null>(null);
  const teams = spaces.data?.filter((space) => space.kind === "team") ?? [];

  async function save(name: string) {
    if (naming?.kind === "rename") await patch(`/spaces/${naming.space.id}`, { name });
    else await post("/spaces", { name });
    await client.invalidateQueries({ queryKey: ["spaces"] });
    say(naming?.kind === "rename" ? t("action.renamed", { name }) : t("action.created", { name }));
  }

  const create = (
    <Button tone="primary" icon={Plus} onPress={() => setNaming({ kind: "new" })}>
      {t("spaces.create")}
    </Button>
  );
  return (
    <div className="page-scroll">
      <div className="page-column">
        <div className="page-title">
          <h1>{t("nav.spaces")}</h1>
          {teams.length > 0 && create}
        </div>
        <p className="page-lead">{t("spaces.lead")}</p>
        {spaces.isPending && <SkeletonRows rows={3} />}
        {spaces.isError && <Trouble error={spaces.error} onRetry={() => void spaces.refetch()} />}
        {spaces.isSuccess && teams.length === 0 && (
          <Empty icon={Users} title={t("spaces.empty_title")} text={t("spaces.empty_text")}>
            {create}
          </Empty>
        )}
        <ul className="spaces">
          {teams.map((space) => (
            <li key={space.id} className="space">
              <h2>
                <Link to="/folders/$folderId" params={{ folderId: space.root_id }}>
                  {space.name}
                </Link>
              </h2>
              {space.role && <p className="space-facts">{t(`role.${space.role}`)}</p>}
              <Quota usedBytes={space.used_bytes} quotaBytes={space.quota_bytes} />
              {(space.role === "owner" || space.role === "manager") && (
                <IconButton
                  className="space-rename"
                  label={t("spaces.rename_named", { name: space.name })}
                  icon={Pencil}
                  onPress={() => setNaming({ kind: "rename", space })}
                />
              )}
            </li>
          ))}
        </ul>
      </div>
      {naming && (
        <Dialog
          title={naming.kind === "new" ? t("spaces.create") : t("spaces.rename")}
          size="small"
          onClose={() => setNaming(null)}
        >
          <NameForm
            label={t("spaces.name")}
            initial={naming.kind === "rename" ? naming.space.name : ""}
            chosenLength={naming.kind === "rename" ? naming.space.name.length : 0}
            action={naming.kind === "new" ? t("common.create") : t("action.rename")}
            onSubmit={save}
            onClose={() => setNaming(null)}
          />
        </Dialog>
      )}
    </div>
  );
}
