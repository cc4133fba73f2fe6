import { KeyRound, ShieldCheck } from "lucide-react";

import { useT } from "@/shared/i18n";

import { Section } from "./section";

/** Password and second factor live on pages of the server, which asks for the password again. */
export function Security() {
  const t = useT();
  return (
    <Section title={t("settings.security")} text={t("settings.security_help")}>
      <div className="setting-links">
        <a className="button" href="/account/password/change/">
          <KeyRound aria-hidden className="icon" />
          {t("settings.password")}
        </a>
        <a className="button" href="/account/mfa/">
          <ShieldCheck aria-hidden className="icon" />
          {t("settings.mfa")}
        </a>
      </div>
    </Section>
  );
}
