import { formatBytes } from "@/shared/format/bytes";
import { useT } from "@/shared/i18n";

import "./quota.css";

const NEARLY_FULL = 0.9;

/** How much of a space is used. */
export function Quota({ usedBytes, quotaBytes }: { usedBytes: number; quotaBytes: number }) {
  const t = useT();
  const isTight = quotaBytes > 0 && usedBytes / quotaBytes > NEARLY_FULL;
  return (
    <div className={`quota${isTight ? " quota-tight" : ""}`}>
      <meter
        className="quota-meter"
        aria-label={t("quota.label")}
        min={0}
        max={Math.max(quotaBytes, 1)}
        value={usedBytes}
      />
      <p>{t("quota.words", { used: formatBytes(usedBytes), quota: formatBytes(quotaBytes) })}</p>
    </div>
  );
}
