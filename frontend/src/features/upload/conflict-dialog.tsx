import { useState } from "react";

import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions, DialogBody } from "@/shared/ui/dialog";

import { useUploads } from "./context";
import type { Answer } from "./queue";
import type { Task } from "./task";

/** Asked once: what to do with a name that is taken. Closing it leaves the file out. */
export default function ConflictDialog({ task, othersCount }: { task: Task; othersCount: number }) {
  const t = useT();
  const uploads = useUploads();
  const [isForAll, setForAll] = useState(false);
  const answer = (chosen: Answer) => uploads.answer(task.id, chosen, isForAll);
  return (
    <Dialog title={t("conflict.title")} isDismissable={false} onClose={() => answer("skip")}>
      <DialogBody>
        <p>{t("conflict.text", { name: task.name, target: task.folders.at(-1) ?? task.targetName })}</p>
        {othersCount > 0 && (
          <label className="field-check">
            <input
              type="checkbox"
              checked={isForAll}
              onChange={(event) => setForAll(event.target.checked)}
            />
            <span>{t("conflict.for_all", { count: othersCount })}</span>
          </label>
        )}
      </DialogBody>
      <DialogActions>
        <Button tone="quiet" onPress={() => answer("skip")}>
          {t("conflict.skip")}
        </Button>
        <Button onPress={() => answer("rename")}>{t("conflict.keep_both")}</Button>
        <Button tone="primary" autoFocus onPress={() => answer("version")}>
          {t("conflict.new_version")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
