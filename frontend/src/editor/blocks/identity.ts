import { Extension } from "@tiptap/core";
import { Fragment, Slice, type Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";

import { IDENTIFIED } from "../schema";
import { isRemote } from "../sync/collaboration";

const identified = new Set(IDENTIFIED);

function withoutIds(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    const inner = withoutIds(node.content);
    const attributes = identified.has(node.type.name) ? { ...node.attrs, id: null } : node.attrs;
    nodes.push(node.isText ? node : node.type.create(attributes, inner, node.marks));
  });
  return Fragment.fromArray(nodes);
}

/** The span of the new document that these transactions touched, or null. */
function touched(transactions: readonly Transaction[]): { from: number; to: number } | null {
  let from = Infinity;
  let to = -Infinity;
  for (const tr of transactions) {
    tr.mapping.maps.forEach((map, index) => {
      const after = tr.mapping.slice(index + 1);
      map.forEach((_oldStart, _oldEnd, start, end) => {
        from = Math.min(from, after.map(start, -1));
        to = Math.max(to, after.map(end, 1));
      });
    });
  }
  return from <= to ? { from, to } : null;
}

/**
 * Gives each block that these hands make an id of its own, which comments, history and the outline
 * hold on to. What comes from elsewhere brings its ids; what is pasted is new and gets new ones.
 */
export const BlockIdentity = Extension.create({
  name: "blockIdentity",

  addGlobalAttributes() {
    return [
      {
        types: IDENTIFIED,
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: () => null,
            renderHTML: ({ id }: { id?: unknown }) => (typeof id === "string" ? { "data-id": id } : {}),
          },
        },
      },
    ];
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey("blockIdentity"),
        props: {
          transformPasted: (slice) => new Slice(withoutIds(slice.content), slice.openStart, slice.openEnd),
        },
        appendTransaction: (transactions, _before, state) => {
          const own = transactions.filter((tr) => tr.docChanged);
          if (own.length === 0 || own.some((tr) => isRemote(tr))) return null;
          const span = touched(own);
          if (!span) return null;
          const { tr, doc, storedMarks } = state;
          const end = Math.min(span.to, doc.content.size);
          doc.nodesBetween(Math.min(span.from, end), end, (node, position) => {
            if (identified.has(node.type.name) && node.attrs["id"] === null) {
              tr.setNodeAttribute(position, "id", crypto.randomUUID());
            }
          });
          return tr.docChanged ? tr.setStoredMarks(storedMarks) : null;
        },
      }),
    ];
  },
});
