import { useT } from "@/shared/i18n";
import { useStore } from "@/shared/ui/store";
import { THEMES, themeChoice } from "@/shared/theme/theme-choice";

import { Section } from "./section";

export function Appearance() {
  const t = useT();
  const chosen = useStore(themeChoice);
  return (
    <Section title={t("settings.appearance")}>
      <fieldset className="choices">
        <legend className="visually-hidden">{t("settings.appearance")}</legend>
        {THEMES.map((theme) => (
          <label key={theme} className="choice">
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={chosen === theme}
              onChange={() => themeChoice.set(theme)}
            />
            {t(`theme.${theme}`)}
          </label>
        ))}
      </fieldset>
    </Section>
  );
}
