import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";

import { Store } from "@/shared/ui/store";

import { endingOf, waitMs, type Ending } from "./closing";
import * as frames from "./frames";
import type { Frame, Notice } from "./frames";
import { DeviceCopy } from "./device-copy";
import { Saving } from "./saving";

export type Line = "connecting" | "online" | "offline" | "ended";

export interface ProviderStatus {
  line: Line;
  ending: Ending | null;
  /** The server's whole content is here. */
  isSynced: boolean;
  /** What this device kept is here, or there is nothing to wait for. */
  isRestored: boolean;
  /** Whether this device keeps what is written. */
  isKept: boolean;
  /** Something was written that the server has not called saved. */
  isPending: boolean;
  /** The server said that it cannot store at the moment. */
  isStalled: boolean;
  /** When the server last called everything saved. */
  savedAt: Date | null;
  /** The server takes no change from this person. */
  isReadOnly: boolean;
}

interface Options {
  url: string;
  doc: Y.Doc;
  /** Name of the copy on this device; null for who may not write, whose page keeps nothing. */
  copyName: string | null;
  isReadOnly: boolean;
}

/** Nobody answers that long on a line that lives. */
const SILENCE_MS = 15_000;
const NORMAL_CLOSE = 1000;

/**
 * Carries a document between this page, the server and this device.
 *
 * Changes travel only after the server's first step 1 was answered with all it lacks: what is written
 * off-line never leaves a gap. `destroy` ends the connection; the copy on the device stays.
 */
export class DocumentProvider {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly status: Store<ProviderStatus>;
  private readonly copy: DeviceCopy | null;
  private readonly saving: Saving;
  private readonly listeners = new Set<(notice: Notice) => void>();
  private readonly url: string;
  private socket: WebSocket | null = null;
  private isAnswered = false;
  private failures = 0;
  private retry: number | undefined;
  private silence: number | undefined;
  private isDestroyed = false;

  constructor({ url, doc, copyName, isReadOnly }: Options) {
    this.url = url;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    this.copy = copyName === null ? null : new DeviceCopy(copyName, doc);
    this.saving = new Saving(doc.clientID, () => Y.getState(doc.store, doc.clientID));
    this.status = new Store<ProviderStatus>({
      line: "connecting",
      ending: null,
      isSynced: false,
      isRestored: false,
      isKept: false,
      isPending: false,
      isStalled: false,
      savedAt: null,
      isReadOnly,
    });
  }

  /** Read this device's copy, then speak with the server. */
  start(): void {
    this.doc.on("update", this.onUpdate);
    this.awareness.on("update", this.onAwareness);
    addEventListener("online", this.onOnline);
    addEventListener("offline", this.onOffline);
    addEventListener("pagehide", this.onLeave);
    void this.restore();
  }

  onNotice(listener: (notice: Notice) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  destroy(): void {
    this.isDestroyed = true;
    this.doc.off("update", this.onUpdate);
    this.awareness.off("update", this.onAwareness);
    removeEventListener("online", this.onOnline);
    removeEventListener("offline", this.onOffline);
    removeEventListener("pagehide", this.onLeave);
    window.clearTimeout(this.retry);
    window.clearTimeout(this.silence);
    this.drop();
    this.awareness.destroy();
    void this.copy?.close();
  }

  private async restore(): Promise<void> {
    const copy = this.copy === null ? null : await this.copy.open();
    if (this.isDestroyed) return;
    if (copy?.hadUnsaved) this.saving.holdBack();
    this.tell({ isRestored: true, isKept: copy !== null, isPending: this.saving.isPending });
    this.connect();
  }

  private connect(): void {
    window.clearTimeout(this.retry);
    if (this.isDestroyed || this.socket !== null) return;
    const socket = new WebSocket(this.url, frames.SUBPROTOCOL);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.onOpen();
    socket.onmessage = (event: MessageEvent<unknown>) => this.onMessage(event.data);
    socket.onclose = (event) => this.onClose(event.code);
    this.socket = socket;
    this.isAnswered = false;
    this.listenForSilence();
  }

  private onOpen(): void {
    this.saving.begin();
    this.send(frames.step1(Y.encodeStateVector(this.doc)));
    // Set again, it counts on: the others saw this line's last state end, and believe only a newer one.
    // `onAwareness` sends it.
    const state = this.awareness.getLocalState();
    if (state !== null) this.awareness.setLocalState(state);
  }

  private onMessage(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return;
    this.listenForSilence();
    this.take(frames.readFrame(new Uint8Array(data)));
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case "step1":
        this.answer(frame.vector);
        break;
      case "step2":
        Y.applyUpdate(this.doc, frame.update, this);
        this.failures = 0;
        this.tell({ line: "online", isSynced: true });
        break;
      case "update":
        Y.applyUpdate(this.doc, frame.update, this);
        break;
      case "awareness":
        applyAwarenessUpdate(this.awareness, frame.states, this);
        break;
      case "query_awareness":
        this.sendAwareness([...this.awareness.getStates().keys()]);
        break;
      case "saved":
        this.saving.saved(frame.client, frame.clock, frame.frames);
        this.onSaved();
        break;
      case "notice":
        this.onServerNotice(frame.notice);
        break;
      case "unknown":
        break;
    }
  }

  /** Everything the server lacks, whenever it asks: at the beginning, and after a gap it saw. */
  private answer(vector: Uint8Array): void {
    if (this.status.get().isReadOnly) return;
    this.isAnswered = true;
    this.sendChange(frames.step2(Y.encodeStateAsUpdate(this.doc, vector)), this.saving.isPending);
  }

  private onSaved(): void {
    const isPending = this.saving.isPending;
    this.copy?.markUnsaved(isPending);
    const isNews = this.status.get().isPending && !isPending;
    this.tell({ isPending, isStalled: false, ...(isNews && { savedAt: new Date() }) });
    this.listenForSilence();
  }

  private onServerNotice(notice: Notice): void {
    if (notice.code === "read_only") this.tell({ isReadOnly: true });
    if (notice.code === "not_saved_yet") this.tell({ isStalled: true });
    if (notice.code === "saved_again") this.tell({ isStalled: false });
    for (const listener of this.listeners) listener(notice);
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this || this.copy?.isOrigin(origin) || this.status.get().isReadOnly) return;
    this.copy?.markUnsaved(true);
    if (this.isAnswered) this.sendChange(frames.update(update), true);
    else this.saving.holdBack();
    this.tell({ isPending: this.saving.isPending });
  };

  private readonly onAwareness = (
    { added, updated, removed }: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ): void => {
    const isMine = [...added, ...updated, ...removed].includes(this.doc.clientID);
    if (origin !== this && isMine) this.sendAwareness([this.doc.clientID]);
  };

  private sendChange(bytes: Uint8Array, hasNews: boolean): void {
    this.saving.sent(hasNews);
    this.send(bytes);
    this.listenForSilence();
  }

  private sendAwareness(clients: number[]): void {
    this.send(frames.awareness(encodeAwarenessUpdate(this.awareness, clients)));
  }

  private send(bytes: Uint8Array): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(bytes);
  }

  /** A line on which an answer is due and nothing comes is dead, whatever the system says of it. */
  private listenForSilence(): void {
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => {
      const { line, isPending, isStalled } = this.status.get();
      if (this.socket && (line !== "online" || (isPending && !isStalled))) this.onClose(0);
    }, SILENCE_MS);
  }

  private onClose(code: number): void {
    this.drop();
    if (this.isDestroyed) return;
    const ending = endingOf(code);
    this.tell({ line: ending ? "ended" : "offline", ending, isStalled: false, isPending: this.isPending() });
    if (ending) return;
    this.retry = window.setTimeout(() => this.connect(), waitMs(code, this.failures, Math.random()));
    this.failures += 1;
  }

  private isPending(): boolean {
    if (this.saving.isPending) this.saving.holdBack();
    return this.saving.isPending;
  }

  /** Let the line go, and with it everybody seen through it. */
  private drop(): void {
    const { socket } = this;
    this.socket = null;
    this.isAnswered = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(NORMAL_CLOSE);
    }
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this);
  }

  private readonly onOnline = (): void => {
    this.failures = 0;
    if (this.status.get().line === "offline") this.connect();
  };

  private readonly onOffline = (): void => {
    if (this.status.get().line !== "ended") this.onClose(0);
  };

  private readonly onLeave = (): void => {
    removeAwarenessStates(this.awareness, [this.doc.clientID], "leave");
  };

  private tell(change: Partial<ProviderStatus>): void {
    if (!this.isDestroyed) this.status.update((before) => ({ ...before, ...change }));
  }
}
