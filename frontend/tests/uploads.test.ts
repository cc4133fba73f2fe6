import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FolderMaker } from "../src/features/upload/folders";
import { UploadQueue, type Surroundings } from "../src/features/upload/queue";
import type { Sending } from "../src/features/upload/transport";
import { ApiProblem, unreachable } from "../src/shared/api/problem";
import type { Item, VerdictState } from "../src/shared/api/types";
import { addItem, home, mine, verdict } from "../mock/data";

const target = { id: "root", name: "Mes fichiers" };
const file = (name: string, size = 10) => new File([new Uint8Array(size)], name);
const sources = (...names: string[]) => ({
  files: names.map((name) => ({ file: file(name), folders: [] })),
  emptyFolders: [],
});

function refusal(code: string, facts: Record<string, unknown> = {}): ApiProblem {
  return new ApiProblem({ title: "", status: 409, code, detail: "", facts, errors: [] });
}

function item(state: VerdictState = "clean"): Item {
  return addItem(home, mine.id, "file", "x", { state: verdict(state) });
}

/** A queue whose server does what `answers` says, one answer per sending. */
function queueWith(answer: (sending: Sending) => Promise<Item>, around: Partial<Surroundings> = {}) {
  const arrived: string[] = [];
  const queue = new UploadQueue({
    transport: answer,
    newFolders: () => new FolderMaker((parent, name) => Promise.resolve(`${parent}/${name}`)),
    readItem: () => Promise.resolve(item()),
    onArrived: (id) => arrived.push(id),
    onFolderTrouble: () => undefined,
    maxBytes: () => 1000,
    isNameTaken: () => false,
    now: () => 0,
    ...around,
  });
  const states = () => queue.tasks.get().map((task) => task.state);
  return { queue, states, arrived };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("uploads", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("go from sending through analysis to done, and tell the folder", async () => {
    let finish: (item: Item) => void = () => undefined;
    const seen: string[] = [];
    const { queue, states, arrived } = queueWith((sending) => {
      sending.onProgress(4);
      seen.push(...states());
      sending.onSent();
      seen.push(...states());
      return new Promise((resolve) => (finish = resolve));
    });
    queue.add(sources("a.txt"), target);
    await settle();
    expect(seen).toEqual(["sending", "analysing"]);
    finish(item());
    await settle();
    expect(states()).toEqual(["done"]);
    expect(arrived).toEqual(["root"]);
    expect(queue.isBusy()).toBe(false);
  });

  it("run three at a time", async () => {
    let running = 0;
    const { queue, states } = queueWith(() => {
      running += 1;
      return new Promise(() => undefined);
    });
    queue.add(sources("a", "b", "c", "d"), target);
    await settle();
    expect(running).toBe(3);
    expect(states()).toEqual(["sending", "sending", "sending", "queued"]);
  });

  it("are refused before the first byte when too large", async () => {
    const transport = vi.fn(() => Promise.resolve(item()));
    const { queue, states } = queueWith(transport);
    queue.add({ files: [{ file: file("huge", 1001), folders: [] }], emptyFolders: [] }, target);
    await settle();
    expect(states()).toEqual(["failed"]);
    expect(transport).not.toHaveBeenCalled();
  });

  it("name the malware that was found", async () => {
    const { queue, states } = queueWith(() => Promise.reject(refusal("infected", { signature_name: "Eicar" })));
    queue.add(sources("bad"), target);
    await settle();
    expect(states()).toEqual(["infected"]);
    expect(queue.tasks.get()[0]?.problem?.fact("signature_name")).toBe("Eicar");
  });

  it("ask about a taken name and go on with the answer", async () => {
    const wanted: string[] = [];
    const { queue, states } = queueWith((sending) => {
      wanted.push(sending.onConflict);
      return sending.onConflict === "fail" ? Promise.reject(refusal("name_taken")) : Promise.resolve(item());
    });
    queue.add(sources("a"), target);
    await settle();
    expect(states()).toEqual(["conflict"]);
    queue.answer(queue.tasks.get()[0]?.id ?? 0, "version", false);
    await settle();
    expect(states()).toEqual(["done"]);
    expect(wanted).toEqual(["fail", "version"]);
  });

  it("ask once for all when told so, also for those that meet the question later", async () => {
    const { queue, states } = queueWith((sending) =>
      sending.onConflict === "fail" ? Promise.reject(refusal("name_taken")) : Promise.resolve(item()),
    );
    queue.add(sources("a", "b", "c", "d", "e"), target);
    await settle();
    const first = queue.tasks.get().find((task) => task.state === "conflict");
    queue.answer(first?.id ?? 0, "skip", true);
    await settle();
    expect(states()).toEqual(["skipped", "skipped", "skipped", "skipped", "skipped"]);
  });

  it("send nothing for a name that is known to be taken", async () => {
    const transport = vi.fn(() => Promise.resolve(item()));
    const { queue, states } = queueWith(transport, { isNameTaken: (_, name) => name === "a" });
    queue.add(sources("a", "b"), target);
    await settle();
    expect(states()).toEqual(["conflict", "done"]);
    expect(transport).toHaveBeenCalledTimes(1);
  });

  it("wait for the network and go on by themselves when it is back", async () => {
    let isCut = true;
    const { queue, states } = queueWith(() => (isCut ? Promise.reject(unreachable()) : Promise.resolve(item())));
    queue.add(sources("a"), target);
    await settle();
    expect(states()).toEqual(["offline"]);
    isCut = false;
    queue.resume();
    await settle();
    expect(states()).toEqual(["done"]);
  });

  it("stop when cancelled, and start over when retried", async () => {
    let tries = 0;
    const { queue, states } = queueWith((sending) => {
      tries += 1;
      if (tries > 1) return Promise.resolve(item());
      return new Promise((_, reject) => {
        sending.signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
    });
    queue.add(sources("a"), target);
    await settle();
    const id = queue.tasks.get()[0]?.id ?? 0;
    queue.cancel(id);
    await settle();
    expect(states()).toEqual(["cancelled"]);
    queue.retry(id);
    await settle();
    expect(states()).toEqual(["done"]);
  });

  it("follow a verdict that comes later", async () => {
    const verdicts: VerdictState[] = ["scanning", "unscannable"];
    const { queue, states } = queueWith(() => Promise.resolve(item("quarantined")), {
      readItem: () => Promise.resolve(item(verdicts.shift())),
    });
    queue.add(sources("a"), target);
    await settle();
    expect(states()).toEqual(["waiting"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states()).toEqual(["unscannable"]);
  });

  it("make each folder once, and put each file in its own", async () => {
    const made: string[] = [];
    const into: string[] = [];
    const folders = new FolderMaker((parent, name) => {
      made.push(`${parent}/${name}`);
      return Promise.resolve(`${parent}/${name}`);
    });
    const { queue } = queueWith(
      (sending) => {
        into.push(`${sending.folderId}:${sending.name}`);
        return Promise.resolve(item());
      },
      { newFolders: () => folders },
    );
    const files = ["one", "two"].map((name) => ({ file: file(name), folders: ["2026", "Actes"] }));
    queue.add({ files, emptyFolders: [["2026", "Vide"]] }, target);
    await settle();
    expect(made.sort()).toEqual(["root/2026", "root/2026/Actes", "root/2026/Vide"]);
    expect(into).toEqual(["root/2026/Actes:one", "root/2026/Actes:two"]);
  });
});
