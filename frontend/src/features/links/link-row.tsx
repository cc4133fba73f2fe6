import { useQueryClient } from "@tanstack/react-query";
import { Link2, Link2Off, Pencil } from "lucide-react";
import { useState, type SubmitEvent, type ReactNode } from "react";

import { del, patch } from "@/shared/api/http";
import type { Link } from "@/shared/api/types";
import { endOfDay, formatInstant, toDateInput } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { Field } from "@/shared/ui/field";
import { say } from "@/shared/ui/toasts";

import { refreshLists } from "../drive/cache";
import { ModeField, useExpiryBounds } from "./link-form";
import "../sharing/access-list.css";
import { linkSentence, linkUse } from "./sentence";

interface LinkRowProps {
  link: Link;
  /** Shown above the sentence: the item, where the list is of many items. */
  heading?: ReactNode;
}

/** One link: its rules, its use, and its end — also while it is blocked, or it would come back. */
export function LinkRow({ link, heading }: LinkRowProps) {
  const t = useT();
  const client = useQueryClient();
  const [isChanging, setChanging] = useState(false);
  const [isRevoking, setRevoking] = useState(false);
  const isOpen = link.status === "open";
  const mayReturn = isOpen || link.status === "blocked";
  const Icon = isOpen ? Link2 : Link2Off;

  async function revoke() {
    await del(`/links/${link.id}`);
    await client.invalidateQueries({ queryKey: ["links"] });
    void refreshLists(client);
    say(t("link.now_revoked"));
  }

  return (
    <li className={`link${isOpen ? "" : " link-ended"}`}>
      <Icon aria-hidden className="principal-icon" />
      <div className="link-body">
        {heading}
        <p>{linkSentence(link)}</p>
        {link.note && <p className="link-note">{t("link.noted", { note: link.note })}</p>}
        <p className="link-facts">
          {t("link.made_by", { name: link.issuer.name, date: formatInstant(link.created_at) })} · {linkUse(link)}
        </p>
        {isChanging ? (
          <RulesForm link={link} onDone={() => setChanging(false)} />
        ) : (
          mayReturn && (
            <div className="link-actions">
              {isOpen && (
                <Button className="tool" icon={Pencil} onPress={() => setChanging(true)}>
                  {t("link.change")}
                </Button>
              )}
              <Button className="tool" icon={Link2Off} onPress={() => setRevoking(true)}>
                {t("link.revoke")}
              </Button>
            </div>
          )
        )}
      </div>
      {isRevoking && (
        <Confirm
          title={t("link.revoke_title")}
          text={t("link.revoke_text")}
          action={t("link.revoke")}
          onConfirm={revoke}
          onClose={() => setRevoking(false)}
        />
      )}
    </li>
  );
}

function RulesForm({ link, onDone }: { link: Link; onDone: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const bounds = useExpiryBounds();
  const [expiry, setExpiry] = useState(toDateInput(new Date(link.expires_at)));
  const [mode, setMode] = useState(link.mode);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    try {
      await patch(`/links/${link.id}`, { mode, expires_at: endOfDay(expiry).toISOString() });
      await client.invalidateQueries({ queryKey: ["links"] });
      onDone();
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  return (
    <form className="link-expiry" onSubmit={(event) => void submit(event)}>
      <ModeField kind={link.item.kind} mode={mode} onChange={setMode} />
      <Field label={t("link.until")} error={trouble}>
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
      <Button type="submit" tone="primary">
        {t("common.save")}
      </Button>
      <Button onPress={onDone}>{t("common.cancel")}</Button>
    </form>
  );
}
