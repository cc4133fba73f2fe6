import { useEffect, useState } from "react";

import { formatHour } from "@/shared/format/instants";

import { useDocument } from "../document-context";
import type { ProviderStatus } from "../live/provider";
import type { EditorWord, Words } from "../words";

type Said = { word: EditorWord; tone: "quiet" | "loud" };

const quiet = (word: EditorWord): Said => ({ word, tone: "quiet" });
const loud = (word: EditorWord): Said => ({ word, tone: "loud" });

function offline(status: ProviderStatus): Said {
  if (status.isReadOnly) return loud("save.offline_reader");
  return loud(status.isKept ? "save.offline" : "save.offline_unkept");
}

/** What is true of what she wrote, and nothing better. “Saved” comes from the server's own word only. */
export function saidOf(status: ProviderStatus): Said {
  if (status.line === "ended") return loud("save.ended");
  if (status.line === "offline") return offline(status);
  if (status.line === "connecting") return quiet("save.opening");
  if (status.isReadOnly) return quiet("document.read_only");
  if (status.isStalled) return loud("save.stalled");
  if (status.isPending) return quiet("save.saving");
  return quiet(status.savedAt ? "save.saved" : "save.current");
}

/** The sentence as one value, so that it is drawn again only when it reads differently. */
function sentence(status: ProviderStatus, words: Words): string {
  const { word, tone } = saidOf(status);
  const time = status.savedAt ? formatHour(status.savedAt) : "";
  return `${tone}:${words(word, { time })}`;
}

/**
 * Saving takes milliseconds: to say so at each letter would flicker, and make the page wait. What is
 * shown meanwhile was true before the letter; after this time “saving” is said, until it is done.
 */
const PATIENCE_MS = 600;

function useSentence(): string {
  const { provider, words } = useDocument();
  const { status } = provider;
  const [said, setSaid] = useState(() => sentence(status.get(), words));
  useEffect(() => {
    let timer: number | undefined;
    const follow = () => {
      const now = status.get();
      const isPassing = now.line === "online" && now.isPending && !now.isStalled && !now.isReadOnly;
      if (isPassing) timer ??= window.setTimeout(() => setSaid(sentence(status.get(), words)), PATIENCE_MS);
      else {
        window.clearTimeout(timer);
        timer = undefined;
        setSaid(sentence(now, words));
      }
    };
    follow();
    const stop = status.subscribe(follow);
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [status, words]);
  return said;
}

export function SaveWords() {
  const [tone = "quiet", ...text] = useSentence().split(":");
  return (
    <p className={`save-words save-words-${tone}`} role="status">
      {text.join(":")}
    </p>
  );
}
