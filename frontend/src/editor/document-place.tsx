import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";

import { patchItem } from "@/features/drive/cache";
import { renameItem } from "@/features/drive/operations";
import { itemQuery, meQuery } from "@/features/drive/queries";
import { address, get } from "@/shared/api/http";
import type { ItemDetail, Me, Page, PersonRef } from "@/shared/api/types";
import { useT, withWords } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { SkeletonRows, Trouble } from "@/shared/ui/states";
import { useTitle } from "@/shared/ui/use-title";

import { DocumentEditor } from "./document-editor";
import { sendImage } from "./live/images";
import { documentSocket } from "./live/socket-address";
import type { EditorSession, Mentionable } from "./session";
import { loadWords, type Words } from "./words";

const route = getRouteApi("/documents/$id");
const ShareDialog = lazy(() => withWords(import("@/features/sharing/share-dialog")));
const MOST_PEOPLE = 8;

async function findPeople(words: string, signal: AbortSignal): Promise<readonly Mentionable[]> {
  const { items } = await get<Page<PersonRef>>("/people", { query: words, limit: MOST_PEOPLE }, signal);
  return items.map(({ id, name, email, service }) => ({ id, name, detail: service || email }));
}

interface Facts {
  item: ItemDetail;
  me: Me;
  rename: (title: string) => Promise<void>;
}

function sessionOf({ item, me, rename }: Facts): EditorSession {
  const apiBase = `/items/${item.id}`;
  const folder = item.breadcrumb.at(-2);
  return {
    documentId: item.id,
    title: item.name,
    socketUrl: documentSocket(item.id, me.realtime_port),
    apiBase: address(apiBase),
    abilities: item.abilities,
    me: { id: me.id, name: me.name },
    deviceKey: me.id,
    images: {
      send: (file, signal) => sendImage(apiBase, file, signal),
      address: (id) => address(`${apiBase}/document/images/${id}`),
    },
    home: { href: folder ? `/folders/${folder.id}` : "/shared", label: folder?.name ?? "" },
    ...(item.abilities.includes("edit") && { rename }),
    findPeople,
  };
}

/** Ask once more what this person may do when the line says that something changed. */
function useRights(itemId: string): () => void {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: itemQuery(itemId).queryKey }), [client, itemId]);
}

function Share({ item }: { item: ItemDetail }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  if (!item.abilities.includes("manage_grants") && !item.abilities.includes("share_link")) return null;
  return (
    <>
      <Button tone="primary" icon={UserPlus} className="button button-primary doc-share" onPress={() => setOpen(true)}>
        {t("action.share")}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ShareDialog item={item} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function OpenedDocument({ item, me, words }: { item: ItemDetail; me: Me; words: Words }) {
  const client = useQueryClient();
  const onRights = useRights(item.id);
  useTitle(item.name);
  const session = useMemo(() => {
    const rename = async (title: string) => {
      patchItem(client, item.id, await renameItem(item.id, title));
    };
    return sessionOf({ item, me, rename });
  }, [client, item, me]);
  return <DocumentEditor session={session} words={words} onRights={onRights} actions={<Share item={item} />} />;
}

/** An agent's place for one document. */
export default function DocumentPlace() {
  const { id } = route.useParams();
  const item = useQuery(itemQuery(id));
  const me = useQuery(meQuery);
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    void loadWords().then((loaded) => setWords(() => loaded));
  }, []);
  // What was shown stays: the editor itself says what became of the right, and offers the copy.
  if (item.data && me.data && words) return <OpenedDocument key={id} item={item.data} me={me.data} words={words} />;
  if (item.error) return <Trouble isPage error={item.error} onRetry={() => void item.refetch()} />;
  return <SkeletonRows rows={6} />;
}
