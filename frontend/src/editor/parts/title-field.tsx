import { useState } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { sayTrouble } from "@/shared/ui/toasts";

import { useDocument } from "../document-context";

/** The document's name, changed where it stands. Enter keeps it, Escape takes it back. */
export function TitleField() {
  const { session, words, editor } = useDocument();
  const [typed, setTyped] = useState<string | null>(null);
  const { rename } = session;
  if (!rename) return <h1 className="doc-title">{session.title}</h1>;

  async function keep(name: string): Promise<void> {
    setTyped(null);
    if (name === "" || name === session.title) return;
    try {
      await rename?.(name);
    } catch (error) {
      sayTrouble(problemWords(error));
    }
  }

  return (
    <h1 className="doc-title">
      <span className="doc-title-measure" aria-hidden>
        {typed ?? session.title}
      </span>
      <input
        aria-label={words("title.label")}
        value={typed ?? session.title}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void keep((typed ?? session.title).trim())}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(null);
          if (event.key === "Enter") editor.commands.focus();
        }}
      />
    </h1>
  );
}
