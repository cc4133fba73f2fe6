import { Fragment, type Mark, type Node, type NodeType, type Schema } from "@tiptap/pm/model";
import * as Y from "yjs";

import { cleanMark, cleanNode } from "../schema";

/** Which ProseMirror node stands for which part of the shared document. */
export type Mapping = Map<object, Node | Node[]>;

/** What stands for content this editor does not know: shown, kept, never rewritten. */
export const PRESERVED = "preserved";
export const PRESERVED_INLINE = "preservedInline";

const DEEPEST = 60;
const LONGEST_GLIMPSE = 500;
const HASHED_MARK = /--[a-zA-Z0-9+/=]{8}$/;

type Child = Y.XmlElement | Y.XmlText | Y.XmlHook;

/** The words inside a part, whatever its structure. */
function glimpse(part: unknown, room = LONGEST_GLIMPSE): string {
  if (part instanceof Y.XmlText) {
    const inserts = (part.toDelta() as { insert: unknown }[]).map(({ insert }) => insert);
    return inserts.filter((insert) => typeof insert === "string").join("").slice(0, room);
  }
  if (!(part instanceof Y.XmlFragment)) return "";
  let words = "";
  for (const child of part.toArray()) {
    if (words.length >= room) break;
    words += (words ? " " : "") + glimpse(child, room - words.length);
  }
  return words.slice(0, room);
}

/**
 * Shows the shared document as ProseMirror nodes.
 *
 * Unlike the binding's own reading, which deletes what it cannot show, this one writes nothing: an
 * unknown or ill-formed part becomes a placeholder that maps to the part as it is, so that an edit
 * elsewhere leaves it alone. Attributes are cleaned on the way, for peers may write any.
 */
export class Renderer {
  constructor(
    private readonly schema: Schema,
    private readonly mapping: Mapping,
  ) {}

  /** The blocks of the document, those that are mapped already as they are. */
  blocks(root: Y.XmlFragment): Fragment {
    return Fragment.fromArray(this.children(root.toArray(), null, 0));
  }

  private children(parts: Child[], parent: NodeType | null, depth: number): Node[] {
    return parts.flatMap((part) => {
      if (part instanceof Y.XmlText) return parent === null || parent.inlineContent ? this.text(part) : [];
      const node = this.mapping.get(part) ?? this.element(part, parent?.inlineContent ?? false, depth);
      return node === null ? [] : node;
    });
  }

  private element(part: Child, isInline: boolean, depth: number): Node | null {
    const node = part instanceof Y.XmlElement && depth < DEEPEST ? this.known(part, isInline, depth) : null;
    const shown = node ?? this.preserved(part, isInline);
    if (shown) this.mapping.set(part, shown);
    return shown;
  }

  private known(element: Y.XmlElement, isInline: boolean, depth: number): Node | null {
    const type = this.schema.nodes[element.nodeName];
    const attributes = cleanNode(element.nodeName, element.getAttributes());
    if (!type || !attributes || type.isInline !== isInline || type === this.schema.topNodeType) return null;
    try {
      return type.createChecked(attributes, this.children(element.toArray(), type, depth + 1));
    } catch {
      // The pieces are known and do not fit: two people changed the same structure.
      return null;
    }
  }

  /** An empty shell is left out: there is nothing in it to keep. */
  private preserved(part: Child, isInline: boolean): Node | null {
    const words = glimpse(part);
    const isShell = part instanceof Y.XmlElement && part.nodeName in this.schema.nodes && words === "";
    if (isShell) return null;
    return this.schema.node(isInline ? PRESERVED_INLINE : PRESERVED, { words });
  }

  private text(part: Y.XmlText): Node[] {
    const delta = part.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
    const nodes = delta.flatMap(({ insert, attributes }) =>
      typeof insert === "string" && insert !== "" ? this.schema.text(insert, this.marks(attributes ?? {})) : [],
    );
    this.mapping.set(part, nodes);
    return nodes;
  }

  private marks(attributes: Record<string, unknown>): Mark[] {
    let marks: readonly Mark[] = [];
    for (const [name, value] of Object.entries(attributes)) {
      const type = this.schema.marks[name.replace(HASHED_MARK, "")];
      const cleaned = type && value !== null ? cleanMark(type.name, value) : null;
      if (type && cleaned) marks = type.create(cleaned).addToSet(marks);
    }
    return [...marks];
  }
}
