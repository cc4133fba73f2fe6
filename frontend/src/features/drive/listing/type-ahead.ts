const FORGET_MS = 700;

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Letters typed in a list lead to the next name that starts with them, accents and case aside. */
export class TypeAhead {
  #typed = "";
  #lastAt = -Infinity;

  /** The index to go to, or null. `now` in milliseconds. */
  type(key: string, names: readonly string[], from: number, now: number): number | null {
    if (now - this.#lastAt > FORGET_MS) this.#typed = "";
    this.#lastAt = now;
    this.#typed += plain(key);
    const first = this.#typed.charAt(0);
    const isRepeat = this.#typed === first.repeat(this.#typed.length);
    const wanted = isRepeat ? first : this.#typed;
    const start = isRepeat ? from + 1 : from;
    for (let step = 0; step < names.length; step += 1) {
      const index = (Math.max(start, 0) + step) % names.length;
      if (plain(names[index] ?? "").startsWith(wanted)) return index;
    }
    return null;
  }

  /** Whether a space now belongs to a name being typed. */
  isTyping(now: number): boolean {
    return this.#typed !== "" && now - this.#lastAt <= FORGET_MS;
  }
}
