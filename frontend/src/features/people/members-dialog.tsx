import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";

import { del, post } from "@/shared/api/http";
import type { Group, PersonRef } from "@/shared/api/types";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { Dialog, DialogBody } from "@/shared/ui/dialog";

import { DirectoryField } from "../sharing/directory-field";
import type { Principal } from "../sharing/queries";
import "../sharing/share-dialog.css";
import { Pages } from "./pages";
import { membersQuery } from "./queries";

/** Who belongs to a group. */
export function MembersDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const members = useInfiniteQuery(membersQuery(group.id));
  const [chosen, setChosen] = useState<Principal | null>(null);
  const [round, setRound] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function attempt(work: () => Promise<unknown>) {
    setTrouble(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ["members", group.id] });
      await client.invalidateQueries({ queryKey: ["groups"] });
      setChosen(null);
      setRound(round + 1);
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  function add() {
    if (chosen) void attempt(() => post(`/groups/${group.id}/members`, { person_id: chosen.id }));
  }

  function remove(person: PersonRef) {
    void attempt(() => del(`/groups/${group.id}/members/${person.id}`));
  }

  return (
    <Dialog title={t("groups.members_of", { name: group.name })} onClose={onClose}>
      <DialogBody>
        <form
          className="share-add"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <DirectoryField key={round} hasFocus={round > 0} isWholeDirectory={false} onChoose={setChosen} />
          <Button type="submit" tone="primary" isDisabled={!chosen}>
            {t("access.add")}
          </Button>
        </form>
        {trouble && (
          <p role="alert" className="field-error">
            {trouble}
          </p>
        )}
        <Pages
          list={members}
          none={t("groups.nobody")}
          row={(person) => (
            <>
              <div className="row-body">
                <p>{person.name}</p>
                <p className="field-help">{person.email}</p>
              </div>
              <IconButton
                label={t("access.remove", { name: person.name })}
                icon={X}
                onPress={() => remove(person)}
              />
            </>
          )}
        />
      </DialogBody>
    </Dialog>
  );
}
