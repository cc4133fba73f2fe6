import type { Node } from "@tiptap/pm/model";
import type { EditorView } from "@tiptap/pm/view";
import { ySyncPluginKey, type ProsemirrorBinding } from "@tiptap/y-tiptap";
import * as Y from "yjs";

import { findWords } from "./searching";

/**
 * Between positions in the editor and anchors in the shared document. The server resolves the same
 * anchors by the same rules (apps/documents/margin/places.py): if one changes, so must the other.
 */
export interface Anchors {
  start: string;
  end: string;
}

export interface Anchored {
  anchor: Anchors;
  quote: string;
  prefix: string;
  suffix: string;
}

export interface Range {
  from: number;
  to: number;
}

/** What stands for an inline element in a quote. */
export const OBJECT = "\ufffc";
const CONTEXT_LENGTH = 64;
const QUOTE_LENGTH = 4000;

/** A paragraph, heading or code, in both worlds. */
interface Line {
  element: Y.XmlElement;
  node: Node;
  /** Where its content begins in the editor. */
  start: number;
}

type Mapping = Map<unknown, Node | Node[]>;

function bindingOf(view: EditorView): ProsemirrorBinding {
  return (ySyncPluginKey.getState(view.state) as { binding: ProsemirrorBinding }).binding;
}

/** All lines, in the order of reading. */
function linesOf(view: EditorView): Line[] {
  const binding = bindingOf(view);
  const mapping = binding.mapping as unknown as Mapping;
  const lines: Line[] = [];
  const walk = (parent: Y.XmlFragment, at: number): void => {
    let start = at;
    for (const child of parent.toArray()) {
      const node = mapping.get(child);
      if (!(child instanceof Y.XmlElement) || node === undefined || Array.isArray(node)) continue;
      if (node.isTextblock) lines.push({ element: child, node, start: start + 1 });
      else if (!node.isLeaf) walk(child, start + 1);
      start += node.nodeSize;
    }
  };
  walk(binding.type, 0);
  return lines;
}

function sizeOf(part: unknown, mapping: Mapping): number {
  if (part instanceof Y.XmlText) return part.length;
  const node = mapping.get(part);
  return node === undefined || Array.isArray(node) ? 0 : node.nodeSize;
}

function encode(position: Y.RelativePosition): string {
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(position)));
}

function decode(anchor: string): Y.RelativePosition | null {
  try {
    return Y.decodeRelativePosition(Uint8Array.from(atob(anchor), (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

type Side = "before" | "after";

/** Behind the character on the left, or before the one on the right; inside of a line that has none. */
function anchorIn(line: Line, offset: number, wanted: Side, mapping: Mapping): string {
  let left = offset;
  let behind: string | null = null;
  let ahead: string | null = null;
  for (const part of line.element.toArray()) {
    const size = sizeOf(part, mapping);
    if (part instanceof Y.XmlText && left >= 0 && left <= size) {
      if (left > 0) behind = encode(Y.createRelativePositionFromTypeIndex(part, left, -1));
      if (left < size) ahead = encode(Y.createRelativePositionFromTypeIndex(part, left, 0));
    }
    left -= size;
  }
  const inside = encode(new Y.RelativePosition(line.element._item?.id ?? null, null, null, offset === 0 ? -1 : 0));
  return (wanted === "before" ? (ahead ?? behind) : (behind ?? ahead)) ?? inside;
}

/** What a range says, line by line. */
export function textOf(doc: Node, { from, to }: Range): string {
  return doc.textBetween(from, to, "\n", OBJECT);
}

/** Anchor a range of the editor, or a point if it is empty; null where there is no text. */
export function anchorRange(view: EditorView, range: Range): Anchored | null {
  const mapping = bindingOf(view).mapping as unknown as Mapping;
  const lines = linesOf(view);
  const lineAt = (at: number) => lines.find(({ start, node }) => at >= start && at <= start + node.content.size);
  const first = lineAt(range.from);
  const last = lineAt(range.to);
  if (!first || !last) return null;
  const isPoint = range.from === range.to;
  const start = anchorIn(first, range.from - first.start, isPoint ? "after" : "before", mapping);
  const end = isPoint ? start : anchorIn(last, range.to - last.start, "after", mapping);
  const prefix = first.node.textBetween(0, range.from - first.start, "\n", OBJECT);
  const suffix = last.node.textBetween(range.to - last.start, last.node.content.size, "\n", OBJECT);
  return {
    anchor: { start, end },
    quote: textOf(view.state.doc, range).slice(0, QUOTE_LENGTH),
    prefix: prefix.slice(-CONTEXT_LENGTH).replace(/^[\udc00-\udfff]/, ""),
    suffix: suffix.slice(0, CONTEXT_LENGTH).replace(/[\ud800-\udbff]$/, ""),
  };
}

function isGone(type: Y.AbstractType<unknown>): boolean {
  for (let item = type._item; item !== null; item = (item.parent as Y.AbstractType<unknown>)._item) {
    if (item.deleted) return true;
  }
  return false;
}

/** Reads anchors against one state of the document. */
export class Finder {
  private readonly lines: Line[];
  private readonly byElement: Map<unknown, Line>;
  private readonly mapping: Mapping;
  private readonly doc: Y.Doc;
  private texts: string[] | null = null;

  constructor(private readonly view: EditorView) {
    const binding = bindingOf(view);
    this.lines = linesOf(view);
    this.byElement = new Map(this.lines.map((line) => [line.element, line]));
    this.mapping = binding.mapping;
    this.doc = binding.doc;
  }

  /** Where something hangs now; null when its words are gone. */
  find({ anchor, quote, prefix, suffix }: Anchored): Range | null {
    const from = this.position(anchor.start);
    const to = this.position(anchor.end);
    const range = from === null || to === null || to < from ? null : { from, to };
    return range && this.isThere(range, quote, prefix) ? range : this.search(quote, prefix, suffix);
  }

  private isThere(range: Range, quote: string, prefix: string): boolean {
    if (quote !== "") return range.to > range.from;
    const line = this.lines.find(({ start, node }) => range.from >= start && range.from <= start + node.content.size);
    const before = line?.node.textBetween(0, range.from - line.start, "\n", OBJECT) ?? "";
    return before.endsWith(prefix.slice(-1));
  }

  private position(anchor: string): number | null {
    const relative = decode(anchor);
    const found = relative && Y.createAbsolutePositionFromRelativePosition(relative, this.doc);
    if (!found || isGone(found.type as Y.AbstractType<unknown>)) return null;
    if (found.type instanceof Y.XmlText) return this.inText(found.type, found.index);
    const line = this.byElement.get(found.type);
    if (!line) return null;
    return found.assoc < 0 ? line.start : line.start + line.node.content.size;
  }

  private inText(text: Y.XmlText, index: number): number | null {
    const line = this.byElement.get(text.parent);
    if (!line) return null;
    let at = line.start;
    for (const part of line.element.toArray()) {
      if (part === text) return Math.min(at + index, line.start + line.node.content.size);
      at += sizeOf(part, this.mapping);
    }
    return null;
  }

  private search(quote: string, prefix: string, suffix: string): Range | null {
    this.texts ??= this.lines.map(({ node }) => node.textBetween(0, node.content.size, "\n", OBJECT));
    const found = findWords(this.texts, quote, prefix, suffix);
    const line = found && this.lines[found.line];
    if (!line) return null;
    const from = line.start + found.at;
    const to = from + quote.length;
    return to <= this.view.state.doc.content.size ? { from, to } : null;
  }
}
