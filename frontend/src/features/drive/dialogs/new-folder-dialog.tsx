import { useQueryClient } from "@tanstack/react-query";

import { useT } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";
import { say } from "@/shared/ui/toasts";

import { refreshFolder } from "../cache";
import { createFolder } from "../operations";
import { NameForm } from "./name-form";

export default function NewFolderDialog({ parentId, onClose }: { parentId: string; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  async function create(name: string) {
    const folder = await createFolder(parentId, name);
    await refreshFolder(client, parentId);
    say(t("action.created", { name: folder.name }));
  }
  return (
    <Dialog title={t("action.new_folder")} size="small" onClose={onClose}>
      <NameForm
        label={t("name.folder")}
        initial=""
        chosenLength={0}
        action={t("common.create")}
        onSubmit={create}
        onClose={onClose}
      />
    </Dialog>
  );
}
