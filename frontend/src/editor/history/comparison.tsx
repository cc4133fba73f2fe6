import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions, DialogBody } from "@/shared/ui/dialog";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { say } from "@/shared/ui/toasts";

import { useDocument } from "../document-context";
import { may } from "../session";
import type { ChangedBlock, Difference, HistoryApi, Version } from "./api";
import { handName, versionTitle } from "./labels";

const NOW = "now";
const HEADING = /^heading$/;

function Spans({ block, difference }: { block: ChangedBlock; difference: Difference }) {
  const { words } = useDocument();
  return block.spans.map((span, index) => {
    const author = span.author === null ? undefined : difference.authors[span.author];
    const title = words(`history.span_${span.kind}`, { name: handName(author, words) });
    if (span.kind === "added") return <ins key={index} className="margin-ins" title={title}>{span.text}</ins>;
    if (span.kind === "removed") return <del key={index} className="margin-del" title={title}>{span.text}</del>;
    return <span key={index}>{span.text}</span>;
  });
}

function Block({ block, difference }: { block: ChangedBlock; difference: Difference }) {
  const content = <Spans block={block} difference={difference} />;
  const shown = `history-block history-${block.kind}`;
  if (HEADING.test(block.node)) return <p className={`${shown} history-heading`}>{content}</p>;
  return block.node === "codeBlock" ? <pre className={shown}>{content}</pre> : <p className={shown}>{content}</p>;
}

/** Who added and who removed, in words: colours and hints alone do not reach everyone. */
function Authors({ difference }: { difference: Difference }) {
  const { words } = useDocument();
  const changed = difference.blocks.flatMap(({ spans }) => spans.filter(({ kind }) => kind === "added"));
  const names = new Set(changed.map(({ author }) => handName(author === null ? undefined : difference.authors[author], words)));
  if (changed.length === 0 && difference.blocks.every(({ kind }) => kind === "same")) {
    return <p className="margin-empty">{words("history.no_difference")}</p>;
  }
  return names.size === 0 ? null : <p className="margin-empty">{words("history.added_by", { names: [...names].join(", ") })}</p>;
}

interface Props {
  api: HistoryApi;
  versions: readonly Version[];
  version: Version;
  onClose: () => void;
}

/** One version: what it said, and how it differs from any other or from now. */
export function Comparison({ api, versions, version, onClose }: Props) {
  const { words, session } = useDocument();
  const [other, setOther] = useState<string>(version.id);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const chosen = versions.find(({ id }) => id === other);
  const isOlder = chosen !== undefined && chosen.seq < version.seq;
  const [from, to] = isOlder ? [chosen.id, version.id] : [version.id, other === NOW ? null : other];
  const difference = useQuery({
    queryKey: ["difference", session.documentId, from, to],
    queryFn: () => api.compare(from, to),
    // With an end in the past the answer never changes.
    staleTime: to === null ? 0 : Infinity,
    retry: false,
  });

  async function restore(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await api.restore(version.id);
      say(words("history.restored"));
      onClose();
    } catch (error) {
      setTrouble(problemWords(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={versionTitle(version, words)} size="large" onClose={onClose}>
      <DialogBody>
        <div className="margin-panel history-dialog">
          <label className="history-choice">
            <span>{words("history.compare_with")}</span>
            <select className="select" value={other} onChange={(event) => setOther(event.target.value)}>
              <option value={version.id}>{words("history.compare_nothing")}</option>
              <option value={NOW}>{words("history.now")}</option>
              {versions.filter(({ id }) => id !== version.id).map((each) => (
                <option key={each.id} value={each.id}>{versionTitle(each, words)}</option>
              ))}
            </select>
          </label>
          {difference.isPending && <SkeletonRows rows={6} />}
          {difference.isError && <Trouble error={difference.error} onRetry={() => void difference.refetch()} />}
          {difference.data && other !== version.id && <Authors difference={difference.data} />}
          {difference.data && (
            // A region that scrolls is reached by the keyboard too.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            <div className="history-text" role="region" aria-label={words("history.text")} tabIndex={0}>
              {difference.data.blocks.map((block, index) => (
                <Block key={index} block={block} difference={difference.data} />
              ))}
            </div>
          )}
          {trouble && <p role="alert" className="field-error">{trouble}</p>}
        </div>
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{words("history.close")}</Button>
        {may(session, "edit") && (
          <Button tone="primary" isPending={isBusy} onPress={() => void restore()}>{words("history.restore")}</Button>
        )}
      </DialogActions>
    </Dialog>
  );
}
