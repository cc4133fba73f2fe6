// Real Yjs peers that write, delete, go apart and come together; one JSON line a seed:
// the updates in the order a server got them, and what the peers have in the end.
// Run in frontend/, where yjs is: node ../tests/property/yjs_peers.mjs <first seed> <count>
import { createRequire } from "node:module";
import { join } from "node:path";
import { cwd, argv, stdout } from "node:process";

const Y = createRequire(join(cwd(), "package.json"))("yjs");
const TEXTS = ["a", "é", "😀", "bonjour", "x😀y", "\n", "𝒳", "e\u0301"];

function randomness(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function paragraph(pick) {
  const element = new Y.XmlElement(["paragraph", "heading", "blockquote"][pick(3)]);
  element.setAttribute("id", `b${pick(1000)}`);
  if (pick(3) === 0) element.setAttribute("level", pick(6));
  const text = new Y.XmlText(TEXTS[pick(TEXTS.length)]);
  element.insert(0, pick(4) ? [text] : [text, paragraph(pick)]);
  return element;
}

function texts(parent) {
  return parent
    .toArray()
    .flatMap((child) => (child instanceof Y.XmlText ? [child] : texts(child)));
}

// Never between the halves of a pair: editors do not put their cursor there.
function place(text, pick) {
  const written = text.toString().replace(/<[^>]*>/g, "");
  const at = pick(text.length + 1);
  return written.isWellFormed() && text.toDelta().every((part) => part.insert.length < 2)
    ? at
    : pick(2) * text.length;
}

function write(doc, pick) {
  const root = doc.getXmlFragment("default");
  doc.transact(() => {
    const all = texts(root);
    const what = pick(8);
    if (what < 2 || all.length === 0) root.insert(pick(root.length + 1), [paragraph(pick)]);
    else if (what === 2 && root.length > 3) root.delete(pick(root.length), 1);
    else if (what === 3) doc.getMap("m").set("k", [{ a: [1, null, 2.5, "é"] }, true, 2 ** 40]);
    else {
      const text = all[pick(all.length)];
      if (what === 4 && text.length) text.format(0, text.length, { bold: pick(2) ? {} : null });
      else if (what === 5 && text.length) text.delete(0, text.length);
      else text.insert(place(text, pick), TEXTS[pick(TEXTS.length)]);
    }
  });
}

function story(seed) {
  const pick = randomness(seed);
  const server = new Y.Doc();
  const peers = Array.from({ length: 3 }, (_, number) => {
    const doc = new Y.Doc();
    doc.clientID = seed * 10 + number + 2 ** 31;
    return doc;
  });
  const updates = [];
  const send = (update) => {
    updates.push(Buffer.from(update).toString("base64"));
    Y.applyUpdate(server, update);
  };
  const isApart = peers.map(() => false);
  peers.forEach((doc, number) => doc.on("update", (update, origin) => {
    if (origin !== "server" && !isApart[number]) send(update);
  }));
  for (let turn = 0; turn < 120; turn += 1) {
    const number = pick(peers.length);
    const peer = peers[number];
    write(peer, pick);
    if (pick(4) === 0) isApart[number] = true;
    if (pick(3) === 0) {
      // What she hears may make her tidy up formats, in words of hers that are not sent yet.
      Y.applyUpdate(peer, Y.encodeStateAsUpdate(server, Y.encodeStateVector(peer)), "server");
      send(Y.encodeStateAsUpdate(peer, Y.encodeStateVector(server)));
      isApart[number] = false;
    }
  }
  isApart.fill(true);
  for (const peer of peers) send(Y.encodeStateAsUpdate(peer, Y.encodeStateVector(server)));
  for (const peer of peers) {
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(server, Y.encodeStateVector(peer)), "server");
  }
  return {
    updates,
    clocks: [...Y.decodeStateVector(Y.encodeStateVector(server))],
    texts: [server, ...peers].map((doc) => texts(doc.getXmlFragment("default")).map((text) => text.toDelta())),
  };
}

const [first, count] = argv.slice(2).map(Number);
for (let seed = first; seed < first + count; seed += 1) stdout.write(`${JSON.stringify(story(seed))}\n`);
