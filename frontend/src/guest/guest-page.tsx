import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";

import { DocumentEditor } from "@/editor/document-editor";
import type { Words } from "@/editor/words";
import { spokenLanguage } from "@/shared/i18n";
import { Toasts } from "@/shared/ui/toasts";

import { readGuest, sessionOf, type Guest } from "./guest";

interface GuestPageProps {
  initial: Guest;
  words: Words;
  client: QueryClient;
}

/** One document, for who came through a link. */
export function GuestPage({ initial, words, client }: GuestPageProps) {
  const [guest, setGuest] = useState(initial);
  const session = useMemo(() => sessionOf(guest, words("guest.back")), [guest, words]);
  const onRights = useCallback(() => {
    // Where nothing is allowed any more, the editor has already said so.
    readGuest().then(setGuest, () => undefined);
  }, []);
  return (
    <I18nProvider locale={spokenLanguage() === "fr" ? "fr-FR" : "en-GB"}>
      <QueryClientProvider client={client}>
        <main id="main" className="guest">
          <DocumentEditor session={session} words={words} onRights={onRights} />
        </main>
        <Toasts />
      </QueryClientProvider>
    </I18nProvider>
  );
}
