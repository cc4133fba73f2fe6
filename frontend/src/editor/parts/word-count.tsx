import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { useEffect, useState } from "react";

import { useDocument } from "../document-context";

const QUIET_MS = 400;
const counted = new WeakMap<Node, number>();

export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

/** Words of a block; blocks that did not change since are not read again. */
function wordsIn(node: Node): number {
  const known = counted.get(node);
  if (known !== undefined) return known;
  let total = node.isTextblock ? countWords(node.textContent) : 0;
  if (!node.isTextblock) node.forEach((child) => (total += wordsIn(child)));
  counted.set(node, total);
  return total;
}

function keep<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

/** A value read from the document when typing pauses. */
export function useWhenQuiet<T>(editor: Editor, read: (editor: Editor) => T): T {
  const [value, setValue] = useState(() => read(editor));
  useEffect(() => {
    let timer: number | undefined;
    const later = () => {
      window.clearTimeout(timer);
      // What reads the same is the same: no list is drawn again for a letter.
      timer = window.setTimeout(() => setValue((before) => keep(before, read(editor))), QUIET_MS);
    };
    editor.on("transaction", later);
    return () => {
      window.clearTimeout(timer);
      editor.off("transaction", later);
    };
  }, [editor, read]);
  return value;
}

interface Counts {
  all: number;
  selected: number;
}

function read({ state }: Editor): Counts {
  const { from, to, empty } = state.selection;
  const selected = empty ? 0 : countWords(state.doc.textBetween(from, to, " ", " "));
  return { all: wordsIn(state.doc), selected };
}

export function WordCount() {
  const { editor, words } = useDocument();
  const { all, selected } = useWhenQuiet(editor, read);
  return (
    <p className="word-count">
      {selected > 0 ? words("words.selected", { count: selected }) : words("words.count", { count: all })}
    </p>
  );
}
