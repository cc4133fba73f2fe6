import { spokenLanguage } from "@/shared/i18n";

const LOCALES = { fr: "fr-FR", en: "en-GB" } as const;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = LOCALES[spokenLanguage()];
  const key = `${locale} ${name}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, known);
  return known;
}

/** “14 mars 2026”. */
export function formatDay(instant: string | Date): string {
  return formatter("day", { dateStyle: "long" }).format(new Date(instant));
}

/** “14 mars 2026 à 10:42:07”: for facts that must be exact. */
export function formatInstant(instant: string | Date): string {
  return formatter("instant", { dateStyle: "long", timeStyle: "medium" }).format(new Date(instant));
}

function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** The shortest form that stays exact in a list: an hour today, a day this year, else with the year. */
export function formatShort(instant: string | Date, now: Date = new Date()): string {
  const date = new Date(instant);
  if (isSameDay(date, now)) {
    return formatter("hour", { hour: "2-digit", minute: "2-digit" }).format(date);
  }
  if (date.getFullYear() === now.getFullYear()) {
    return formatter("short", { day: "numeric", month: "short" }).format(date);
  }
  return formatter("year", { day: "numeric", month: "short", year: "numeric" }).format(date);
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function addDays(from: Date, days: number): Date {
  return new Date(from.getTime() + days * DAY_MS);
}

/** Whole days from now until the instant, at least 0. */
export function daysUntil(instant: string | Date, now: Date = new Date()): number {
  return Math.max(0, Math.ceil((new Date(instant).getTime() - now.getTime()) / DAY_MS));
}

/** `YYYY-MM-DD` in the reader's own time zone, as date inputs speak. */
export function toDateInput(date: Date): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The last second of the day chosen in a date input, in the reader's own time zone. */
export function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59`);
}

/** “10 h 42” in French, “10:42” in English, as one says it in a sentence. */
export function formatHour(instant: Date): string {
  const [hour = "", minute = ""] = formatter("sentence", { hour: "numeric", minute: "2-digit", hourCycle: "h23" })
    .formatToParts(instant)
    .filter(({ type }) => type === "hour" || type === "minute")
    .map(({ value }) => value);
  return spokenLanguage() === "fr" ? `${Number(hour)}\u00a0h\u00a0${minute}` : `${hour}:${minute}`;
}
