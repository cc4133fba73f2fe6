import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useState, type SubmitEvent } from "react";

import type { AuditEvent } from "@/shared/api/types";
import { formatInstant } from "@/shared/format/instants";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Empty, SkeletonRows, Trouble } from "@/shared/ui/states";
import { useTitle } from "@/shared/ui/use-title";

import "./audit.css";
import { EventWords } from "./event-words";
import { auditQuery, type AuditFilters } from "./queries";

interface AuditScreenProps {
  filters: AuditFilters;
  onFilter: (filters: AuditFilters) => void;
}

/** The officer's record of what was done, by whom, from where. */
export default function AuditScreen({ filters, onFilter }: AuditScreenProps) {
  const t = useT();
  useTitle(t("nav.audit"));
  const list = useInfiniteQuery(auditQuery(filters));
  const events = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page-scroll">
      <div className="page-column page-wide">
        <h1>{t("nav.audit")}</h1>
        <p className="page-lead">{t("audit.lead")}</p>
        <Filters key={JSON.stringify(filters)} filters={filters} onFilter={onFilter} />
        {list.isPending && <SkeletonRows />}
        {list.isError && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && events.length === 0 && (
          <Empty icon={ScrollText} title={t("audit.empty_title")} text={t("audit.empty_text")} />
        )}
        {events.length > 0 && <Events events={events} onFilter={onFilter} filters={filters} />}
        {list.hasNextPage && (
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t("common.more")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Filters({ filters, onFilter }: AuditScreenProps) {
  const t = useT();
  const [draft, setDraft] = useState(filters);
  const bind = (name: keyof AuditFilters) => ({
    value: draft[name] ?? "",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setDraft({ ...draft, [name]: event.target.value.trim() || undefined }),
  });
  function submit(event: SubmitEvent) {
    event.preventDefault();
    onFilter(draft);
  }
  return (
    <form className="filters" role="search" onSubmit={submit}>
      <Field label={t("audit.actor")}>{(field) => <input {...field} {...bind("actor")} />}</Field>
      <Field label={t("audit.action")}>
        {(field) => <input {...field} placeholder="item.renamed" spellCheck={false} {...bind("action")} />}
      </Field>
      <Field label={t("audit.from")}>{(field) => <input {...field} type="date" {...bind("from")} />}</Field>
      <Field label={t("audit.to")}>{(field) => <input {...field} type="date" {...bind("to")} />}</Field>
      <div className="filters-actions">
        <Button type="submit" tone="primary">
          {t("audit.filter")}
        </Button>
        {Object.values(filters).some(Boolean) && <Button onPress={() => onFilter({})}>{t("audit.clear")}</Button>}
      </div>
    </form>
  );
}

interface EventsProps extends AuditScreenProps {
  events: readonly AuditEvent[];
}

function Events({ events, filters, onFilter }: EventsProps) {
  const t = useT();
  return (
    // A region that scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("nav.audit")}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("audit.at")}</th>
            <th scope="col">{t("audit.who")}</th>
            <th scope="col">{t("audit.what")}</th>
            <th scope="col">{t("audit.item")}</th>
            <th scope="col">{t("audit.address")}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <td className="audit-at">
                <time dateTime={event.at}>{formatInstant(event.at)}</time>
              </td>
              <td>
                {event.actor.label}
                {event.actor.type === "link" && <span className="badge">{t("audit.by_link")}</span>}
              </td>
              <td>
                <EventWords action={event.action} />
                <FactWords facts={event.facts} />
              </td>
              <td>
                {event.item && (
                  <button
                    type="button"
                    className="link-button"
                    onClick={() => onFilter({ ...filters, item_id: event.item?.id })}
                  >
                    {event.item.name}
                  </button>
                )}
              </td>
              <td className="audit-at">{event.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FactWords({ facts }: { facts: Record<string, unknown> }) {
  const known = Object.entries(facts).filter(([, value]) => value !== null && typeof value !== "object");
  if (known.length === 0) return null;
  return <p className="audit-facts">{known.map(([name, value]) => `${name} = ${String(value)}`).join(" · ")}</p>;
}
