/**
 * What a close code of the document's socket means for coming back. The codes are the server's
 * (`apps/realtime/codes.py`); any other is a cut line or a restarting server.
 */
export type Ending = "refused" | "signed_out" | "forbidden" | "missing" | "too_large";

const ENDINGS: Readonly<Record<number, Ending>> = {
  4400: "refused",
  4401: "signed_out",
  4403: "forbidden",
  4404: "missing",
  4413: "too_large",
};
const TOO_MUCH = 4429;
const OVERLOADED = 1013;

const FIRST_WAIT_MS = 500;
const CROWDED_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30_000;

/** Why not to come back with the same credentials, or null when one should. */
export function endingOf(code: number): Ending | null {
  return ENDINGS[code] ?? null;
}

/** How long to wait before the next try; `chance` (0–1) keeps a crowd from returning at once. */
export function waitMs(code: number, failures: number, chance: number): number {
  const first = code === TOO_MUCH || code === OVERLOADED ? CROWDED_WAIT_MS : FIRST_WAIT_MS;
  const longest = Math.min(first * 2 ** failures, LONGEST_WAIT_MS);
  return longest * (0.5 + chance / 2);
}
