import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { useT } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";

import { refreshFolder } from "../cache";
import { createDocument } from "../operations";
import { itemHref } from "../screen/item-href";
import { NameForm } from "./name-form";

/** Names a document and leads into it: whoever makes one wants to write. */
export default function NewDocumentDialog({ parentId, onClose }: { parentId: string; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();

  async function create(name: string) {
    const document = await createDocument(parentId, name);
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
      />
    </Dialog>
  );
}
