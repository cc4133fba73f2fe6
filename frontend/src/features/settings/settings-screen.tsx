import { useT } from "@/shared/i18n";
import { useTitle } from "@/shared/ui/use-title";

import { Appearance } from "./appearance";
import { Profile } from "./profile";
import { Security } from "./security";
import { Sessions } from "./sessions";
import "./settings.css";
import { Tokens } from "./tokens";

export default function SettingsScreen() {
  const t = useT();
  useTitle(t("nav.settings"));
  return (
    <div className="page-scroll">
      <div className="page-column">
        <h1>{t("nav.settings")}</h1>
        <Profile />
        <Appearance />
        <Security />
        <Sessions />
        <Tokens />
      </div>
    </div>
  );
}
