import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";

import { ApiProblem } from "@/shared/api/problem";
import { useT } from "@/shared/i18n";
import { Empty, Trouble } from "@/shared/ui/states";

export function NotFound() {
  const t = useT();
  return (
    <Empty isPage icon={Compass} title={t("problem.missing_title")} text={t("problem.missing_text")}>
      <Link to="/files" className="button">
        {t("nav.files")}
      </Link>
    </Empty>
  );
}

/**
 * What no screen caught. A part of the application that could not be loaded (no network, or a newer
 * version was installed meanwhile) only comes with the page itself.
 */
export function RouteTrouble({ error, reset }: { error: unknown; reset: () => void }) {
  const retry = error instanceof ApiProblem ? reset : () => location.reload();
  return <Trouble isPage error={error} onRetry={retry} />;
}
