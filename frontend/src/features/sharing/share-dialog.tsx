import type { Item } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Dialog, DialogBody } from "@/shared/ui/dialog";

import { LinksSection } from "../links/links-section";
import { PeopleSection } from "./people-section";
import "./share-dialog.css";

/** One place for who may come in: people and groups, then links for the outside. */
export default function ShareDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog title={t("share.title", { name: item.name })} size="large" onClose={onClose}>
      <DialogBody>
        <PeopleSection item={item} />
        {item.abilities.includes("share_link") && <LinksSection item={item} />}
      </DialogBody>
    </Dialog>
  );
}
