import { useSyncExternalStore } from "react";

import { find, translator, type Dictionary, type Later, type Start, type Translate } from "./messages";

export type Language = "fr" | "en";

/** What the file screens say at start. */
const START: Record<Language, () => Promise<{ default: Start }>> = {
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
};

/** What is said in parts that are loaded on demand, by `withWords`. */
const LATER: Record<Language, () => Promise<{ default: Later }>> = {
  fr: () => import("./fr-later.json"),
  en: () => import("./en-later.json"),
};

interface Spoken {
  language: Language;
  dictionary: Partial<Dictionary>;
  translate: Translate;
}

let spoken: Spoken = { language: "fr", dictionary: {}, translate: (key) => key };
let isAllSpoken = false;
const listeners = new Set<() => void>();

export function asLanguage(locale: string): Language {
  return locale.toLowerCase().startsWith("en") ? "en" : "fr";
}

/** Load a language's dictionary and make it the one spoken. Also tells the browser, for its reader. */
export async function speak(language: Language): Promise<void> {
  const dictionary = { ...(await START[language]()).default };
  if (isAllSpoken) Object.assign(dictionary, (await LATER[language]()).default);
  spoken = { language, dictionary, translate: translator(dictionary, language) };
  document.documentElement.lang = language;
  for (const notify of listeners) notify();
}

/**
 * Wait for a part of the page and for the words it needs. What is on screen needs none of them: the
 * dictionary grows in place, nothing is drawn again.
 */
export async function withWords<Part>(part: Promise<Part>): Promise<Part> {
  const { dictionary, language } = spoken;
  // From here on another language comes with all its words.
  isAllSpoken = true;
  const [loaded, later] = await Promise.all([part, LATER[language]()]);
  Object.assign(dictionary, later.default);
  return loaded;
}

export function spokenLanguage(): Language {
  return spoken.language;
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** The translator of the language spoken now; the component speaks again when it changes. */
export function useT(): Translate {
  return useSyncExternalStore(subscribe, () => spoken.translate);
}

/** For words said outside of components, at the moment they are said. */
export const t: Translate = (key, facts) => spoken.translate(key, facts);

/** Words for a name that the server chose, or null when this page knows none. */
export function wordsFor(family: "event" | "banner", name: string): string | null {
  return find(spoken.dictionary, `${family}.${name}`);
}
