import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { get } from "@/shared/api/http";
import type { Page, Template } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";

import { refreshFolder } from "../cache";
import { createDocument } from "../operations";
import { itemHref } from "../screen/item-href";
import { NameForm } from "./name-form";

const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: ({ signal }) => get<Page<Template>>("/templates", undefined, signal),
});

/** Names a document and leads into it: whoever makes one wants to write. */
export default function NewDocumentDialog({ parentId, onClose }: { parentId: string; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  // While they are on their way, and should they not come, one can begin with nothing.
  const templates = useQuery(templatesQuery).data?.items ?? [];
  const [template, setTemplate] = useState("");

  async function create(name: string) {
    const document = await createDocument(parentId, name, template);
    void refreshFolder(client, parentId);
    await navigate({ to: itemHref(document) });
  }

  return (
    <Dialog title={t("action.new_document")} size="small" onClose={onClose}>
      <NameForm
        label={t("name.document")}
        initial=""
        chosenLength={0}
        action={t("common.create")}
        isOptional
        onSubmit={create}
        onClose={onClose}
      >
        <Field label={t("name.template")}>
          {(attributes) => (
            <select {...attributes} value={template} onChange={(event) => setTemplate(event.target.value)}>
              <option value="">{t("name.no_template")}</option>
              {templates.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      </NameForm>
    </Dialog>
  );
}
