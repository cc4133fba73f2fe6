import { useId, useRef, useState, type KeyboardEvent } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";

import { useDocument } from "../document-context";
import type { Mentionable } from "../session";
import type { Said } from "./api";

const LONGEST = 4000;
/** “@” and the beginning of a name, at the caret. */
const ASKED = /(?:^|\s)@([\p{L}\p{M}'’-]{1,40}(?: [\p{L}\p{M}'’-]{0,40})?)$/u;

interface Found {
  words: string;
  people: readonly Mentionable[];
  active: number;
}

interface Props {
  label: string;
  action: string;
  initial?: string;
  mentioned?: readonly { id: string; name: string }[];
  autoFocus?: boolean;
  onSay: (said: Said) => Promise<unknown>;
  onCancel?: () => void;
}

/** A field to say something in; `@` finds colleagues. Ctrl+Enter sends, Escape gives up. */
export function SayField({ label, action, initial = "", mentioned = [], autoFocus = false, onSay, onCancel }: Props) {
  const { session, words } = useDocument();
  const [body, setBody] = useState(initial);
  const [people, setPeople] = useState<ReadonlyMap<string, string>>(new Map(mentioned.map(({ id, name }) => [id, name])));
  const [found, setFound] = useState<Found | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const asking = useRef<AbortController>(null);
  const id = useId();

  function take(text: string, caret: number): void {
    setBody(text);
    asking.current?.abort();
    const asked = ASKED.exec(text.slice(0, caret))?.[1];
    if (asked === undefined || !session.findPeople) {
      setFound(null);
      return;
    }
    const controller = new AbortController();
    asking.current = controller;
    session.findPeople(asked, controller.signal).then(
      (list) => {
        if (!controller.signal.aborted) setFound({ words: asked, people: list, active: 0 });
      },
      () => setFound(null),
    );
  }

  function choose(person: Mentionable): void {
    const caret = field.current?.selectionStart ?? body.length;
    const before = body.slice(0, caret - (found?.words.length ?? 0));
    setBody(`${before}${person.name} ${body.slice(caret)}`);
    setPeople(new Map(people).set(person.id, person.name));
    setFound(null);
    const at = before.length + person.name.length + 1;
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  }

  async function say(): Promise<void> {
    if (body.trim() === "" || isBusy) return;
    setBusy(true);
    setTrouble(null);
    const mentions = [...people].filter(([, name]) => body.includes(`@${name}`)).map(([person]) => person);
    try {
      await onSay({ body: body.trim(), mentions });
      setBody("");
    } catch (error) {
      setTrouble(problemWords(error));
    }
    setBusy(false);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const choice = found?.people[found.active];
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (found && choice && step !== 0) {
      const count = found.people.length;
      setFound({ ...found, active: (found.active + step + count) % count });
    } else if (choice && (event.key === "Enter" || event.key === "Tab")) choose(choice);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void say();
    else if (event.key === "Escape") {
      if (found) setFound(null);
      else onCancel?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const isListed = found !== null && found.people.length > 0;
  return (
    <div className="margin-say">
      <textarea
        ref={field}
        className="input margin-say-field"
        aria-label={label}
        placeholder={label}
        maxLength={LONGEST}
        rows={2}
        value={body}
        // The person asked for this field by the press before.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        {...(isListed && { "aria-controls": id, "aria-activedescendant": `${id}-${found.active}` })}
        aria-invalid={trouble !== null}
        onChange={({ target }) => take(target.value, target.selectionStart)}
        onKeyDown={onKey}
        onBlur={() => setFound(null)}
      />
      {isListed && (
        <div className="margin-people popover" id={id} role="listbox" aria-label={words("suggest.people")}>
          {found.people.map((person, index) => (
            // The keyboard's way is the field's: arrows, Enter, Escape.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === found.active}
              className="suggestion"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(person)}
            >
              <span className="suggestion-label">{person.name}</span>
              <span className="suggestion-detail">{person.detail}</span>
            </div>
          ))}
        </div>
      )}
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      <div className="margin-say-actions">
        {onCancel && <Button tone="quiet" onPress={onCancel}>{words("margin.cancel")}</Button>}
        <Button tone="primary" isDisabled={body.trim() === ""} isPending={isBusy} onPress={() => void say()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
