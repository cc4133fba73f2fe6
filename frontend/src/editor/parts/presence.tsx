import { useSyncExternalStore } from "react";
import type { Awareness } from "y-protocols/awareness";

import { useDocument } from "../document-context";
import { fullName, othersIn, type Peer } from "../sync/presence";

const MOST_SHOWN = 4;

const caches = new WeakMap<Awareness, { key: string; peers: readonly Peer[] }>();

/** The same array as long as the same people are there: cursors move all the time. */
function snapshot(awareness: Awareness): readonly Peer[] {
  const peers = othersIn(awareness);
  const key = JSON.stringify(peers);
  const known = caches.get(awareness);
  if (known?.key === key) return known.peers;
  caches.set(awareness, { key, peers });
  return peers;
}

export function usePeers(awareness: Awareness): readonly Peer[] {
  const subscribe = (notify: () => void) => {
    awareness.on("change", notify);
    return () => awareness.off("change", notify);
  };
  return useSyncExternalStore(subscribe, () => snapshot(awareness));
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 32)).join("").toUpperCase();
}

/** Who else has the document open. */
export function PresenceAvatars() {
  const { provider, words } = useDocument();
  const peers = usePeers(provider.awareness);
  if (peers.length === 0) return null;
  const hidden = peers.slice(MOST_SHOWN);
  return (
    <ul className="avatars" aria-label={words("presence.label")}>
      {peers.slice(0, MOST_SHOWN).map((peer) => (
        <li key={peer.clientId} className={`avatar peer-${peer.colour}`} title={fullName(peer, words)}>
          <span aria-hidden>{initials(peer.name)}</span>
          <span className="visually-hidden">{fullName(peer, words)}</span>
        </li>
      ))}
      {hidden.length > 0 && (
        <li className="avatar avatar-more" title={hidden.map((peer) => fullName(peer, words)).join(", ")}>
          <span aria-hidden>+{hidden.length}</span>
          <span className="visually-hidden">{words("presence.others", { count: hidden.length })}</span>
        </li>
      )}
    </ul>
  );
}
