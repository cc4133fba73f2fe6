import { X } from "lucide-react";
import { useEffect, useState } from "react";

import { useT } from "@/shared/i18n";

import { Button, IconButton } from "./button";
import { Store, useStore } from "./store";
import "./toasts.css";

export interface Toast {
  id: number;
  text: string;
  tone: "quiet" | "loud";
  undo?: () => Promise<void> | void;
}

const SHOWN_MS = 5000;
const UNDO_SHOWN_MS = 9000;
const TROUBLE_SHOWN_MS = 20_000;
const MOST_SHOWN = 4;

const toasts = new Store<readonly Toast[]>([]);
let lastId = 0;

function show(toast: Omit<Toast, "id">): void {
  lastId += 1;
  const shown = { ...toast, id: lastId };
  toasts.update((all) => [...all, shown].slice(-MOST_SHOWN));
}

export function say(text: string, undo?: Toast["undo"]): void {
  show({ text, tone: "quiet", ...(undo && { undo }) });
}

export function sayTrouble(text: string): void {
  show({ text, tone: "loud" });
}

function shownMs(toast: Toast): number {
  if (toast.tone === "loud") return TROUBLE_SHOWN_MS;
  return toast.undo ? UNDO_SHOWN_MS : SHOWN_MS;
}

function dismiss(id: number): void {
  toasts.update((all) => all.filter((toast) => toast.id !== id));
}

/** Undo the latest thing that can still be undone; false when there is none. */
export function undoLatest(): boolean {
  const latest = toasts.get().findLast((toast) => toast.undo);
  if (!latest) return false;
  dismiss(latest.id);
  void latest.undo?.();
  return true;
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useT();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => dismiss(toast.id), shownMs(toast));
    return () => clearTimeout(timer);
  }, [isHeld, toast]);
  const undo = toast.undo;
  return (
    // Hovering or focusing only gives more time to read.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`toast toast-${toast.tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p>{toast.text}</p>
      {undo && (
        <Button
          className="toast-undo"
          onPress={() => {
            dismiss(toast.id);
            void undo();
          }}
        >
          {t("common.undo")}
        </Button>
      )}
      <IconButton label={t("common.close")} icon={X} onPress={() => dismiss(toast.id)} />
    </div>
  );
}

/** What was just done or went wrong, told politely to screen readers, with a way back. */
export function Toasts() {
  const t = useT();
  const all = useStore(toasts);
  return (
    <section className="toasts" aria-label={t("common.notifications")}>
      <div role="status" aria-live="polite" aria-relevant="additions">
        {all.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}
