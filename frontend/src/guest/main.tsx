import "@/app/styles";
import "./guest.css";

import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { loadWords } from "@/editor/words";
import { aimApi } from "@/shared/api/http";
import { asLanguage, speak } from "@/shared/i18n";
import { showTheme, themeChoice } from "@/shared/theme/theme-choice";

import { GuestPage } from "./guest-page";
import { linkPath, readGuest } from "./guest";

/** The partner's page for writing: the same editor as the agents', and nothing else of their application. */
async function start(element: HTMLElement): Promise<void> {
  aimApi(`${linkPath()}/api/v1`);
  showTheme(themeChoice.get());
  const [guest] = await Promise.all([readGuest(), speak(asLanguage(document.documentElement.lang))]);
  const words = await loadWords();
  createRoot(element).render(
    <StrictMode>
      <GuestPage initial={guest} words={words} client={new QueryClient()} />
    </StrictMode>,
  );
}

const element = document.getElementById("guest");
// Whatever stands in the way, the server's page says it better: link ended, password, no such document.
if (element) start(element).catch(() => location.replace("."));
