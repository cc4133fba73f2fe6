import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

import { useDocument } from "../document-context";
import { useWhenQuiet } from "./word-count";

interface Entry {
  key: string;
  level: number;
  text: string;
}

const LONGEST_ENTRY = 120;

/** The headings between the document's own blocks; those inside of quotes and tables are not its plan. */
function entriesIn({ state }: Editor, positions?: number[]): Entry[] {
  const entries: Entry[] = [];
  state.doc.forEach((node, position) => {
    const text = node.type.name === "heading" ? node.textContent.trim().slice(0, LONGEST_ENTRY) : "";
    if (text === "") return;
    const id: unknown = node.attrs["id"];
    const key = `${typeof id === "string" ? id : ""}/${entries.length}`;
    entries.push({ key, level: Number(node.attrs["level"]), text });
    positions?.push(position);
  });
  return entries;
}

const read = (editor: Editor): Entry[] => entriesIn(editor);

/** Where the heading is now: others may have written above it since the list was drawn. */
function goTo(editor: Editor, wanted: string): void {
  const positions: number[] = [];
  const index = entriesIn(editor, positions).findIndex(({ key }) => key === wanted);
  const position = positions[index];
  if (position === undefined) return;
  const dom = editor.view.nodeDOM(position);
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: "start" });
  const { tr } = editor.state;
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(position + 1))));
  editor.view.focus();
}

/** The headings of the document, as a way through it. */
export function Outline({ onChoose }: { onChoose?: () => void }) {
  const { editor, words } = useDocument();
  const entries = useWhenQuiet(editor, read);
  if (entries.length === 0) return <p className="outline-empty">{words("document.outline_empty")}</p>;
  return (
    <ol className="outline-list">
      {entries.map((entry) => (
        <li key={entry.key} className={`outline-level-${entry.level}`}>
          <button
            type="button"
            onClick={() => {
              goTo(editor, entry.key);
              onChoose?.();
            }}
          >
            {entry.text}
          </button>
        </li>
      ))}
    </ol>
  );
}
