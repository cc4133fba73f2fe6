import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { I18nProvider } from "react-aria-components/I18nProvider";

import { UploadsContext } from "@/features/upload/context";
import type { UploadQueue } from "@/features/upload/queue";
import { spokenLanguage, useT } from "@/shared/i18n";

import type { AppRouter } from "./router";

interface AppProps {
  client: QueryClient;
  router: AppRouter;
  uploads: UploadQueue;
}

export function App({ client, router, uploads }: AppProps) {
  useT();
  return (
    <I18nProvider locale={spokenLanguage() === "fr" ? "fr-FR" : "en-GB"}>
      <QueryClientProvider client={client}>
        <UploadsContext value={uploads}>
          <RouterProvider router={router} />
        </UploadsContext>
      </QueryClientProvider>
    </I18nProvider>
  );
}
