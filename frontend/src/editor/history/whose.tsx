import { useState } from "react";

import { formatShort } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";

import { useDocument } from "../document-context";
import type { Authorship, HistoryApi } from "./api";
import { handName } from "./labels";

interface Part {
  name: string;
  since: string | null;
  text: string;
}

/** The parts of the block at `offset` … `end` and who wrote them, neighbours of one hand together. */
function partsOf(authorship: Authorship, blockId: string | null, offset: number, end: number, name: (index: number | null) => string): Part[] {
  const block = authorship.blocks.find(({ block_id }) => block_id !== null && block_id === blockId);
  if (!block) return [];
  const reach = Math.max(end, offset + 1);
  const parts: Part[] = [];
  for (const range of block.ranges) {
    if (range.end <= offset || range.start >= reach) continue;
    const text = block.text.slice(Math.max(range.start, offset), Math.min(range.end, reach));
    const known = parts.at(-1);
    if (known?.name === name(range.author)) known.text += text;
    else parts.push({ name: name(range.author), since: range.author === null ? null : (authorship.authors[range.author]?.since ?? null), text });
  }
  return parts;
}

/** The sentence around an offset. */
function sentenceAt(text: string, offset: number): { from: number; to: number } {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  for (const { index, segment } of segmenter.segment(text)) {
    if (offset <= index + segment.length) return { from: index, to: index + segment.length };
  }
  return { from: 0, to: text.length };
}

/** Who wrote what is selected, or the sentence at the caret. */
export function Whose({ api }: { api: HistoryApi }) {
  const { editor, words } = useDocument();
  const [parts, setParts] = useState<readonly Part[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function ask(): Promise<void> {
    setTrouble(null);
    const { $from, $to, empty } = editor.state.selection;
    const id: unknown = $from.parent.attrs["id"];
    const line = $from.parent.textBetween(0, $from.parent.content.size, "\n", "\ufffc");
    const selected = { from: $from.parentOffset, to: $from.sameParent($to) ? $to.parentOffset : line.length };
    const { from, to } = empty ? sentenceAt(line, $from.parentOffset) : selected;
    try {
      const authorship = await api.authorship();
      const name = (index: number | null) => handName(index === null ? undefined : authorship.authors[index], words);
      setParts(partsOf(authorship, typeof id === "string" ? id : null, from, to, name));
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  return (
    <div className="history-whose">
      <Button onPress={() => void ask()}>{words("history.whose")}</Button>
      <div role="status">
        {parts?.length === 0 && <p className="margin-empty">{words("history.whose_nothing")}</p>}
        {parts && parts.length > 0 && (
          <ul className="margin-list">
            {parts.map((part, index) => (
              <li key={index} className="margin-card">
                <p className="margin-byline">
                  <strong>{part.name}</strong>
                  {part.since !== null && ` · ${words("history.since", { date: formatShort(part.since) })}`}
                </p>
                <blockquote className="margin-cited">{part.text}</blockquote>
              </li>
            ))}
          </ul>
        )}
        {trouble && <p className="field-error">{trouble}</p>}
      </div>
    </div>
  );
}
