import { Check, X } from "lucide-react";
import { useState } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";

import { useDocument } from "../document-context";
import type { Suggestion } from "./api";
import { marginOf } from "./margin";
import { Byline } from "./thread-card";

/** What would be done, in words, signs and colours. */
function Change({ suggestion }: { suggestion: Suggestion }) {
  const { words } = useDocument();
  return (
    <p className="margin-body">
      <span className="visually-hidden">{words(`margin.kind_${suggestion.kind}`)} </span>
      {suggestion.quote !== "" && <del className="margin-del">{suggestion.quote}</del>}{" "}
      {suggestion.replacement !== "" && <ins className="margin-ins">{suggestion.replacement}</ins>}
    </p>
  );
}

/** One suggestion, and its decision. */
export function SuggestionCard({ suggestion, now }: { suggestion: Suggestion; now: string | null }) {
  const context = useDocument();
  const { words } = context;
  const margin = marginOf(context);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isChanged = now !== null && now !== suggestion.quote;

  async function decide(act: Promise<Suggestion>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      margin.putSuggestion(await act);
    } catch (error) {
      setTrouble(problemWords(error));
      setBusy(false);
      await margin.load();
    }
  }

  return (
    <>
      <Byline author={suggestion.author} at={suggestion.created_at} />
      <Change suggestion={suggestion} />
      {now === null && <p className="margin-notice">{words("margin.lost")}</p>}
      {isChanged && <p className="margin-notice">{words("margin.changed", { words: now })}</p>}
      {trouble && (
        <p role="alert" className="field-error">
          {trouble}
        </p>
      )}
      {(suggestion.can_accept || suggestion.can_refuse) && (
        <div className="margin-decide">
          {suggestion.can_accept && now !== null && (
            <Button icon={Check} isPending={isBusy} onPress={() => void decide(margin.api.accept(suggestion.id, now))}>
              {words("margin.accept")}
            </Button>
          )}
          {suggestion.can_refuse && (
            <Button tone="quiet" icon={X} isPending={isBusy} onPress={() => void decide(margin.api.refuse(suggestion.id))}>
              {words(suggestion.author.is_me ? "margin.withdraw" : "margin.refuse")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
