import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { del, get } from "@/shared/api/http";
import type { Page, Session } from "@/shared/api/types";
import { formatInstant } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { say, sayTrouble } from "@/shared/ui/toasts";

import { Section } from "./section";
import { describeBrowser } from "./user-agent";

const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => (await get<Page<Session>>("/sessions", { limit: 100 }, signal)).items,
});

/** Where this account is signed in; any of them can be ended, or all the others at once. */
export function Sessions() {
  const t = useT();
  const client = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const [isAsking, setAsking] = useState(false);

  async function end(session: Session) {
    try {
      await del(`/sessions/${session.id}`);
      await client.invalidateQueries({ queryKey: ["sessions"] });
      say(t("sessions.ended"));
    } catch (error) {
      sayTrouble(problemWords(error));
    }
  }

  async function endOthers() {
    await del("/sessions");
    await client.invalidateQueries({ queryKey: ["sessions"] });
    say(t("sessions.all_ended"));
  }

  return (
    <Section title={t("sessions.title")} text={t("sessions.help")}>
      {sessions.isPending && <SkeletonRows rows={2} />}
      {sessions.isError && <Trouble error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className="rows">
        {sessions.data?.map((session) => (
          <li key={session.id} className="row">
            <div className="row-body">
              <p>
                {describeBrowser(session.user_agent) ?? t("sessions.unknown")}{" "}
                {session.is_current && <span className="badge">{t("sessions.current")}</span>}
              </p>
              <p className="field-help">
                {session.address && `${session.address} · `}
                {t("sessions.seen", { date: formatInstant(session.last_seen_at) })}
              </p>
            </div>
            {!session.is_current && (
              <Button
                aria-label={t("sessions.end_named", { name: describeBrowser(session.user_agent) ?? "" })}
                onPress={() => void end(session)}
              >
                {t("sessions.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(sessions.data?.length ?? 0) > 1 && (
        <div>
          <Button tone="danger" onPress={() => setAsking(true)}>
            {t("sessions.end_others")}
          </Button>
        </div>
      )}
      {isAsking && (
        <Confirm
          title={t("sessions.end_others")}
          text={t("sessions.end_others_text")}
          action={t("sessions.end_others")}
          onConfirm={endOthers}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}
