import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { DialogActions, DialogBody } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";

interface NameFormProps {
  label: string;
  initial: string;
  /** Characters chosen at first: a file's name without its extension. */
  chosenLength: number;
  action: string;
  /** Without a name the server finds one. */
  isOptional?: boolean;
  /** What else is chosen, below the name. */
  children?: ReactNode;
  onSubmit: (name: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks for a name; a refused one stays to be corrected, with the reason. */
export function NameForm(props: NameFormProps) {
  const { label, initial, chosenLength, action, isOptional = false, onSubmit, onClose } = props;
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(initial);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(0, chosenLength);
  }, [chosenLength]);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "" && !isOptional) {
      setError(t("name.missing"));
      return;
    }
    if (wanted === initial && !isOptional) {
      onClose();
      return;
    }
    setBusy(true);
    try {
      await onSubmit(wanted);
      onClose();
    } catch (problem) {
      setError(problemWords(problem));
      setBusy(false);
      input.current?.focus();
    }
  }

  return (
    <form className="dialog-form" onSubmit={(event) => void submit(event)}>
      <DialogBody>
        <Field label={label} error={error}>
          {(attributes) => (
            <input
              {...attributes}
              ref={input}
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                setError(null);
              }}
            />
          )}
        </Field>
        {props.children}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" tone="primary" isPending={isBusy}>
          {action}
        </Button>
      </DialogActions>
    </form>
  );
}
