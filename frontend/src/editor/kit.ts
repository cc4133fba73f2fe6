import type { Extensions } from "@tiptap/core";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";

import { BlockIdentity } from "./blocks/identity";
import { Callout } from "./blocks/callout";
import { ContentElement } from "./blocks/content-element";
import { DocumentImage } from "./blocks/image";
import { ImageUpload } from "./blocks/image-upload";
import { SafeLink } from "./blocks/link";
import { Mention } from "./blocks/mention";
import { PageBreak } from "./blocks/page-break";
import { Placeholder } from "./blocks/placeholder";
import { Preserved, PreservedInline } from "./blocks/preserved";
import { ReachingEnd } from "./blocks/reaching-end";
import { Find } from "./find/find";
import type { Live } from "./live/live";
import { FIELD } from "./schema";
import { peopleList } from "./parts/people-list";
import { slashList } from "./parts/slash-list";
import { fullName, Presence } from "./sync/presence";
import { SharedContent } from "./sync/collaboration";
import type { Words } from "./words";

const HEADINGS = [1, 2, 3, 4] as const;

/** A cell says how far it spans and how wide it is; how its text looks is the text's. */
const cellAttributes = (this_: { parent?: (() => Record<string, unknown>) | null }) => {
  const { colspan, rowspan, colwidth } = this_.parent?.() ?? {};
  return { colspan, rowspan, colwidth } as never;
};

const Cell = TableCell.extend({
  addAttributes() {
    return cellAttributes(this as never);
  },
});
const HeaderCell = TableHeader.extend({
  addAttributes() {
    return cellAttributes(this as never);
  },
});

function tables(): Extensions {
  return [Table.configure({ resizable: true, cellMinWidth: 48, lastColumnResizable: false }), TableRow, Cell, HeaderCell];
}

function openLink(href: string): void {
  window.open(href, "_blank", "noopener,noreferrer");
}

/** The nodes and marks of `apps/documents/schema.json`, without what makes them live. */
export function contentKit(words: Words, images: Live["session"]["images"] | null): Extensions {
  const kinds = { info: words("callout.info"), success: words("callout.success"), warning: words("callout.warning"), danger: words("callout.danger") };
  return [
    StarterKit.configure({
      heading: { levels: [...HEADINGS] },
      link: false,
      undoRedo: false,
      // It would write at each opening, also for readers.
      trailingNode: false,
      dropcursor: { width: 2, color: false, class: "drop-cursor" },
    }),
    TaskList,
    TaskItem.configure({
      nested: true,
      a11y: { checkboxLabel: (node) => words("block.task_done", { task: node.firstChild?.textContent || words("block.empty_task") }) },
    }),
    ...tables(),
    Callout.configure({ labels: kinds }),
    PageBreak.configure({ label: words("block.page_break") }),
    SafeLink.configure({ onOpen: openLink }),
    Mention,
    DocumentImage.configure({ images, words }),
    Preserved.configure({ label: words("block.preserved") }),
    PreservedInline,
    BlockIdentity,
  ];
}

/** Everything an open document is edited with. */
export function liveKit({ session, doc, provider, words }: Live): Extensions {
  const { findPeople } = session;
  return [
    ...contentKit(words, session.images),
    SharedContent.configure({ fragment: doc.getXmlFragment(FIELD) }),
    Presence.configure({ awareness: provider.awareness, nameOf: (peer) => fullName(peer, words) }),
    ImageUpload.configure({ images: session.images, words }),
    Placeholder.configure({ empty: words("placeholder.empty"), line: words("placeholder.line") }),
    ContentElement,
    ReachingEnd,
    Find,
    slashList(words),
    ...(findPeople ? [peopleList(words, findPeople)] : []),
  ];
}
