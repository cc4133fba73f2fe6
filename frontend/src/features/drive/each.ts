/** What became of doing one thing to many: who succeeded, and the first reason of those that did not. */
export interface Outcome<T> {
  done: T[];
  failed: T[];
  reason: unknown;
}

const AT_ONCE = 4;

/** Do `work` to each, a few at a time; a failure does not stop the others. */
export async function each<T>(things: readonly T[], work: (thing: T) => Promise<unknown>): Promise<Outcome<T>> {
  const outcome: Outcome<T> = { done: [], failed: [], reason: null };
  const waiting = things.values();
  async function worker(): Promise<void> {
    for (const thing of waiting) {
      try {
        await work(thing);
        outcome.done.push(thing);
      } catch (error) {
        outcome.failed.push(thing);
        outcome.reason ??= error;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcome;
}
