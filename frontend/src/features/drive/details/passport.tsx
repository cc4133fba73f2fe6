import type { Verdict } from "@/shared/api/types";
import { formatBytes } from "@/shared/format/bytes";
import { formatInstant } from "@/shared/format/instants";
import { useT } from "@/shared/i18n";
import { useVerdictReason, VerdictChip } from "@/shared/ui/verdict-chip";

import { Fact } from "./facts";

/** The verdict with what it rests on: who looked, with which signatures, at how much, when. */
export function Passport({ verdict }: { verdict: Verdict }) {
  const t = useT();
  const reason = useVerdictReason()(verdict);
  return (
    <section className="passport" aria-label={t("verdict.passport")}>
      <p>
        <VerdictChip verdict={verdict} />
      </p>
      {reason && <p className="passport-reason">{reason}</p>}
      <details>
        <summary>{t("verdict.passport")}</summary>
        <dl className="facts">
          {verdict.scanned_at && <Fact name={t("verdict.scanned_at")}>{formatInstant(verdict.scanned_at)}</Fact>}
          {verdict.engine_version && <Fact name={t("verdict.engine")}>{verdict.engine_version}</Fact>}
          {verdict.signature_version !== null && (
            <Fact name={t("verdict.signatures")}>
              {verdict.signature_version}
              {verdict.signature_date && ` · ${formatInstant(verdict.signature_date)}`}
            </Fact>
          )}
          {verdict.signature_name && <Fact name={t("verdict.found")}>{verdict.signature_name}</Fact>}
          {verdict.bytes_examined !== null && (
            <Fact name={t("verdict.examined")}>{formatBytes(verdict.bytes_examined)}</Fact>
          )}
          {verdict.duration_ms !== null && (
            <Fact name={t("verdict.duration")}>{t("verdict.milliseconds", { count: verdict.duration_ms })}</Fact>
          )}
          {verdict.sha256 && (
            <Fact name="SHA-256">
              <code className="hash">{verdict.sha256}</code>
            </Fact>
          )}
        </dl>
      </details>
    </section>
  );
}
