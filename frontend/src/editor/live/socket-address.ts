/**
 * Where a document's socket is; the port is null where pages and sockets share one. `below` is the
 * path of a partner's link, where the cookies that let her in are sent.
 */
export function documentSocket(id: string, port: number | null, below = ""): string {
  const { protocol, hostname, host } = window.location;
  const scheme = protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${port === null ? host : `${hostname}:${port}`}${below}/ws/documents/${id}/`;
}
