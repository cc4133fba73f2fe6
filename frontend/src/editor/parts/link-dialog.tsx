import { ExternalLink, Unlink } from "lucide-react";
import { useState, type SubmitEvent } from "react";

import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions, DialogBody } from "@/shared/ui/dialog";

import { asHref } from "../blocks/link";
import { useDocument } from "../document-context";
import { isSafeHref } from "../schema";

/** Where the selected words lead. Without selected words, the address itself is written. */
export function LinkDialog({ onClose }: { onClose: () => void }) {
  const { editor, words } = useDocument();
  const current: unknown = editor.getAttributes("link")["href"];
  const [typed, setTyped] = useState(typeof current === "string" ? current : "");
  const [isRefused, setRefused] = useState(false);

  function apply(event: SubmitEvent): void {
    event.preventDefault();
    const href = asHref(typed);
    if (href === null) {
      setRefused(true);
      return;
    }
    onClose();
    const chain = editor.chain().focus();
    if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: typed.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    } else {
      chain.setLink(href).run();
    }
  }

  return (
    <Dialog title={words("link.title")} size="small" onClose={onClose}>
      <form onSubmit={apply} noValidate>
        <DialogBody>
          <div className="field">
            <label htmlFor="link-address">{words("link.address")}</label>
            <input
              id="link-address"
              type="text"
              inputMode="url"
              // A dialog puts the focus where one is to type.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              value={typed}
              aria-invalid={isRefused}
              aria-describedby="link-help"
              onChange={(event) => {
                setTyped(event.target.value);
                setRefused(false);
              }}
            />
            <p id="link-help" className={isRefused ? "field-error" : "field-help"} role={isRefused ? "alert" : undefined}>
              {words(isRefused ? "link.refused" : "link.help")}
            </p>
          </div>
        </DialogBody>
        <DialogActions>
          {isSafeHref(current) && (
            <>
              <a className="button button-quiet" href={current} target="_blank" rel="noopener noreferrer">
                <ExternalLink aria-hidden className="icon" />
                {words("link.open")}
              </a>
              <Button
                tone="quiet"
                icon={Unlink}
                onPress={() => {
                  onClose();
                  editor.chain().focus().unsetLink().run();
                }}
              >
                {words("link.remove")}
              </Button>
            </>
          )}
          <Button tone="primary" type="submit">
            {words("link.apply")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
