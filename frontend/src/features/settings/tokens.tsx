import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type SubmitEvent } from "react";

import { del, get, post } from "@/shared/api/http";
import type { NewToken, Page, Token, TokenScope } from "@/shared/api/types";
import { addDays, endOfDay, formatDay, formatInstant, toDateInput } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { CopyOnce } from "@/shared/ui/copy-once";
import { Field } from "@/shared/ui/field";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { say } from "@/shared/ui/toasts";

import { meQuery } from "../drive/queries";
import { Section } from "./section";

const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await get<Page<Token>>("/tokens", { limit: 100 }, signal)).items,
});

/** Keys for programs that act in this person's name. */
export function Tokens() {
  const t = useT();
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);

  async function revoke(token: Token) {
    await del(`/tokens/${token.id}`);
    await client.invalidateQueries({ queryKey: ["tokens"] });
    if (made?.id === token.id) setMade(null);
    say(t("tokens.revoked", { name: token.name }));
  }

  return (
    <Section title={t("tokens.title")} text={t("tokens.help")}>
      {made && (
        <div className="notice notice-success setting-made">
          <p>{t("tokens.shown_once")}</p>
          <CopyOnce label={t("tokens.token")} secret={made.token} />
        </div>
      )}
      {tokens.isPending && <SkeletonRows rows={2} />}
      {tokens.isError && <Trouble error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && !isMaking && <p className="field-help">{t("tokens.none")}</p>}
      <ul className="rows">
        {tokens.data?.map((token) => (
          <li key={token.id} className="row">
            <div className="row-body">
              <p>
                {token.name} <span className="badge">{t(`tokens.scope.${token.scope}`)}</span>
              </p>
              <p className="field-help">
                {token.expires_at
                  ? t("tokens.expires", { date: formatDay(token.expires_at) })
                  : t("tokens.never_expires")}
                {" · "}
                {token.last_used_at
                  ? t("tokens.used", { date: formatInstant(token.last_used_at) })
                  : t("tokens.never_used")}
              </p>
            </div>
            <Button aria-label={t("tokens.revoke_named", { name: token.name })} onPress={() => setRevoking(token)}>
              {t("tokens.revoke")}
            </Button>
          </li>
        ))}
      </ul>
      {isMaking ? (
        <TokenForm
          onMade={(token) => {
            setMade(token);
            setMaking(false);
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        <div>
          <Button icon={Plus} onPress={() => setMaking(true)}>
            {t("tokens.create")}
          </Button>
        </div>
      )}
      {revoking && (
        <Confirm
          title={t("tokens.revoke_title", { name: revoking.name })}
          text={t("tokens.revoke_text")}
          action={t("tokens.revoke")}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </Section>
  );
}

const USUAL_DAYS = 90;

function TokenForm({ onMade, onCancel }: { onMade: (token: NewToken) => void; onCancel: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const scopes: TokenScope[] = me.data?.is_administrator ? ["read", "write", "admin"] : ["read", "write"];
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("read");
  const [expiry, setExpiry] = useState(() => toDateInput(addDays(new Date(), USUAL_DAYS)));
  const [trouble, setTrouble] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setTrouble(null);
    try {
      const body = { name: name.trim(), scope, ...(expiry && { expires_at: endOfDay(expiry).toISOString() }) };
      const token = await post<NewToken>("/tokens", body);
      await client.invalidateQueries({ queryKey: ["tokens"] });
      onMade(token);
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  return (
    <form className="setting-form setting-sunk" onSubmit={(event) => void submit(event)}>
      <Field label={t("tokens.name")} help={t("tokens.name_help")}>
        {(field) => (
          <input {...field} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={t("tokens.scope_label")}>
        {(field) => (
          <select
            {...field}
            value={scope}
            onChange={(event) => setScope(scopes.find((choice) => choice === event.target.value) ?? "read")}
          >
            {scopes.map((choice) => (
              <option key={choice} value={choice}>
                {t(`tokens.scope.${choice}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("tokens.until")} help={t("tokens.until_help")}>
        {(field) => (
          <input
            {...field}
            type="date"
            min={toDateInput(addDays(new Date(), 1))}
            value={expiry}
            onChange={(event) => setExpiry(event.target.value)}
          />
        )}
      </Field>
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      <div className="setting-links">
        <Button type="submit" tone="primary">
          {t("tokens.create")}
        </Button>
        <Button onPress={onCancel}>{t("common.cancel")}</Button>
      </div>
    </form>
  );
}
