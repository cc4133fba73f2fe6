import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";

import { del, patch, post } from "@/shared/api/http";
import type { Grant, Item, Role } from "@/shared/api/types";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { Select } from "@/shared/ui/field";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { say } from "@/shared/ui/toasts";

import { refreshLists } from "../drive/cache";
import { GrantOrigin, PrincipalIcon } from "./access-list";
import { DirectoryField } from "./directory-field";
import { grantsQuery, type Principal } from "./queries";
import { grantableRoles } from "./roles";

/** Who has access, with what right; those who manage the item add, change and remove. */
export function PeopleSection({ item }: { item: Item }) {
  const t = useT();
  const client = useQueryClient();
  const grants = useQuery(grantsQuery(item.id));
  const [trouble, setTrouble] = useState<string | null>(null);
  const mayManage = item.abilities.includes("manage_grants");
  const roles = grantableRoles(item.role).map((role) => ({ value: role, label: t(`role.${role}`) }));

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    setTrouble(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ["grants"] });
      void refreshLists(client);
      return true;
    } catch (error) {
      setTrouble(problemWords(error));
      return false;
    }
  }

  function add(principal: Principal, role: Role) {
    const who = principal.type === "person" ? { person_id: principal.id } : { group_id: principal.id };
    return attempt(() => post(`/items/${item.id}/grants`, { ...who, role }));
  }

  async function remove(grant: Grant) {
    const isRemoved = await attempt(() => del(`/grants/${grant.id}`));
    const who =
      grant.principal.type === "person" ? { person_id: grant.principal.id } : { group_id: grant.principal.id };
    const undo = () => attempt(() => post(`/items/${item.id}/grants`, { ...who, role: grant.role }));
    if (isRemoved) say(t("access.removed", { name: grant.principal.name }), async () => {
        await undo();
      });
  }

  return (
    <section className="share-section" aria-labelledby="share-people">
      <h3 id="share-people">{t("share.people")}</h3>
      {mayManage && <AddForm roles={roles} onAdd={add} />}
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      {grants.isPending && <SkeletonRows rows={2} />}
      {grants.isError && <Trouble error={grants.error} onRetry={() => void grants.refetch()} />}
      {grants.data?.length === 0 && <p className="field-help">{t("access.nobody")}</p>}
      <ul className="principals">
        {grants.data?.map((grant) => (
          <li key={grant.id} className="principal">
            <PrincipalIcon type={grant.principal.type} />
            <div className="principal-body">
              <p>{grant.principal.name}</p>
              <p className="details-quiet">
                <GrantOrigin grant={grant} />
              </p>
            </div>
            {mayManage && grant.inherited_from === null && grant.role !== "owner" ? (
              <>
                <Select
                  label={t("access.role_of", { name: grant.principal.name })}
                  value={grant.role}
                  choices={roles}
                  onChange={(role) => void attempt(() => patch(`/grants/${grant.id}`, { role }))}
                />
                <IconButton
                  label={t("access.remove", { name: grant.principal.name })}
                  icon={X}
                  onPress={() => void remove(grant)}
                />
              </>
            ) : (
              <span className="principal-role">{t(`role.${grant.role}`)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface AddFormProps {
  roles: readonly { value: Role; label: string }[];
  onAdd: (principal: Principal, role: Role) => Promise<boolean>;
}

function AddForm({ roles, onAdd }: AddFormProps) {
  const t = useT();
  const [chosen, setChosen] = useState<Principal | null>(null);
  const [role, setRole] = useState<Role>("reader");
  const [isBusy, setBusy] = useState(false);
  const [round, setRound] = useState(0);

  async function submit() {
    if (!chosen) return;
    setBusy(true);
    if (await onAdd(chosen, role)) {
      setChosen(null);
      setRound(round + 1);
    }
    setBusy(false);
  }

  return (
    <form
      className="share-add"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <DirectoryField key={round} hasFocus={round > 0} onChoose={setChosen} />
      <Select label={t("access.role")} value={role} choices={roles} onChange={setRole} />
      <Button type="submit" tone="primary" isDisabled={!chosen} isPending={isBusy}>
        {t("access.add")}
      </Button>
    </form>
  );
}
