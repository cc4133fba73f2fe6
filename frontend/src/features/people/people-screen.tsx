import { useT } from "@/shared/i18n";
import { useTitle } from "@/shared/ui/use-title";

import "../settings/settings.css";
import { Groups } from "./groups";
import { Invitations } from "./invitations";
import { People } from "./people";

/** For administrators: who works here, who is invited, which groups there are. */
export default function PeopleScreen() {
  const t = useT();
  useTitle(t("nav.people"));
  return (
    <div className="page-scroll">
      <div className="page-column">
        <h1>{t("nav.people")}</h1>
        <Invitations />
        <Groups />
        <People />
      </div>
    </div>
  );
}
