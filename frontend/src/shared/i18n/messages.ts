import type fr from "./fr.json";
import type frLater from "./fr-later.json";

/**
 * Messages in the JSON format of i18next v4 (nested keys, `{{name}}`, plural suffixes of CLDR), read
 * by forty lines instead of a library: the format keeps translators' tools, the library alone
 * weighed a twelfth of the file screens' budget (docs/adr).
 */
export type Start = typeof fr;
export type Later = typeof frLater;
export type Dictionary = Start & Later;

type Leaves<T, Prefix extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];

type Plural<P> = P extends `${infer Base}_other` ? Base : never;

/** The names of a dictionary's messages; of one that counts, without its suffix. */
export type KeysOf<D> = Exclude<Leaves<D>, `${string}_one` | `${string}_other`> | Plural<Leaves<D>>;
export type MessageKey = KeysOf<Dictionary>;

export type Facts = Readonly<Record<string, string | number>>;

export type Translate<Key extends string = MessageKey> = (key: Key, facts?: Facts) => string;

/** The message stored under a dotted path, or null. */
export function find(dictionary: object, path: string): string | null {
  let at: unknown = dictionary;
  for (const step of path.split(".")) {
    if (typeof at !== "object" || at === null) return null;
    at = (at as Record<string, unknown>)[step];
  }
  return typeof at === "string" ? at : null;
}

function fill(message: string, facts: Facts, numbers: Intl.NumberFormat): string {
  return message.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const fact = facts[name];
    if (fact === undefined) return whole;
    return typeof fact === "number" ? numbers.format(fact) : fact;
  });
}

/** A translator for one language; a message that is missing shows its own name. */
export function translator<Key extends string = MessageKey>(dictionary: object, language: string): Translate<Key> {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, facts = {}) => {
    const count = facts["count"];
    const counted =
      typeof count === "number" ? find(dictionary, `${key}_${plurals.select(count)}`) : null;
    const message = counted ?? find(dictionary, key) ?? find(dictionary, `${key}_other`) ?? key;
    return fill(message, facts, numbers);
  };
}
