import "./styles";

import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { meQuery } from "@/features/drive/queries";
import { createUploads } from "@/features/upload/uploads";
import { asProblem } from "@/shared/api/problem";
import { asLanguage, speak } from "@/shared/i18n";
import { showTheme, themeChoice } from "@/shared/theme/theme-choice";

import { App } from "./app";
import { BootTrouble } from "./boot-trouble";
import { createAppRouter } from "./router";

const MOST_TRIES = 2;

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal will be repeated; only silence and overload are worth another try.
        retry: (failures, error) => {
          const { status } = asProblem(error);
          return failures < MOST_TRIES && (status === 0 || status >= 502);
        },
        refetchOnWindowFocus: (query) => {
          const pages = (query.state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0;
          return pages <= MOST_TRIES;
        },
      },
    },
  });
}

async function start(element: HTMLElement): Promise<void> {
  const root = createRoot(element);
  const client = createClient();
  showTheme(themeChoice.get());
  const [me] = await Promise.allSettled([
    client.query(meQuery),
    speak(asLanguage(document.documentElement.lang)),
  ]);
  if (me.status === "rejected") {
    // The sign-in page is on its way.
    if (asProblem(me.reason).status !== 401) root.render(<BootTrouble error={asProblem(me.reason)} />);
    return;
  }
  const language = asLanguage(me.value.locale);
  if (language !== document.documentElement.lang) await speak(language);
  root.render(
    <StrictMode>
      <App client={client} router={createAppRouter(client)} uploads={createUploads(client)} />
    </StrictMode>,
  );
}

const element = document.getElementById("app");
if (element) void start(element);
