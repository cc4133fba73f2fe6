import { useSyncExternalStore } from "react";

/** A value outside of React that components can follow: what must outlive the screens. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A choice of the person that this browser remembers; unreadable storage means the first choice. */
export class PreferenceStore<T extends string> extends Store<T> {
  readonly #key: string;

  constructor(key: string, choices: readonly T[], initial: T) {
    super(readPreference(key, choices) ?? initial);
    this.#key = key;
  }

  override set(value: T): void {
    super.set(value);
    try {
      localStorage.setItem(this.#key, value);
    } catch {
      // Storage refused (private window): the choice lasts as long as the page.
    }
  }
}

function readPreference<T extends string>(key: string, choices: readonly T[]): T | undefined {
  try {
    const stored = localStorage.getItem(key);
    return choices.find((choice) => choice === stored);
  } catch {
    return undefined;
  }
}
