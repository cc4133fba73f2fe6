import { formatDay, formatHour } from "@/shared/format/instants";

import type { Words } from "../words";
import type { Hand, Version } from "./api";

/** What a version is called in a list: its name, or why it was kept. */
export function versionLabel(version: Version, words: Words): string {
  return version.name || words(`history.kind_${version.kind}`);
}

/** A version among others: what it is called, and when it was kept. */
export function versionTitle(version: Version, words: Words): string {
  const at = new Date(version.at);
  return words("history.dated", { name: versionLabel(version, words), day: formatDay(at), time: formatHour(at) });
}

export function handName(hand: Hand | undefined, words: Words): string {
  if (hand?.guest_name) return words("presence.guest", { name: hand.guest_name });
  return hand?.person?.name ?? words("history.nobody");
}

/** Versions by the day they were kept, newest first as they come. */
export function byDay(versions: readonly Version[]): [string, Version[]][] {
  const days = new Map<string, Version[]>();
  for (const version of versions) {
    const day = formatDay(version.at);
    days.set(day, [...(days.get(day) ?? []), version]);
  }
  return [...days];
}
