import type { ApiProblem } from "@/shared/api/problem";
import type { VerdictState } from "@/shared/api/types";

/**
 * The life of one upload.
 *
 * `queued` → `sending` → `analysing` → `done`, or `conflict` (asks), `offline` (waits for the
 * network), `waiting` (received; the scanner will say later), `infected`, `failed`, `cancelled`,
 * `skipped`.
 */
export type TaskState =
  | "queued"
  | "sending"
  | "analysing"
  | "waiting"
  | "done"
  | "conflict"
  | "offline"
  | "infected"
  | "unscannable"
  | "failed"
  | "cancelled"
  | "skipped";

export interface Task {
  id: number;
  name: string;
  folders: readonly string[];
  sizeBytes: number;
  sentBytes: number;
  /** Smoothed, in bytes per second; 0 when not known yet. */
  rate: number;
  state: TaskState;
  targetId: string;
  targetName: string;
  itemId: string | null;
  problem: ApiProblem | null;
}

const ENDED: ReadonlySet<TaskState> = new Set([
  "done",
  "infected",
  "unscannable",
  "failed",
  "cancelled",
  "skipped",
]);

export const hasEnded = (task: Task): boolean => ENDED.has(task.state);

/** Would leaving the page now lose this file? */
export const isAtRisk = (task: Task): boolean => !hasEnded(task) && task.state !== "waiting";

export const canRetry = (task: Task): boolean =>
  task.state === "failed" || task.state === "cancelled" || task.state === "offline";

export const canCancel = (task: Task): boolean => isAtRisk(task);

/** What a verdict means for the task, or null while there is none. */
export function stateOfVerdict(verdict: VerdictState | undefined): TaskState | null {
  if (verdict === "clean") return "done";
  if (verdict === "infected") return "infected";
  if (verdict === "unscannable") return "unscannable";
  return null;
}
