import { useQueryClient } from "@tanstack/react-query";

import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Dialog } from "@/shared/ui/dialog";

import { rename } from "../actions";
import { NameForm } from "./name-form";

function stemLength(item: Item): number {
  const dot = item.kind === "file" ? item.name.lastIndexOf(".") : -1;
  return dot > 0 ? dot : item.name.length;
}

export default function RenameDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useT();
  const client = useQueryClient();
  return (
    <Dialog title={t("action.rename")} size="small" onClose={onClose}>
      <NameForm
        label={t("name.new")}
        initial={item.name}
        chosenLength={stemLength(item)}
        action={t("action.rename")}
        onSubmit={(name) => rename(client, item, name)}
        onClose={onClose}
      />
    </Dialog>
  );
}
