import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { patch } from "@/shared/api/http";
import type { Me } from "@/shared/api/types";
import { problemWords } from "@/shared/format/problem-words";
import { asLanguage, speak, useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { say } from "@/shared/ui/toasts";

import { meQuery } from "../drive/queries";
import { Section } from "./section";

export function Profile() {
  const t = useT();
  const me = useQuery(meQuery);
  return (
    <Section title={t("settings.profile")}>{me.data && <ProfileForm key={me.data.id} me={me.data} />}</Section>
  );
}

function ProfileForm({ me }: { me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ name: me.name, service: me.service, locale: asLanguage(me.locale) });
  const [trouble, setTrouble] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setTrouble(null);
    try {
      const saved = await patch<Me>("/me", draft);
      client.setQueryData(meQuery.queryKey, saved);
      await speak(asLanguage(saved.locale));
      say(t("settings.saved"));
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  return (
    <form className="setting-form" onSubmit={(event) => void submit(event)}>
      <Field label={t("settings.name")}>
        {(field) => (
          <input
            {...field}
            required
            maxLength={200}
            autoComplete="name"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("settings.service")} help={t("settings.service_help")}>
        {(field) => (
          <input
            {...field}
            maxLength={200}
            autoComplete="organization"
            value={draft.service}
            onChange={(event) => setDraft({ ...draft, service: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("settings.email")}>
        {(field) => <input {...field} type="email" autoComplete="email" readOnly value={me.email} />}
      </Field>
      <Field label={t("settings.language")}>
        {(field) => (
          <select
            {...field}
            value={draft.locale}
            onChange={(event) => setDraft({ ...draft, locale: asLanguage(event.target.value) })}
          >
            <option value="fr" lang="fr">
              Français
            </option>
            <option value="en" lang="en">
              English
            </option>
          </select>
        )}
      </Field>
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      <div>
        <Button type="submit" tone="primary">
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
