// A plain Yjs client as anybody writes it: npm's y-websocket with an API token. Nothing of ours in it.
// node plain_client.mjs <address> <document> <token>
import WebSocket from "ws"
import { WebsocketProvider } from "y-websocket"
import * as Y from "yjs"

const [address, document, token] = process.argv.slice(-3)
const complaints = []
console.error = (...words) => complaints.push(words.join(" "))

const doc = new Y.Doc()
const text = doc.getText("text")
const provider = new WebsocketProvider(address, document, doc, {
  WebSocketPolyfill: WebSocket,
  protocols: ["bearer", token],
  disableBc: true,
})
provider.awareness.setLocalStateField("user", { name: "Somebody Else", color: "#000000" })

provider.once("sync", () => {
  console.log(JSON.stringify({ synced: text.toString() }))
  text.insert(text.length, " de Node")
})
text.observe(() => {
  if (!text.toString().endsWith("fin")) return
  const others = [...provider.awareness.getStates()].filter(([client]) => client !== doc.clientID)
  const names = others.map(([, { user }]) => user.name)
  console.log(JSON.stringify({ text: text.toString(), names, complaints }))
  provider.destroy()
  doc.destroy()
})
