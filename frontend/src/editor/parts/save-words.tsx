import { formatHour } from "@/shared/format/instants";
import { useStore } from "@/shared/ui/store";

import { useDocument } from "../document-context";
import type { ProviderStatus } from "../live/provider";
import type { EditorWord } from "../words";

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

export function SaveWords() {
  const { provider, words } = useDocument();
  const status = useStore(provider.status);
  const { word, tone } = saidOf(status);
  const time = status.savedAt ? formatHour(status.savedAt) : "";
  return (
    <p className={`save-words save-words-${tone}`} role="status">
      {words(word, { time })}
    </p>
  );
}
