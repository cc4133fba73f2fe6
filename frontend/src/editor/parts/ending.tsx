import { useState } from "react";

import { goToSignIn } from "@/shared/api/sign-in";
import { Button } from "@/shared/ui/button";

import { useDocument } from "../document-context";
import { downloadCopy, downloadKept } from "../download";
import { useStatus } from "../live/use-status";
import { copyNameOf, forgetCopy, hasUnsaved } from "../live/device-copy";

/** Why the document can no longer be reached, what is kept, and what to do. */
export function Ending() {
  const { doc, provider, session, words } = useDocument();
  const ending = useStatus(provider, (status) => status.ending);
  if (!ending) return null;
  return (
    <div className="doc-notice notice notice-warning" role="alert">
      <p className="doc-notice-title">{words(`ending.${ending}_title`)}</p>
      <p>{words(`ending.${ending}_text`)}</p>
      <div className="doc-notice-actions">
        <Button onPress={() => downloadCopy(doc, session.title, words)}>{words("ending.download")}</Button>
        {ending === "signed_out" && session.me.id !== null && (
          <Button tone="primary" onPress={goToSignIn}>
            {words("ending.sign_in")}
          </Button>
        )}
        {ending === "refused" && <Button onPress={() => location.reload()}>{words("ending.reload")}</Button>}
      </div>
    </div>
  );
}

/** To who could write here once: what she wrote and was never saved is still hers. */
export function Unsaved() {
  const { provider, session, words } = useDocument();
  const isReadOnly = useStatus(provider, (status) => status.isReadOnly);
  const name = copyNameOf(session.deviceKey, session.documentId);
  const [isKept, setKept] = useState(() => hasUnsaved(name));
  if (!isReadOnly || !isKept) return null;
  return (
    <div className="doc-notice notice notice-warning" role="alert">
      <p className="doc-notice-title">{words("unsaved.title")}</p>
      <p>{words("unsaved.text")}</p>
      <div className="doc-notice-actions">
        <Button onPress={() => void downloadKept(name, session.title, words)}>{words("unsaved.download")}</Button>
        <Button
          onPress={() => {
            setKept(false);
            void forgetCopy(name);
          }}
        >
          {words("unsaved.forget")}
        </Button>
      </div>
    </div>
  );
}
