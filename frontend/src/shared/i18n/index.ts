import { useSyncExternalStore } from "react";

import { find, translator, type Dictionary, type Translate } from "./messages";

export type Language = "fr" | "en";

const DICTIONARIES: Record<Language, () => Promise<{ default: Dictionary }>> = {
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
};

interface Spoken {
  language: Language;
  dictionary: Dictionary | null;
  translate: Translate;
}

let spoken: Spoken = { language: "fr", dictionary: null, translate: (key) => key };
const listeners = new Set<() => void>();

export function asLanguage(locale: string): Language {
  return locale.toLowerCase().startsWith("en") ? "en" : "fr";
}

/** Load a language's dictionary and make it the one spoken. Also tells the browser, for its reader. */
export async function speak(language: Language): Promise<void> {
  const { default: dictionary } = await DICTIONARIES[language]();
  spoken = { language, dictionary, translate: translator(dictionary, language) };
  document.documentElement.lang = language;
  for (const notify of listeners) notify();
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
  return spoken.dictionary && find(spoken.dictionary, `${family}.${name}`);
}
