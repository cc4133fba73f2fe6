import * as Y from "yjs";

import { may, type EditorSession } from "../session";
import type { Words } from "../words";
import { copyNameOf } from "./device-copy";
import { DocumentProvider } from "./provider";

/** An open document: who has it open, its shared content, and the line that carries it. */
export interface Live {
  session: EditorSession;
  doc: Y.Doc;
  provider: DocumentProvider;
  words: Words;
}

/** Open a document. `provider.destroy()` and `doc.destroy()` close it. */
export function openLive(session: EditorSession, words: Words): Live {
  const doc = new Y.Doc();
  const mayEdit = may(session, "edit");
  const provider = new DocumentProvider({
    url: session.socketUrl,
    doc,
    copyName: mayEdit ? copyNameOf(session.deviceKey, session.documentId) : null,
    isReadOnly: !mayEdit,
  });
  // The server writes over it who this is by its own knowledge.
  provider.awareness.setLocalStateField("user", { name: session.me.name });
  provider.start();
  return { session, doc, provider, words };
}

export function closeLive({ doc, provider }: Live): void {
  provider.destroy();
  doc.destroy();
}
