import { Extension } from "@tiptap/core";
import type { Plugin } from "@tiptap/pm/state";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import type { Awareness } from "y-protocols/awareness";

import type { Words } from "../words";

/** Somebody who has the document open, as the server names her. */
export interface Peer {
  clientId: number;
  name: string;
  /** One of `PEER_COLOURS`, the same on every screen. */
  colour: number;
  isGuest: boolean;
}

/** The colours are in the style sheet, chosen for contrast in both themes; the server's are not used. */
export const PEER_COLOURS = 8;
const LONGEST_NAME = 80;

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_NAME) : "";
}

function colourOf(key: string): number {
  let sum = 0;
  for (const letter of key) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % PEER_COLOURS;
}

export function asPeer(clientId: number, user: unknown): Peer {
  const facts = typeof user === "object" && user !== null ? (user as Record<string, unknown>) : {};
  const name = text(facts["name"]);
  return { clientId, name, colour: colourOf(text(facts["id"]) || name), isGuest: facts["guest"] === true };
}

/** A name as others read it: of a guest, who chose it herself, it says that she is one. */
export const fullName = (peer: Peer, words: Words): string =>
  peer.isGuest ? words("presence.guest", { name: peer.name }) : peer.name;

/** The others who have the document open, each once, whatever the number of her tabs. */
export function othersIn(awareness: Awareness): Peer[] {
  const peers = new Map<string, Peer>();
  for (const [clientId, state] of awareness.getStates()) {
    if (clientId === awareness.clientID) continue;
    const user: unknown = state["user"];
    const peer = asPeer(clientId, user);
    const id = text((user as { id?: unknown } | undefined)?.id);
    if (peer.name !== "") peers.set(id || `${peer.name}/${clientId}`, peer);
  }
  return [...peers.values()].sort((a, b) => a.clientId - b.clientId);
}

function caret(user: unknown, nameOf: (peer: Peer) => string): HTMLElement {
  const peer = asPeer(0, user);
  const element = document.createElement("span");
  element.className = `peer-caret peer-${peer.colour}`;
  const label = document.createElement("span");
  label.className = "peer-caret-name";
  label.textContent = nameOf(peer);
  element.append("\u2060", label, "\u2060");
  return element;
}

interface PresenceOptions {
  awareness: Awareness | null;
  nameOf: (peer: Peer) => string;
}

/** The others' cursors and selections, with their names. */
export const Presence = Extension.create<PresenceOptions>({
  name: "presence",
  priority: 999,

  addOptions() {
    return { awareness: null, nameOf: (peer) => peer.name };
  },

  addProseMirrorPlugins() {
    const { awareness, nameOf } = this.options;
    if (!awareness) return [];
    return [
      yCursorPlugin(awareness, {
        cursorBuilder: (user: unknown) => caret(user, nameOf),
        selectionBuilder: (user: unknown) => ({ class: `peer-selection peer-${asPeer(0, user).colour}` }),
      }) as Plugin,
    ];
  },
});
