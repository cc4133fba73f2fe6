const LATEST_MS = 3000;
/** Safari has no idle callbacks. */
const LATER_MS = 1000;

/** Do something once the screen is drawn and quiet. Returns how to give it up. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const idle = requestIdleCallback(work, { timeout: LATEST_MS });
    return () => cancelIdleCallback(idle);
  }
  const timer = setTimeout(work, LATER_MS);
  return () => clearTimeout(timer);
}
