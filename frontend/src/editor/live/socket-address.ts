/** Where a document's socket is; the port is null where pages and sockets share one. */
export function documentSocket(id: string, port: number | null): string {
  const { protocol, hostname, host } = window.location;
  const scheme = protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${port === null ? host : `${hostname}:${port}`}/ws/documents/${id}/`;
}
