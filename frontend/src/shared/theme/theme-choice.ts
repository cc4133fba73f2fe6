import { Store } from "@/shared/ui/store";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const COOKIE = "theme";
const YEAR_SECONDS = 365 * 24 * 60 * 60;

function readChoice(): Theme {
  const match = new RegExp(`(?:^|;\\s*)${COOKIE}=(\\w+)`).exec(document.cookie);
  return THEMES.find((theme) => theme === match?.[1]) ?? "auto";
}

/**
 * The person's theme. Kept in a cookie, not in the browser's storage, so that the pages rendered on
 * the server wear it too from their first byte (`data-theme` on `html`).
 */
class ThemeStore extends Store<Theme> {
  override set(theme: Theme): void {
    super.set(theme);
    const age = theme === "auto" ? 0 : YEAR_SECONDS;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
    showTheme(theme);
  }
}

export function showTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export const themeChoice = new ThemeStore(readChoice());
