import type { Ability } from "@/shared/api/types";

/** Somebody who can be mentioned. */
export interface Mentionable {
  id: string;
  name: string;
  /** What tells two namesakes apart: an address or a service. */
  detail: string;
}

export type ImageState = "clean" | "waiting" | "unscannable" | "infected" | "error";

/** An image as the server knows it. Bytes come only when the state is clean. */
export interface DocumentImage {
  id: string;
  state: ImageState;
}

/** How images of this document are sent and read. */
export interface ImageStore {
  /** Throws `ApiProblem`: too large, not an image, infected, no server. */
  send: (file: Blob, signal: AbortSignal) => Promise<DocumentImage>;
  /** Where the bytes are; the server answers only when the verdict is clean. */
  address: (id: string) => string;
}

/**
 * Everything the editor has to know of the world around it. An agent's page makes one from the API,
 * a partner's page from what the server wrote into it; the editor asks nobody else.
 */
export interface EditorSession {
  documentId: string;
  title: string;
  /** `wss://…/ws/documents/<id>/`, or the same below a link's path. */
  socketUrl: string;
  /** What requests about this document begin with: `/api/v1/items/<id>`, without final slash. */
  apiBase: string;
  abilities: readonly Ability[];
  /** `id` is null for a partner: a guest is known by her name only. */
  me: { id: string | null; name: string };
  /** Of whom the copies on this device are: nobody else who signs in here may open them. */
  deviceKey: string;
  images: ImageStore;
  /** Back to where the document lies, or null where there is no such place. */
  home: { href: string; label: string } | null;
  /** Absent: this person cannot rename. Throws `ApiProblem`. */
  rename?: (title: string) => Promise<void>;
  /** Absent: nobody can be mentioned here. */
  findPeople?: (words: string, signal: AbortSignal) => Promise<readonly Mentionable[]>;
}

export const may = (session: EditorSession, ability: Ability): boolean => session.abilities.includes(ability);
