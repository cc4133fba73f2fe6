import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { post } from "@/shared/api/http";
import type { Item, NewLink } from "@/shared/api/types";
import { addDays, endOfDay, formatDay, toDateInput } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Choices, Field } from "@/shared/ui/field";

import { meQuery } from "../drive/queries";
import { leastMode, modeChoices, type LinkMode } from "./modes";

interface LinkFormProps {
  item: Item;
  onMade: (link: NewLink) => void;
  onCancel: () => void;
}

/** Days within which a link made or changed today may end. */
export function useExpiryBounds() {
  const me = useQuery(meQuery);
  const now = new Date();
  const limits = me.data?.limits;
  return {
    earliest: toDateInput(now),
    usual: toDateInput(addDays(now, limits?.link_default_days ?? 30)),
    // The end of the last day would lie beyond the limit, which counts from this hour.
    latest: toDateInput(addDays(now, (limits?.link_maximum_days ?? 365) - 1)),
  };
}

interface ModeFieldProps {
  kind: Item["kind"];
  mode: LinkMode;
  onChange: (mode: LinkMode) => void;
}

/** What the link allows; nothing is asked where there is one answer. */
export function ModeField({ kind, mode, onChange }: ModeFieldProps) {
  const t = useT();
  const choices = modeChoices(kind);
  if (choices.length === 0) return null;
  return <Choices label={t("link.allows")} value={mode} choices={choices} onChange={onChange} />;
}

export function LinkForm({ item, onMade, onCancel }: LinkFormProps) {
  const t = useT();
  const client = useQueryClient();
  const bounds = useExpiryBounds();
  const [mode, setMode] = useState(leastMode(item.kind));
  const [expiry, setExpiry] = useState(bounds.usual);
  const [password, setPassword] = useState("");
  const [note, setNote] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setBusy(true);
    setTrouble(null);
    try {
      const link = await post<NewLink>(`/items/${item.id}/links`, {
        mode,
        expires_at: endOfDay(expiry).toISOString(),
        ...(password !== "" && { password }),
        ...(note.trim() !== "" && { note: note.trim() }),
      });
      await client.invalidateQueries({ queryKey: ["links"] });
      onMade(link);
    } catch (error) {
      setTrouble(problemWords(error));
      setBusy(false);
    }
  }

  return (
    <form className="link-form" aria-label={t("link.create")} onSubmit={(event) => void submit(event)}>
      <ModeField kind={item.kind} mode={mode} onChange={setMode} />
      <div className="link-form-fields">
        <Field label={t("link.until")} help={t("link.until_help", { date: formatDay(endOfDay(bounds.latest)) })}>
          {(attributes) => (
            <input
              {...attributes}
              type="date"
              required
              min={bounds.earliest}
              max={bounds.latest}
              value={expiry}
              onChange={(event) => setExpiry(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("link.password")} help={t("link.password_help")}>
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              autoComplete="off"
              spellCheck={false}
              maxLength={128}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Field label={t("link.note")} help={t("link.note_help")}>
        {(attributes) => (
          <input {...attributes} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      <div className="link-form-actions">
        <Button onPress={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" tone="primary" isPending={isBusy}>
          {t("link.create")}
        </Button>
      </div>
    </form>
  );
}
