import type { EditorSession } from "@/editor/session";
import { sendImage } from "@/editor/live/images";
import { documentSocket } from "@/editor/live/socket-address";
import { address } from "@/shared/api/http";
import type { Ability } from "@/shared/api/types";

/** What the server says of a guest and her document; `page` is where it can be read. */
export interface Guest {
  document_id: string;
  title: string;
  abilities: Ability[];
  name: string;
  page: string;
  realtime_port: number | null;
}

/** What all addresses of this link begin with. */
export function linkPath(): string {
  return location.pathname.split("/").slice(0, 3).join("/");
}

/** Ask who this browser is here, and what she may do now. Throws when the link no longer says. */
export async function readGuest(): Promise<Guest> {
  const answer = await fetch("session", { headers: { Accept: "application/json" }, redirect: "error" });
  if (!answer.ok) throw new Error(`session: ${answer.status}`);
  return (await answer.json()) as Guest;
}

export function sessionOf(guest: Guest, back: string): EditorSession {
  const path = `/items/${guest.document_id}`;
  return {
    documentId: guest.document_id,
    title: guest.title,
    socketUrl: documentSocket(guest.document_id, guest.realtime_port, linkPath()),
    apiBase: address(path),
    abilities: guest.abilities,
    me: { id: null, name: guest.name },
    deviceKey: linkPath(),
    images: {
      send: (file, signal) => sendImage(path, file, signal),
      address: (id) => address(`${path}/document/images/${id}`),
    },
    home: { href: guest.page, label: back },
  };
}
