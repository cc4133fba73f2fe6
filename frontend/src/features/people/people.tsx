import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { useT } from "@/shared/i18n";
import { Field } from "@/shared/ui/field";

import { Section } from "../settings/section";
import { Pages } from "./pages";
import { peopleQuery } from "./queries";

export function People() {
  const t = useT();
  const [words, setWords] = useState("");
  const wanted = useDeferredValue(words.trim());
  const people = useInfiniteQuery({ ...peopleQuery(wanted), placeholderData: keepPreviousData });
  return (
    <Section title={t("people.title")}>
      <div className="setting-form">
        <Field label={t("people.search")}>
          {(field) => (
            <input {...field} type="search" value={words} onChange={(event) => setWords(event.target.value)} />
          )}
        </Field>
      </div>
      <Pages
        list={people}
        none={t("people.none")}
        row={(person) => (
          <div className="row-body">
            <p>{person.name}</p>
            <p className="field-help">{[person.email, person.service].filter(Boolean).join(" · ")}</p>
          </div>
        )}
      />
    </Section>
  );
}
