import { getHTMLFromFragment, getSchema } from "@tiptap/core";
import * as Y from "yjs";

import { contentKit } from "./kit";
import { DeviceCopy } from "./live/device-copy";
import { FIELD } from "./schema";
import { Renderer } from "./sync/render";
import type { Words } from "./words";

/**
 * The content as a page that any browser and any office program opens. It is made here, from what
 * this device has: it must work when the server no longer answers this person.
 */
export function asHtml(doc: Y.Doc, title: string, words: Words): string {
  const schema = getSchema(contentKit(words, null));
  const blocks = new Renderer(schema, new Map()).blocks(doc.getXmlFragment(FIELD));
  const page = document.implementation.createHTMLDocument(title);
  const encoding = page.createElement("meta");
  encoding.setAttribute("charset", "utf-8");
  page.head.prepend(encoding);
  page.documentElement.lang = document.documentElement.lang;
  page.body.innerHTML = getHTMLFromFragment(blocks, schema);
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

export function saveFile(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // The download has begun once the click returned to the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function downloadCopy(doc: Y.Doc, title: string, words: Words): void {
  saveFile(`${title}.html`, asHtml(doc, title, words), "text/html");
}

/** Download what this device kept of a document that is not open. */
export async function downloadKept(copyName: string, title: string, words: Words): Promise<void> {
  const doc = new Y.Doc();
  const copy = new DeviceCopy(copyName, doc);
  await copy.open();
  downloadCopy(doc, title, words);
  await copy.close();
  doc.destroy();
}
