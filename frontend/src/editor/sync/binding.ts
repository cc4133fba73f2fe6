import type { Node } from "@tiptap/pm/model";
import { Slice } from "@tiptap/pm/model";
import { AllSelection, NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import {
  getRelativeSelection,
  relativePositionToAbsolutePosition,
  updateYFragment,
  ySyncPluginKey,
  type ProsemirrorBinding,
} from "@tiptap/y-tiptap";
import * as Y from "yjs";

import { Renderer, type Mapping } from "./render";

interface RemoteSelection {
  type: string;
  anchor: Y.RelativePosition | null;
  head: Y.RelativePosition | null;
}

/** Nothing of the old document is touched that is the same in the new: positions outside stay as they are. */
function replaceChanged(tr: Transaction, next: Node): Transaction {
  const start = tr.doc.content.findDiffStart(next.content);
  if (start === null) return tr;
  const end = tr.doc.content.findDiffEnd(next.content);
  if (end === null) return tr;
  // Where the same letters repeat, the ends found from both sides may cross.
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  return tr.replace(start, end.a + overlap, next.slice(start, end.b + overlap));
}

/** The step of `replaceChanged` where it leads to the wanted document, else the whole replaced. */
function showing(tr: Transaction, next: Node, fresh: () => Transaction): Transaction {
  try {
    const changed = replaceChanged(tr, next);
    if (changed.doc.eq(next)) return changed;
  } catch {
    // A replacement across levels that does not fit: below is the way that always does.
  }
  return fresh().replace(0, tr.before.content.size, new Slice(next.content, 0, 0));
}

function select(tr: Transaction, selection: RemoteSelection | null, binding: ProsemirrorBinding): void {
  if (!selection?.anchor || !selection.head) return;
  if (selection.type === "all") {
    tr.setSelection(new AllSelection(tr.doc));
    return;
  }
  const at = (position: Y.RelativePosition) =>
    relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping as never);
  const anchor = at(selection.anchor);
  const head = at(selection.head) ?? anchor;
  if (anchor === null || head === null || Math.max(anchor, head) > tr.doc.content.size) return;
  const $anchor = tr.doc.resolve(anchor);
  if (selection.type === "node" && $anchor.nodeAfter && NodeSelection.isSelectable($anchor.nodeAfter)) {
    tr.setSelection(NodeSelection.create(tr.doc, anchor));
  } else if (selection.type === "text") {
    tr.setSelection(TextSelection.between($anchor, tr.doc.resolve(head)));
  }
}

/**
 * A text that this browser began beside another's, in the same empty paragraph at the same moment,
 * moves into the other's: two texts side by side would both be rewritten by the next letter of each
 * author, and letters would double. Only the author of the second moves it, so it moves once.
 */
function joinTexts(parent: unknown): void {
  if (!(parent instanceof Y.XmlElement)) return;
  const parts = parent.toArray();
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    if (!(part instanceof Y.XmlText) || !(next instanceof Y.XmlText)) return;
    if (next._item?.id.client !== next.doc?.clientID) return;
    part.applyDelta([{ retain: part.length }, ...(next.toDelta() as object[])]);
    parent.delete(index + 1, 1);
  });
}

/** The one block that differs from what is shared, when it is one: what typing changes. */
function onlyChange(root: Y.XmlFragment, doc: Node, mapping: Mapping): { part: Y.XmlElement; node: Node } | null {
  const parts: unknown[] = root.toArray();
  if (parts.length !== doc.childCount) return null;
  const isShared = (index: number) => mapping.get(parts[index] as object) === doc.child(index);
  let first = 0;
  while (first < parts.length && isShared(first)) first += 1;
  let last = parts.length - 1;
  while (last > first && isShared(last)) last -= 1;
  const part = parts[first];
  if (first !== last || !(part instanceof Y.XmlElement)) return null;
  const node = doc.child(first);
  return part.nodeName === node.type.name ? { part: part as Y.XmlElement, node } : null;
}

/**
 * Teach a binding to show remote changes as they are.
 *
 * Its own way rebuilds and replaces the whole document at each letter of a colleague, deletes from
 * the shared document what it cannot show, and scrolls to the local cursor. This one keeps the nodes
 * that did not change, replaces the smallest range, deletes nothing and leaves the view where it is.
 * The other way round, a letter typed here is compared with its own block only.
 */
export function adopt(binding: ProsemirrorBinding, keepPlace: (view: EditorView, act: () => void) => void): void {
  const mapping = binding.mapping as unknown as Mapping;

  const show = (facts: object): void => {
    const view = binding.prosemirrorView as EditorView | null;
    if (!view) return;
    const { schema, doc } = view.state;
    const content = new Renderer(schema, mapping).blocks(binding.type);
    const next = content.childCount > 0 ? doc.type.create(null, content) : doc.type.createAndFill();
    if (!next) return;
    const fresh = () => view.state.tr.setMeta("addToHistory", false);
    const tr = showing(fresh(), next, fresh);
    select(tr, binding.beforeTransactionSelection, binding);
    tr.setMeta(ySyncPluginKey, { isChangeOrigin: true, ...facts });
    keepPlace(view, () => view.dispatch(tr));
  };

  // Looking for the changed block among thousands took longer than changing it.
  binding._prosemirrorChanged = (doc: Node) => {
    const view = binding.prosemirrorView as EditorView;
    binding.doc.transact(() => {
      const change = onlyChange(binding.type, doc, mapping);
      if (change) {
        updateYFragment(binding.doc, change.part, change.node, binding);
        mapping.set(binding.type, doc);
      } else updateYFragment(binding.doc, binding.type, doc, binding);
      binding.beforeTransactionSelection = getRelativeSelection(binding, view.state);
    }, ySyncPluginKey);
  };

  binding._forceRerender = () => {
    mapping.clear();
    binding.mux(() => show({ binding }));
  };

  binding._observeFunction = (_events: unknown, transaction: Y.Transaction) => {
    binding.mux(() => {
      Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
        if (struct instanceof Y.Item && struct.content instanceof Y.ContentType) mapping.delete(struct.content.type);
      });
      for (const type of [...transaction.changed.keys(), ...transaction.changedParentTypes.keys()]) {
        mapping.delete(type);
      }
      const isEditable = (binding.prosemirrorView as EditorView | null)?.editable;
      if (isEditable) for (const type of transaction.changedParentTypes.keys()) joinTexts(type);
      show({ isUndoRedoOperation: transaction.origin instanceof Y.UndoManager });
    });
  };
}
