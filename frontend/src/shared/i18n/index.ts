import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

import type fr from "./fr.json";

export type Language = "fr" | "en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof fr };
  }
}

const DICTIONARIES = {
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
};

const listeners = new Set<() => void>();

export function asLanguage(locale: string): Language {
  return locale.toLowerCase().startsWith("en") ? "en" : "fr";
}

/** Load a language's dictionary and make it the one spoken. Also tells the browser, for its reader. */
export async function speak(language: Language): Promise<void> {
  const dictionary = await DICTIONARIES[language]();
  if (!i18next.isInitialized) {
    await i18next.init({
      lng: language,
      interpolation: { escapeValue: false },
      resources: {},
    });
  }
  i18next.addResourceBundle(language, "translation", dictionary.default);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  for (const notify of listeners) notify();
}

export function spokenLanguage(): Language {
  return asLanguage(i18next.language);
}

function subscribe(notify: () => void): () => void {
  listeners.add(notify);
  return () => listeners.delete(notify);
}

/** The translator of the language spoken now; the component speaks again when it changes. */
export function useT(): TFunction {
  useSyncExternalStore(subscribe, spokenLanguage);
  return i18next.t;
}

export const t: TFunction = ((...args: Parameters<TFunction>) =>
  i18next.t(...args)) as unknown as TFunction;

/** Words for a name that the server chose, or null when this page knows none. */
export function wordsFor(family: "event" | "banner", name: string): string | null {
  const key = `${family}.${name}`;
  return i18next.exists(key) ? i18next.t(key as never) : null;
}
