import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { CaseSensitive, ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { ToggleButton } from "react-aria-components/ToggleButton";

import { Button, IconButton } from "@/shared/ui/button";

import { useDocument } from "../document-context";
import { foundIn, replaceAll, replaceCurrent, search, step, stopSearch } from "../find/find";

function selectedWords({ state }: Editor): string {
  const text = state.doc.textBetween(state.selection.from, state.selection.to, "\n");
  return text.includes("\n") ? "" : text.slice(0, 100);
}

/** Find, and for who may write, replace. Enter goes on, Shift+Enter back, Escape closes. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const { editor, words } = useDocument();
  const [wanted, setWanted] = useState(() => selectedWords(editor));
  const [replacement, setReplacement] = useState("");
  const [isCaseSensitive, setCaseSensitive] = useState(false);
  const [replaced, setReplaced] = useState<number | null>(null);
  const { current, total } = useEditorState({
    editor,
    selector: ({ editor: at }) => ({ current: foundIn(at.state).current, total: foundIn(at.state).matches.length }),
  });

  useEffect(() => search(editor, { words: wanted, isCaseSensitive }), [editor, wanted, isCaseSensitive]);
  useEffect(() => () => (editor.isDestroyed ? undefined : stopSearch(editor)), [editor]);

  function onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
  }

  function onFindKey(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    step(editor, event.shiftKey ? -1 : 1);
  }

  function position(): string {
    if (replaced !== null) return words("find.replaced", { count: replaced });
    if (wanted === "") return "";
    return total === 0 ? words("find.none") : words("find.position", { current: current + 1, total });
  }

  return (
    // A search landmark may listen for the key that closes it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className="find-bar" role="search" aria-label={words("document.find")} onKeyDown={onKey}>
      <div className="find-line">
        <input
          className="input"
          // The bar was asked for in order to type here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          aria-label={words("find.label")}
          placeholder={words("find.label")}
          value={wanted}
          onChange={(event) => {
            setReplaced(null);
            setWanted(event.target.value);
          }}
          onKeyDown={onFindKey}
        />
        <ToggleButton
          className="icon-button"
          aria-label={words("find.match_case")}
          isSelected={isCaseSensitive}
          onChange={setCaseSensitive}
        >
          <CaseSensitive aria-hidden className="icon" />
        </ToggleButton>
        <IconButton label={words("find.previous")} icon={ChevronUp} isDisabled={total === 0} onPress={() => step(editor, -1)} />
        <IconButton label={words("find.next")} icon={ChevronDown} isDisabled={total === 0} onPress={() => step(editor, 1)} />
        <p className="find-position" role="status">
          {position()}
        </p>
        <IconButton label={words("find.close")} icon={X} onPress={onClose} />
      </div>
      {editor.isEditable && (
        <div className="find-line">
          <input
            className="input"
            aria-label={words("find.replace")}
            placeholder={words("find.replace")}
            value={replacement}
            onChange={(event) => setReplacement(event.target.value)}
          />
          <Button isDisabled={total === 0} onPress={() => replaceCurrent(editor, replacement)}>
            {words("find.replace_this")}
          </Button>
          <Button isDisabled={total === 0} onPress={() => setReplaced(replaceAll(editor, replacement))}>
            {words("find.replace_all")}
          </Button>
        </div>
      )}
    </div>
  );
}
