import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { goToSignIn } from "@/shared/api/sign-in";

import { refreshFolder } from "./cache";
import { meQuery } from "./queries";

/** Several changes at once (a dropped folder) are one reload. */
const GATHER_MS = 300;
const LONGEST_PAUSE_MS = 60_000;
/** Her session was ended, here or elsewhere. */
const NOT_AUTHENTICATED = 4401;
/** A message without sense, no right: coming back with the same credentials would not help. */
const FINAL_CODES = new Set([4400, 4403]);

/** Keep the folder on the screen as it is on the server: a colleague's change shows by itself. */
export function useLiveFolder(folderId: string): void {
  const client = useQueryClient();
  const port = useQuery(meQuery).data?.realtime_port;
  useEffect(() => {
    if (port === undefined) return;
    return watchFolder(address(port), folderId, () => void refreshFolder(client, folderId));
  }, [client, folderId, port]);
}

/** Call `onChange` whenever the server says that the folder changed. Returns how to stop. */
export function watchFolder(url: string, folderId: string, onChange: () => void): () => void {
  let socket: WebSocket | undefined;
  let gathering: number | undefined;
  let waiting: number | undefined;
  let failures = 0;
  let isStopped = false;

  function gather() {
    gathering ??= window.setTimeout(() => {
      gathering = undefined;
      onChange();
    }, GATHER_MS);
  }

  function connect() {
    socket = new WebSocket(url);
    socket.onopen = () => socket?.send(JSON.stringify({ type: "watch", folder_id: folderId }));
    socket.onmessage = (event: MessageEvent<string>) => {
      const { type } = JSON.parse(event.data) as { type: string };
      if (type === "watching") failures = 0;
      // Also when the watch begins: something may have changed since the rows were read.
      if (type === "watching" || type === "changed") gather();
    };
    socket.onclose = (event) => {
      if (isStopped || FINAL_CODES.has(event.code)) return;
      if (event.code === NOT_AUTHENTICATED) {
        goToSignIn();
        return;
      }
      failures += 1;
      waiting = window.setTimeout(connect, Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS));
    };
  }

  connect();
  return () => {
    isStopped = true;
    window.clearTimeout(gathering);
    window.clearTimeout(waiting);
    socket?.close();
  };
}

function address(port: number | null): string {
  const { protocol, hostname, host } = window.location;
  const scheme = protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${port === null ? host : `${hostname}:${port}`}/ws/changes/`;
}
