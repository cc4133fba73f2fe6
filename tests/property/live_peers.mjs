// Real Yjs peers of the live door: npm's y-websocket with an API token. They write and take away at
// random places, lose their line and write on without it.
// node live_peers.mjs <address> <document> <token> <seed> <edits>; then "tell" on stdin asks for the
// texts of all, one JSON line; the end of stdin ends them.
import { createInterface } from "node:readline"
import WebSocket from "ws"
import { WebsocketProvider } from "y-websocket"
import * as Y from "yjs"

const [address, document, token, seed, edits] = process.argv.slice(-5)
let state = Number(seed) >>> 0
const pick = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const peers = [0, 1].map(() => {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(address, document, doc, {
    WebSocketPolyfill: WebSocket,
    protocols: ["bearer", token],
    disableBc: true,
    maxBackoffTime: 200,
  })
  return { doc, provider, text: doc.getText("text") }
})

function edit({ text }) {
  const at = pick(text.length + 1)
  if (pick(4) === 0 && text.length > 10) text.delete(pick(text.length - 5), 1 + pick(5))
  else text.insert(at, ["x", "mot ", "é", "deux mots "][pick(4)])
}

async function live() {
  for (let number = 0; number < Number(edits); number++) {
    const peer = peers[pick(peers.length)]
    edit(peer)
    if (pick(15) === 0) peer.provider.disconnect()
    if (pick(5) === 0) peers.forEach(({ provider }) => provider.connect())
    await pause(pick(8))
  }
  peers.forEach(({ provider }) => provider.connect())
  console.log(JSON.stringify("done"))
}

createInterface({ input: process.stdin })
  .on("line", () => console.log(JSON.stringify(peers.map(({ text }) => text.toString()))))
  .on("close", () => process.exit(0))
await live()
