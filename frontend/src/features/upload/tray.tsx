import { ChevronDown, ChevronUp, X } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";

import { useT, withWords } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { useStore } from "@/shared/ui/store";

import { useUploads } from "./context";
import { TaskRow } from "./task-row";
import { hasEnded, isAtRisk, type Task } from "./task";
import "./tray.css";

const ConflictDialog = lazy(() => withWords(import("./conflict-dialog")));

/** The most rows drawn: the trouble and the running ones first. */
const MOST_ROWS = 60;

function ordered(tasks: readonly Task[]): Task[] {
  const weight = (task: Task) => {
    if (task.state === "infected" || task.state === "failed") return 0;
    if (task.state === "sending" || task.state === "analysing") return 1;
    return hasEnded(task) ? 3 : 2;
  };
  return [...tasks].sort((a, b) => weight(a) - weight(b) || a.id - b.id).slice(0, MOST_ROWS);
}

function useSummary(tasks: readonly Task[]): string {
  const t = useT();
  const left = tasks.filter(isAtRisk).length;
  if (left > 0) return t("upload.left", { count: left });
  const troubles = tasks.filter((task) => ["failed", "infected", "unscannable"].includes(task.state)).length;
  if (troubles > 0) return t("upload.troubles", { count: troubles });
  return t("upload.all_done", { count: tasks.filter((task) => task.state === "done").length });
}

/** Uploads at the corner of every screen: what goes on, what went wrong, what to do. */
export function UploadTray() {
  const t = useT();
  const uploads = useUploads();
  const tasks = useStore(uploads.tasks);
  const [isFolded, setFolded] = useState(false);
  const summary = useSummary(tasks);
  const isBusy = tasks.some(isAtRisk);

  useEffect(() => {
    if (!isBusy) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isBusy]);

  useEffect(() => {
    const resume = () => uploads.resume();
    addEventListener("online", resume);
    return () => removeEventListener("online", resume);
  }, [uploads]);

  if (tasks.length === 0) return null;
  const conflict = tasks.find((task) => task.state === "conflict");
  return (
    <section className="tray" aria-label={t("upload.tray")}>
      <header className="tray-header">
        <h2 className="tray-title">
          <span role="status">{summary}</span>
        </h2>
        <IconButton
          label={isFolded ? t("upload.unfold") : t("upload.fold")}
          icon={isFolded ? ChevronUp : ChevronDown}
          aria-expanded={!isFolded}
          onPress={() => setFolded(!isFolded)}
        />
        {!isBusy && (
          <IconButton label={t("upload.clear")} icon={X} onPress={() => uploads.clearEnded()} />
        )}
      </header>
      {!isFolded && (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="tray-scroll" tabIndex={0} role="group" aria-label={t("upload.tray")}>
          <ul className="tray-list">
            {ordered(tasks).map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
          {tasks.length > MOST_ROWS && (
            <p className="tray-more">{t("upload.and_more", { count: tasks.length - MOST_ROWS })}</p>
          )}
        </div>
      )}
      {!isFolded && isBusy && tasks.length > 1 && (
        <footer className="tray-footer">
          <Button
            tone="quiet"
            onPress={() => tasks.filter(isAtRisk).forEach((task) => uploads.cancel(task.id))}
          >
            {t("upload.cancel_all")}
          </Button>
        </footer>
      )}
      {conflict && (
        <Suspense fallback={null}>
          <ConflictDialog
            key={conflict.id}
            task={conflict}
            othersCount={tasks.filter((task) => task.state === "conflict" || task.state === "queued").length - 1}
          />
        </Suspense>
      )}
    </section>
  );
}
