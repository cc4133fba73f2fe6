import { RotateCw, X } from "lucide-react";

import { formatBytes } from "@/shared/format/bytes";
import { problemWords } from "@/shared/format/problem-words";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { ItemIcon } from "@/shared/ui/file-icon";

import { useUploads } from "./context";
import { canCancel, canRetry, type Task, type TaskState } from "./task";

const LOUD: ReadonlySet<TaskState> = new Set(["infected", "failed", "unscannable", "offline"]);

function useTaskWords(): (task: Task) => string {
  const t = useT();
  return (task) => {
    if (task.state === "sending") {
      const facts = { sent: formatBytes(task.sentBytes), size: formatBytes(task.sizeBytes) };
      if (task.rate === 0) return t("upload.state.sending", facts);
      return t("upload.state.sending_rate", { ...facts, rate: formatBytes(task.rate) });
    }
    if (task.state === "infected") {
      return t("upload.state.infected", { signature: task.problem?.fact("signature_name") ?? "?" });
    }
    if (task.state === "failed" && task.problem) {
      if (task.problem.code === "too_large" && !task.problem.body.detail) {
        const max = Number(task.problem.body.facts["max_bytes"]);
        return t("upload.state.too_large", { size: formatBytes(task.sizeBytes), max: formatBytes(max) });
      }
      return problemWords(task.problem);
    }
    if (task.state === "done") return t("upload.state.done", { target: task.targetName });
    return t(`upload.state.${task.state}`);
  };
}

export function TaskRow({ task }: { task: Task }) {
  const t = useT();
  const uploads = useUploads();
  const words = useTaskWords()(task);
  const isMoving = task.state === "sending" || task.state === "analysing";
  return (
    <li className={`task${LOUD.has(task.state) ? " task-loud" : ""}`}>
      <ItemIcon kind="file" name={task.name} />
      <div className="task-body">
        <p className="task-name" title={[...task.folders, task.name].join("/")}>
          {task.name}
        </p>
        {isMoving && (
          <progress
            className="task-progress"
            aria-label={t("upload.progress", { name: task.name })}
            max={Math.max(task.sizeBytes, 1)}
            {...(task.state === "sending" && { value: task.sentBytes })}
          />
        )}
        <p className="task-words">{words}</p>
      </div>
      {canRetry(task) && (
        <IconButton
          label={t("upload.retry", { name: task.name })}
          icon={RotateCw}
          onPress={() => uploads.retry(task.id)}
        />
      )}
      {canCancel(task) && (
        <IconButton
          label={t("upload.cancel", { name: task.name })}
          icon={X}
          onPress={() => uploads.cancel(task.id)}
        />
      )}
    </li>
  );
}
