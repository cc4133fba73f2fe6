import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";

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

export function RouteTrouble({ error, reset }: { error: unknown; reset: () => void }) {
  return <Trouble isPage error={error} onRetry={reset} />;
}
