import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import type { Doc } from "yjs";

/** Remembers, outside of the copy itself, that it holds something the server has not called saved. */
const SETTLED_MS = 1_000;
const markOf = (name: string): string => `${name}.unsaved`;

function readMark(name: string): boolean {
  try {
    return localStorage.getItem(markOf(name)) !== null;
  } catch {
    return false;
  }
}

function writeMark(name: string, isUnsaved: boolean): void {
  try {
    if (isUnsaved) localStorage.setItem(markOf(name), "1");
    else localStorage.removeItem(markOf(name));
  } catch {
    // A browser that keeps nothing has no copy to speak of either.
  }
}

export const copyNameOf = (deviceKey: string, documentId: string): string =>
  `sovshare.document.${deviceKey}.${documentId}`;

/** A document as this device keeps it, in IndexedDB, so that nothing written off-line is lost. */
export class DeviceCopy {
  private store: IndexeddbPersistence | null = null;
  private isMarked: boolean;
  private clearing: number | undefined;

  constructor(
    private readonly name: string,
    private readonly doc: Doc,
  ) {
    this.isMarked = readMark(name);
  }

  /** Load what was kept into the document. Null where the browser keeps nothing (private windows). */
  async open(): Promise<{ hadUnsaved: boolean } | null> {
    const store = new IndexeddbPersistence(this.name, this.doc);
    this.store = store;
    try {
      // The library tells of a refused database by this promise only.
      await store._db;
    } catch {
      this.store = null;
      this.doc.off("update", store._storeUpdate);
      return null;
    }
    await store.whenSynced;
    return { hadUnsaved: this.isMarked };
  }

  isOrigin(origin: unknown): boolean {
    return origin !== null && origin === this.store;
  }

  /** Set at once, taken away when typing pauses: this store blocks the page at each write. */
  markUnsaved(isUnsaved: boolean): void {
    window.clearTimeout(this.clearing);
    if (isUnsaved) this.mark(true);
    else this.clearing = window.setTimeout(() => this.mark(false), SETTLED_MS);
  }

  private mark(isUnsaved: boolean): void {
    if (isUnsaved === this.isMarked) return;
    this.isMarked = isUnsaved;
    writeMark(this.name, isUnsaved);
  }

  async close(): Promise<void> {
    await this.store?.destroy();
  }
}

/** Whether this device holds something of the document that was never saved. */
export const hasUnsaved = readMark;

export async function forgetCopy(name: string): Promise<void> {
  writeMark(name, false);
  await clearDocument(name);
}
