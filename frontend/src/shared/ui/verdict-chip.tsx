import { CircleCheck, CircleHelp, Hourglass, ShieldAlert } from "lucide-react";

import type { Verdict, VerdictState } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

type Tone = "clean" | "waiting" | "unscannable" | "error" | "infected";

const TONES: Record<VerdictState, Tone> = {
  quarantined: "waiting",
  scanning: "waiting",
  clean: "clean",
  infected: "infected",
  unscannable: "unscannable",
  error: "error",
};

const ICONS = {
  clean: CircleCheck,
  waiting: Hourglass,
  unscannable: CircleHelp,
  error: CircleHelp,
  infected: ShieldAlert,
};

/** The state of analysis in a word. Clean is quiet: in lists it is left out (`isQuiet`). */
export function VerdictChip({ verdict, isQuiet = false }: { verdict: Verdict; isQuiet?: boolean }) {
  const t = useT();
  const tone = TONES[verdict.state];
  if (tone === "clean" && isQuiet) return null;
  const Icon = ICONS[tone];
  return (
    <span className={`verdict verdict-${tone}`}>
      <Icon aria-hidden className="verdict-icon" />
      <span className="verdict-words">{t(`verdict.state.${verdict.state}`)}</span>
    </span>
  );
}

/** Why a verdict is what it is, in one sentence; null when there is nothing to explain. */
export function useVerdictReason(): (verdict: Verdict) => string | null {
  const t = useT();
  return (verdict) => {
    if (verdict.state === "infected") {
      return t("verdict.reason.infected", { signature: verdict.signature_name ?? "?" });
    }
    if (verdict.state === "unscannable") {
      if (verdict.reason === "encrypted") return t("verdict.reason.encrypted");
      if (verdict.reason === "too_large") return t("verdict.reason.too_large");
      return t("verdict.reason.limits");
    }
    if (verdict.state === "clean") return null;
    return verdict.state === "error" ? t("verdict.reason.error") : t("verdict.reason.waiting");
  };
}
