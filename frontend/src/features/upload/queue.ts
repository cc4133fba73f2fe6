import { asProblem, ApiProblem } from "@/shared/api/problem";
import type { Item } from "@/shared/api/types";
import { Store } from "@/shared/ui/store";

import type { FolderMaker } from "./folders";
import type { Source, Sources } from "./sources";
import { canCancel, canRetry, hasEnded, isAtRisk, stateOfVerdict, type Task } from "./task";
import type { OnConflict, Transport } from "./transport";

export type Answer = "version" | "rename" | "skip";

interface Target {
  id: string;
  name: string;
}

export interface Surroundings {
  transport: Transport;
  /** A new one for each drop: what an earlier one made may be gone. */
  newFolders: () => FolderMaker;
  readItem: (id: string) => Promise<Item>;
  /** Something new can be listed in this folder. */
  onArrived: (folderId: string) => void;
  /** A folder without files could not be made: no task can show it. */
  onFolderTrouble: (name: string, problem: ApiProblem) => void;
  maxBytes: () => number;
  /** Whether the target is known to hold that name already; unknown is false. */
  isNameTaken: (folderId: string, name: string) => boolean;
  now: () => number;
}

interface Errand {
  file: File;
  folders: FolderMaker;
  onConflict: OnConflict;
  cancelling: AbortController;
}

const AT_ONCE = 3;
const FIRST_POLL_MS = 2000;
const SLOWEST_POLL_MS = 20_000;
const RATE_WINDOW_MS = 400;

function tooLarge(sizeBytes: number, maxBytes: number): ApiProblem {
  return new ApiProblem({
    title: "",
    status: 413,
    code: "too_large",
    detail: "",
    facts: { size_bytes: sizeBytes, max_bytes: maxBytes },
    errors: [],
  });
}

/**
 * All uploads of this page, whatever screen is shown: a few at a time, in the order given.
 *
 * Follow `tasks`. Everything it needs from outside comes in `Surroundings`.
 */
export class UploadQueue {
  readonly tasks = new Store<readonly Task[]>([]);
  readonly #errands = new Map<number, Errand>();
  #lastId = 0;
  #answerToAll: Answer | null = null;

  constructor(private readonly around: Surroundings) {}

  add(sources: Sources, target: Target): void {
    const maker = this.around.newFolders();
    const added = sources.files.map((source) => this.#task(source, target, maker));
    this.#answerToAll = null;
    // What went well before has been seen; trouble stays until it is dismissed.
    this.tasks.update((tasks) => [...tasks.filter((task) => task.state !== "done"), ...added]);
    for (const path of sources.emptyFolders) void this.#makeEmptyFolder(maker, path, target);
    this.#startSome();
  }

  cancel(id: number): void {
    const task = this.#get(id);
    if (!task || !canCancel(task)) return;
    this.#change(id, { state: "cancelled" });
    this.#errands.get(id)?.cancelling.abort();
    this.#startSome();
  }

  retry(id: number): void {
    const task = this.#get(id);
    const errand = this.#errands.get(id);
    if (!task || !errand || !canRetry(task)) return;
    errand.cancelling = new AbortController();
    this.#change(id, { state: "queued", problem: null, sentBytes: 0, rate: 0 });
    this.#startSome();
  }

  /** Settle a conflict, and the ones like it if asked. */
  answer(id: number, answer: Answer, isForAll: boolean): void {
    if (isForAll) this.#answerToAll = answer;
    const asked = this.tasks.get().filter((task) => task.state === "conflict");
    for (const task of asked) {
      if (task.id === id || isForAll) this.#settle(task.id, answer);
    }
    this.#startSome();
  }

  /** The network is back: go on with what waited for it. */
  resume(): void {
    for (const task of this.tasks.get()) if (task.state === "offline") this.retry(task.id);
  }

  clearEnded(): void {
    for (const task of this.tasks.get()) if (hasEnded(task)) this.#errands.delete(task.id);
    this.tasks.update((tasks) => tasks.filter((task) => !hasEnded(task)));
  }

  isBusy(): boolean {
    return this.tasks.get().some(isAtRisk);
  }

  #task({ file, folders }: Source, target: Target, maker: FolderMaker): Task {
    this.#lastId += 1;
    this.#errands.set(this.#lastId, {
      file,
      folders: maker,
      onConflict: "fail",
      cancelling: new AbortController(),
    });
    const maxBytes = this.around.maxBytes();
    const isTooLarge = file.size > maxBytes;
    return {
      id: this.#lastId,
      name: file.name,
      folders,
      sizeBytes: file.size,
      sentBytes: 0,
      rate: 0,
      state: isTooLarge ? "failed" : "queued",
      targetId: target.id,
      targetName: target.name,
      itemId: null,
      problem: isTooLarge ? tooLarge(file.size, maxBytes) : null,
    };
  }

  #get(id: number): Task | undefined {
    return this.tasks.get().find((task) => task.id === id);
  }

  #change(id: number, facts: Partial<Task>): void {
    this.tasks.update((tasks) => tasks.map((task) => (task.id === id ? { ...task, ...facts } : task)));
  }

  #settle(id: number, answer: Answer): void {
    const errand = this.#errands.get(id);
    if (!errand) return;
    if (answer === "skip") {
      this.#change(id, { state: "skipped", problem: null });
      return;
    }
    errand.onConflict = answer;
    this.#change(id, { state: "queued", problem: null, sentBytes: 0, rate: 0 });
  }

  #startSome(): void {
    const tasks = this.tasks.get();
    const running = tasks.filter((task) => task.state === "sending" || task.state === "analysing");
    const next = tasks.filter((task) => task.state === "queued").slice(0, AT_ONCE - running.length);
    for (const task of next) {
      this.#change(task.id, { state: "sending" });
      void this.#run(task).finally(() => this.#startSome());
    }
  }

  async #run(task: Task): Promise<void> {
    const errand = this.#errands.get(task.id);
    if (!errand) return;
    const { signal } = errand.cancelling;
    try {
      const folderId = await errand.folders.at(task.targetId, task.folders);
      if (signal.aborted) return;
      if (errand.onConflict === "fail" && this.around.isNameTaken(folderId, task.name)) {
        this.#ask(task.id);
        return;
      }
      const item = await this.#send(task, errand, folderId, signal);
      this.around.onArrived(folderId);
      this.#received(task.id, item);
    } catch (error) {
      if (!signal.aborted) this.#refused(task.id, asProblem(error));
    }
    if (task.folders.length > 0) this.around.onArrived(task.targetId);
  }

  #send(task: Task, errand: Errand, folderId: string, signal: AbortSignal): Promise<Item> {
    let measuredAt = this.around.now();
    let measuredBytes = 0;
    let rate = 0;
    return this.around.transport({
      folderId,
      name: task.name,
      file: errand.file,
      onConflict: errand.onConflict,
      signal,
      onProgress: (sentBytes) => {
        const elapsedMs = this.around.now() - measuredAt;
        if (elapsedMs >= RATE_WINDOW_MS) {
          const latest = ((sentBytes - measuredBytes) * 1000) / elapsedMs;
          rate = rate === 0 ? latest : rate * 0.6 + latest * 0.4;
          measuredAt += elapsedMs;
          measuredBytes = sentBytes;
        }
        this.#change(task.id, { sentBytes, rate });
      },
      onSent: () => {
        if (!signal.aborted) this.#change(task.id, { state: "analysing", sentBytes: task.sizeBytes });
      },
    });
  }

  #received(id: number, item: Item): void {
    const state = stateOfVerdict(item.verdict?.state);
    this.#change(id, { state: state ?? "waiting", itemId: item.id, name: item.name });
    if (state === null) void this.#poll(id, item.id);
  }

  #refused(id: number, problem: ApiProblem): void {
    if (problem.code === "name_taken") this.#ask(id);
    else if (problem.code === "infected") this.#change(id, { state: "infected", problem });
    else if (problem.code === "unreachable") this.#change(id, { state: "offline", problem });
    else this.#change(id, { state: "failed", problem });
  }

  #ask(id: number): void {
    if (this.#answerToAll === null) this.#change(id, { state: "conflict" });
    else this.#settle(id, this.#answerToAll);
  }

  /** Ask again, ever more slowly, until the scanner has spoken. */
  async #poll(taskId: number, itemId: string): Promise<void> {
    for (let delay = FIRST_POLL_MS; ; delay = Math.min(delay * 1.5, SLOWEST_POLL_MS)) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (this.#get(taskId)?.state !== "waiting") return;
      try {
        const item = await this.around.readItem(itemId);
        const state = stateOfVerdict(item.verdict?.state);
        if (state !== null) {
          this.#change(taskId, { state });
          if (item.parent_id !== null) this.around.onArrived(item.parent_id);
          return;
        }
      } catch (error) {
        if (asProblem(error).status === 404) {
          // An infected file is not kept.
          this.#change(taskId, { state: "infected" });
          return;
        }
      }
    }
  }

  async #makeEmptyFolder(maker: FolderMaker, path: readonly string[], target: Target): Promise<void> {
    try {
      await maker.at(target.id, path);
    } catch (error) {
      this.around.onFolderTrouble(path.at(-1) ?? "", asProblem(error));
    }
    this.around.onArrived(target.id);
  }
}
