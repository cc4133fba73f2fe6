import { EditorContent, useEditor } from "@tiptap/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";

import { SkeletonRows } from "@/shared/ui/states";
import { useStore } from "@/shared/ui/store";

import { ADD_ONS } from "./add-ons";
import { CurrentDocument, type DocumentContext } from "./document-context";
import "./editor.css";
import "./page.css";
import "./print.css";
import { liveKit } from "./kit";
import { closeLive, openLive, type Live } from "./live/live";
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

function OpenDocument({ live, session, actions }: OpenProps) {
  const { provider, words } = live;
  const { isReadOnly, ending } = useStore(provider.status);
  const isEditable = !isReadOnly && ending === null;
  const [panel, openPanel] = useState<string | null>(null);
  const editor = useEditor(
    {
      extensions: [...liveKit(live), ...ADD_ONS.flatMap(({ extensions }) => extensions?.(live) ?? [])],
      editable: isEditable,
      injectCSS: false,
      shouldRerenderOnTransaction: false,
      editorProps: {
        attributes: {
          class: "doc-content",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": words("document.content"),
          "aria-describedby": "doc-keyboard",
        },
        transformPastedHTML: cleanPasted,
      },
    },
    [live],
  );
  useEffect(() => editor.setEditable(isEditable, false), [editor, isEditable]);
  const context = useMemo<DocumentContext>(
    () => ({ ...live, session, editor, panel, openPanel }),
    [live, session, editor, panel],
  );
  return (
    <CurrentDocument value={context}>
      <DocumentFrame actions={actions}>
        <EditorContent editor={editor} />
      </DocumentFrame>
    </CurrentDocument>
  );
}

/** Something to show: the server's content, or what this device kept when there is no server. */
function isReady(live: Live, line: string, isRestored: boolean, isSynced: boolean): boolean {
  if (isSynced || line === "ended") return true;
  return isRestored && (line === "offline" || live.doc.getXmlFragment(FIELD).length > 0);
}

function WhenReady({ live, session, actions }: OpenProps) {
  const { line, isRestored, isSynced } = useStore(live.provider.status);
  const [wasReady, setWasReady] = useState(false);
  const ready = wasReady || isReady(live, line, isRestored, isSynced);
  if (ready && !wasReady) setWasReady(true);
  return ready ? <OpenDocument live={live} session={session} actions={actions} /> : <SkeletonRows rows={6} />;
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
