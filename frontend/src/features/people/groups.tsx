import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";

import { del, patch, post } from "@/shared/api/http";
import type { Group } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Dialog } from "@/shared/ui/dialog";
import { say } from "@/shared/ui/toasts";

import { NameForm } from "../drive/dialogs/name-form";
import { Section } from "../settings/section";
import { MembersDialog } from "./members-dialog";
import { Pages } from "./pages";
import { groupsQuery } from "./queries";

type Open =
  | { kind: "new" }
  | { kind: "rename" | "members" | "delete"; group: Group };

/** Groups: what is shared with one is shared with its members, for as long as they are. */
export function Groups() {
  const t = useT();
  const client = useQueryClient();
  const groups = useInfiniteQuery(groupsQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["groups"] });

  async function save(name: string) {
    if (open?.kind === "rename") await patch(`/groups/${open.group.id}`, { name });
    else await post("/groups", { name });
    await refresh();
    say(open?.kind === "rename" ? t("action.renamed", { name }) : t("action.created", { name }));
  }

  async function remove(group: Group) {
    await del(`/groups/${group.id}`);
    await refresh();
    say(t("groups.deleted", { name: group.name }));
  }

  return (
    <Section title={t("groups.title")} text={t("groups.help")}>
      <Pages
        list={groups}
        none={t("groups.none")}
        row={(group) => (
          <>
            <div className="row-body">
              <p>{group.name}</p>
              <p className="field-help">{t("groups.members", { count: group.member_count })}</p>
            </div>
            <Button
              aria-label={t("groups.show_members", { name: group.name })}
              onPress={() => setOpen({ kind: "members", group })}
            >
              {t("groups.manage")}
            </Button>
            <Button
              aria-label={t("groups.rename_named", { name: group.name })}
              onPress={() => setOpen({ kind: "rename", group })}
            >
              {t("action.rename")}
            </Button>
            <Button
              tone="danger"
              aria-label={t("groups.delete_named", { name: group.name })}
              onPress={() => setOpen({ kind: "delete", group })}
            >
              {t("groups.delete")}
            </Button>
          </>
        )}
      />
      <div>
        <Button icon={Plus} onPress={() => setOpen({ kind: "new" })}>
          {t("groups.create")}
        </Button>
      </div>
      {(open?.kind === "new" || open?.kind === "rename") && (
        <Dialog title={t(open.kind === "new" ? "groups.create" : "groups.rename")} size="small" onClose={close}>
          <NameForm
            label={t("groups.name")}
            initial={open.kind === "rename" ? open.group.name : ""}
            chosenLength={open.kind === "rename" ? open.group.name.length : 0}
            action={open.kind === "new" ? t("common.create") : t("action.rename")}
            onSubmit={save}
            onClose={close}
          />
        </Dialog>
      )}
      {open?.kind === "members" && <MembersDialog group={open.group} onClose={close} />}
      {open?.kind === "delete" && (
        <Confirm
          title={t("groups.delete_title", { name: open.group.name })}
          text={t("groups.delete_text")}
          action={t("groups.delete")}
          onConfirm={() => remove(open.group)}
          onClose={close}
        />
      )}
    </Section>
  );
}
