import { useState } from "react";

import { useT } from "@/shared/i18n";
import { problemWords } from "@/shared/format/problem-words";

import { Button } from "./button";
import { Dialog, DialogActions, DialogBody } from "./dialog";

interface ConfirmProps {
  title: string;
  text: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before what cannot be undone, saying what will happen; stays open with the reason if refused. */
export function Confirm({ title, text, action, onConfirm, onClose }: ConfirmProps) {
  const t = useT();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  async function confirm() {
    setBusy(true);
    setTrouble(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setTrouble(problemWords(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={title} size="small" role="alertdialog" onClose={onClose}>
      <DialogBody>
        <p>{text}</p>
        {trouble && (
          <p role="alert" className="field-error">
            {trouble}
          </p>
        )}
      </DialogBody>
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          {t("common.cancel")}
        </Button>
        <Button tone="danger" isPending={isBusy} onPress={() => void confirm()}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
