import { useT, wordsFor } from "@/shared/i18n";

/** What an audit action means, in words; an action newer than this page is shown by its name. */
export function EventWords({ action }: { action: string }) {
  useT();
  const words = wordsFor("event", action);
  return words === null ? <code>{action}</code> : <>{words}</>;
}
