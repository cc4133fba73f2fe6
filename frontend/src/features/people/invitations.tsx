import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { del, post } from "@/shared/api/http";
import type { Invitation } from "@/shared/api/types";
import { formatDay } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { say, sayTrouble } from "@/shared/ui/toasts";

import { Section } from "../settings/section";
import { Pages } from "./pages";
import { invitationsQuery } from "./queries";

const NOBODY = { email: "", name: "" };

/** Invite an agent by mail; withdraw what was not answered yet. */
export function Invitations() {
  const t = useT();
  const client = useQueryClient();
  const invitations = useInfiniteQuery(invitationsQuery);
  const [draft, setDraft] = useState(NOBODY);
  const [trouble, setTrouble] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["invitations"] });

  async function invite(event: SubmitEvent) {
    event.preventDefault();
    setTrouble(null);
    try {
      await post("/invitations", { email: draft.email.trim(), ...(draft.name.trim() && { name: draft.name.trim() }) });
      await refresh();
      say(t("invitations.sent", { email: draft.email.trim() }));
      setDraft(NOBODY);
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  async function withdraw(invitation: Invitation) {
    try {
      await del(`/invitations/${invitation.id}`);
      await refresh();
      say(t("invitations.withdrawn", { email: invitation.email }));
    } catch (error) {
      sayTrouble(problemWords(error));
    }
  }

  return (
    <Section title={t("invitations.title")} text={t("invitations.help")}>
      <form className="setting-form" onSubmit={(event) => void invite(event)}>
        <Field label={t("settings.email")} error={trouble}>
          {(field) => (
            <input
              {...field}
              type="email"
              required
              autoComplete="off"
              value={draft.email}
              onChange={(event) => setDraft({ ...draft, email: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("invitations.name")}>
          {(field) => (
            <input
              {...field}
              autoComplete="off"
              maxLength={200}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        <div>
          <Button type="submit" tone="primary">
            {t("invitations.send")}
          </Button>
        </div>
      </form>
      <Pages
        list={invitations}
        none={t("invitations.none")}
        row={(invitation) => (
          <>
            <div className="row-body">
              <p>{invitation.name || invitation.email}</p>
              <p className="field-help">
                {invitation.name && `${invitation.email} · `}
                {t("invitations.until", { date: formatDay(invitation.expires_at) })}
              </p>
            </div>
            <Button
              aria-label={t("invitations.withdraw_named", { name: invitation.email })}
              onPress={() => void withdraw(invitation)}
            >
              {t("invitations.withdraw")}
            </Button>
          </>
        )}
      />
    </Section>
  );
}
