import { createContext, use } from "react";

import { spokenLanguage, type Language } from "@/shared/i18n";
import { translator, type KeysOf, type Translate } from "@/shared/i18n/messages";

import type fr from "./fr.json";

/** The editor's own messages, which the file screens do not load. */
export type EditorWord = KeysOf<typeof fr>;
export type Words = Translate<EditorWord>;

const DICTIONARIES: Record<Language, () => Promise<{ default: object }>> = {
  fr: () => import("./fr.json"),
  en: () => import("./en.json"),
};
const loading = new Map<Language, Promise<Words>>();

/** The translator of the language spoken now, once its dictionary is here. */
export function loadWords(): Promise<Words> {
  const language = spokenLanguage();
  const known = loading.get(language);
  if (known) return known;
  const words = DICTIONARIES[language]().then(({ default: dictionary }) => translator<EditorWord>(dictionary, language));
  loading.set(language, words);
  return words;
}

export const WordsContext = createContext<Words>((key) => key);

export const useWords = (): Words => use(WordsContext);
