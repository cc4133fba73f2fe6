import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type SyntheticEvent } from "react";

import { formatHour, formatInstant } from "@/shared/format/instants";
import { problemWords } from "@/shared/format/problem-words";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

import { useDocument } from "../document-context";
import "../margin/margin.css";
import { may } from "../session";
import { HistoryApi, type Version } from "./api";
import { Comparison } from "./comparison";
import "./history.css";
import { byDay, versionLabel } from "./labels";
import { Whose } from "./whose";

const NAME_LENGTH = 200;

/** Keep the text as it is now, under a name. */
function KeepVersion({ api, onKept }: { api: HistoryApi; onKept: () => void }) {
  const { words } = useDocument();
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);

  async function keep(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === "") return;
    setTrouble(null);
    try {
      await api.keep(name.trim());
      setName("");
      onKept();
    } catch (error) {
      setTrouble(problemWords(error));
    }
  }

  return (
    <form className="history-keep" onSubmit={(event) => void keep(event)}>
      <Field label={words("history.name")} error={trouble}>
        {(attributes) => (
          <input {...attributes} className="input" value={name} maxLength={NAME_LENGTH} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Button type="submit" isDisabled={name.trim() === ""}>{words("history.keep")}</Button>
    </form>
  );
}

function Row({ version, onOpen }: { version: Version; onOpen: () => void }) {
  const { words } = useDocument();
  const authors = version.authors.map(({ name }) => name).join(", ");
  return (
    <li>
      <button type="button" className="history-row" onClick={onOpen}>
        <span className="history-row-name">
          <time dateTime={version.at} title={formatInstant(version.at)}>{formatHour(new Date(version.at))}</time> {versionLabel(version, words)}
        </span>
        {authors && <span className="history-row-authors">{authors}</span>}
      </button>
    </li>
  );
}

/** What the document was, by day; each version opens with its differences. */
export default function HistoryPanel() {
  const { session, words } = useDocument();
  const client = useQueryClient();
  const api = useMemo(() => new HistoryApi(session.apiBase), [session.apiBase]);
  const queryKey = ["document-versions", session.documentId];
  const versions = useQuery({ queryKey, queryFn: () => api.versions(), staleTime: 0 });
  const [opened, setOpened] = useState<Version | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey });
  return (
    <div className="margin-panel">
      <Whose api={api} />
      {may(session, "edit") && <KeepVersion api={api} onKept={refresh} />}
      {versions.isPending && <SkeletonRows rows={4} />}
      {versions.isError && <Trouble error={versions.error} onRetry={refresh} />}
      {versions.data?.length === 0 && <p className="margin-empty">{words("history.empty")}</p>}
      {byDay(versions.data ?? []).map(([day, rows]) => (
        <section key={day}>
          <h3 className="history-day">{day}</h3>
          <ul className="history-list">
            {rows.map((version) => (
              <Row key={version.id} version={version} onOpen={() => setOpened(version)} />
            ))}
          </ul>
        </section>
      ))}
      {opened && (
        <Comparison
          api={api}
          versions={versions.data ?? []}
          version={opened}
          onClose={() => {
            setOpened(null);
            refresh();
          }}
        />
      )}
    </div>
  );
}
