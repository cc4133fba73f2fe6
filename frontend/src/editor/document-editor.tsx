import { Editor } from "@tiptap/core";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type * as Y from "yjs";

import { SkeletonRows } from "@/shared/ui/states";

import { ADD_ONS } from "./add-ons";
import { CurrentDocument, type DocumentContext } from "./document-context";
import "./editor.css";
import "./page.css";
import "./print.css";
import { liveKit } from "./kit";
import { closeLive, openLive, type Live } from "./live/live";
import type { ProviderStatus } from "./live/provider";
import { useStatus } from "./live/use-status";
import { DocumentFrame } from "./parts/document-frame";
import { cleanPasted } from "./paste/clean";
import { FIELD } from "./schema";
import { may, type EditorSession } from "./session";
import { WordsContext, type Words } from "./words";

/** Open the document for as long as the page shows it. */
function useLive(session: EditorSession, words: Words): Live | null {
  const [live, setLive] = useState<Live | null>(null);
  const { documentId, socketUrl } = session;
  const mayEdit = may(session, "edit");
  useEffect(() => {
    const opened = openLive(session, words);
    // A line to a server is opened and closed with the page that shows it, never during a rendering.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setLive(opened);
    return () => {
      setLive(null);
      closeLive(opened);
    };
    // A new title or another right to share is no reason to close the line.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [documentId, socketUrl, mayEdit, words]);
  return live;
}

interface OpenProps {
  live: Live;
  session: EditorSession;
  actions: ReactNode;
}

/** The editor of an open document, made once its content is here; it is one with its element. */
function useEditorOf(live: Live): Editor | null {
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    const { provider, words } = live;
    const made = new Editor({
      // Built apart from the page: the browser lays it out once, when it is put there.
      element: document.createElement("div"),
      extensions: [...liveKit(live), ...ADD_ONS.flatMap(({ extensions }) => extensions?.(live) ?? [])],
      editable: mayWrite(provider.status.get()),
      injectCSS: false,
      editorProps: {
        attributes: {
          "aria-multiline": "true",
          "aria-label": words("document.content"),
          "aria-describedby": "doc-keyboard",
        },
        transformPastedHTML: cleanPasted,
      },
    });
    // An editor is an element of the page, not a value of a rendering.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setEditor(made);
    return () => made.destroy();
  }, [live]);
  return editor;
}

/** The place of the editor's element. */
function EditorPlace({ editor }: { editor: Editor }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = editor.view.dom.parentElement;
    if (element) place.current?.replaceChildren(element);
  }, [editor]);
  return <div ref={place} />;
}

function mayWrite({ isReadOnly, ending }: ProviderStatus): boolean {
  return !isReadOnly && ending === null;
}

function OpenDocument({ live, session, actions }: OpenProps) {
  const editor = useEditorOf(live);
  const isEditable = useStatus(live.provider, mayWrite);
  const [panel, openPanel] = useState<string | null>(null);
  useEffect(() => {
    if (editor && editor.options.editable !== isEditable) editor.setEditable(isEditable, false);
  }, [editor, isEditable]);
  const context = useMemo<DocumentContext | null>(
    () => editor && { ...live, session, editor, panel, openPanel },
    [live, session, editor, panel],
  );
  if (!context) return null;
  return (
    <CurrentDocument value={context}>
      <DocumentFrame actions={actions}>
        <EditorPlace editor={context.editor} />
      </DocumentFrame>
    </CurrentDocument>
  );
}

/** Something to show: the server's content, or what this device kept when there is no server. */
function isReady({ line, isRestored, isSynced }: ProviderStatus, doc: Y.Doc): boolean {
  if (isSynced || line === "ended") return true;
  return isRestored && (line === "offline" || doc.getXmlFragment(FIELD).length > 0);
}

function WhenReady({ live, session, actions }: OpenProps) {
  const isReadyNow = useStatus(live.provider, (status) => isReady(status, live.doc));
  const [wasReady, setWasReady] = useState(false);
  if (isReadyNow && !wasReady) setWasReady(true);
  if (!isReadyNow && !wasReady) return <SkeletonRows rows={6} />;
  return <OpenDocument live={live} session={session} actions={actions} />;
}

interface EditorProps {
  session: EditorSession;
  words: Words;
  /** Buttons at the end of the page's head, of whoever shows the editor. */
  actions?: ReactNode;
  /** Called when the line says that this person's rights changed or ended. */
  onRights?: () => void;
}

/**
 * The editor of one document: what an agent's page and a partner's page both show.
 *
 * It opens the document when it appears and closes it when it goes. Needs the shared dictionary to be
 * loaded (`speak`) for the words of the common components.
 */
export function DocumentEditor({ session, words, actions, onRights }: EditorProps) {
  const live = useLive(session, words);
  useEffect(() => {
    if (!live || !onRights) return;
    const { provider } = live;
    const stopNotices = provider.onNotice(({ code }) => (code === "rights_changed" ? onRights() : undefined));
    const stopStatus = provider.status.subscribe(() => {
      const { ending } = provider.status.get();
      if (ending === "forbidden" || ending === "missing") onRights();
    });
    return () => {
      stopNotices();
      stopStatus();
    };
  }, [live, onRights]);
  return (
    <WordsContext value={words}>
      {live ? <WhenReady key={live.doc.guid} live={live} session={session} actions={actions} /> : <SkeletonRows rows={6} />}
    </WordsContext>
  );
}
