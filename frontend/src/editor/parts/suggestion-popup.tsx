import { useEffect, useRef } from "react";

import { useStore } from "@/shared/ui/store";

import { useWords } from "../words";
import { choiceId, LIST_ID, suggested } from "./suggesting";

const HEIGHT = 320;
const WIDTH = 288;
const MARGIN = 8;

function placeAt(rect: DOMRect): { left: number; top?: number; bottom?: number } {
  const left = Math.max(MARGIN, Math.min(rect.left, innerWidth - WIDTH - MARGIN));
  if (rect.bottom + HEIGHT + MARGIN <= innerHeight || rect.top < HEIGHT) return { left, top: rect.bottom + 4 };
  return { left, bottom: innerHeight - rect.top + 4 };
}

/** The list that opens behind `/` and `@`. The focus stays in the text; the arrows move in the list. */
export function SuggestionPopup() {
  const words = useWords();
  const open = useStore(suggested);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [open]);
  if (!open?.rect) return null;
  return (
    <div className="suggestions popover" style={placeAt(open.rect)}>
      {open.choices.length === 0 && <p className="suggestions-none">{words("suggest.none")}</p>}
      <div ref={list} id={LIST_ID} role="listbox" aria-label={open.label}>
        {open.choices.map((choice, index) => (
          // The keyboard's way is the text field's: arrows, Enter, Tab, Escape (aria-activedescendant).
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={choice.id}
            id={choiceId(index)}
            role="option"
            aria-selected={index === open.active}
            className="suggestion"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open.choose(choice)}
          >
            {choice.icon && <choice.icon aria-hidden className="icon" />}
            <span className="suggestion-label">{choice.label}</span>
            {choice.detail && <span className="suggestion-detail">{choice.detail}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
