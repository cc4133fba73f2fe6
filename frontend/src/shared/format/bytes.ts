import { spokenLanguage } from "@/shared/i18n";

const UNITS = { fr: ["o", "Ko", "Mo", "Go", "To"], en: ["B", "KB", "MB", "GB", "TB"] } as const;
const NO_BREAK_SPACE = "\u00a0";

/** A size for people: powers of 1,024 under the names that file explorers give them. */
export function formatBytes(bytes: number): string {
  const language = spokenLanguage();
  const units = UNITS[language];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return number + NO_BREAK_SPACE + (units[power] ?? "");
}
