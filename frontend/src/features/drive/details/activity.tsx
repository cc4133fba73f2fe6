import { useQuery } from "@tanstack/react-query";

import { EventWords } from "../../audit/event-words";
import { formatInstant } from "@/shared/format/instants";
import { useT } from "@/shared/i18n";
import { SkeletonRows, Trouble } from "@/shared/ui/states";

import { activityQuery } from "../queries";

/** Who did what with this item, newest first. */
export function Activity({ itemId }: { itemId: string }) {
  const t = useT();
  const events = useQuery(activityQuery(itemId));
  if (events.isPending) return <SkeletonRows rows={4} />;
  if (events.isError) return <Trouble error={events.error} onRetry={() => void events.refetch()} />;
  if (events.data.items.length === 0) return <p className="details-quiet">{t("details.no_activity")}</p>;
  return (
    <ol className="timeline">
      {events.data.items.map((event) => (
        <li key={event.id}>
          <p>
            <strong>{event.actor.label}</strong> <EventWords action={event.action} />
          </p>
          <time className="details-quiet" dateTime={event.at}>
            {formatInstant(event.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
