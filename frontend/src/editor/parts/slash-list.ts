import type { Editor, Extension } from "@tiptap/core";

import type { Words } from "../words";
import { BLOCK_CHOICES, type BlockChoice } from "./block-choices";
import { pickImages } from "./pick-images";
import { suggesting } from "./suggesting";

/** Letters without their accents: who types quickly leaves them out. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function choicesFor(words: Words, query: string): BlockChoice[] {
  const wanted = plain(query.trim());
  return BLOCK_CHOICES.filter(({ word, also }) => plain(`${words(word)} ${also}`).includes(wanted));
}

export function runChoice(editor: Editor, choice: BlockChoice): void {
  if (choice.id === "image") pickImages(editor);
  else choice.run(editor.chain().focus()).run();
}

/** `/` and a word: the blocks one can begin here. */
export function slashList(words: Words): Extension {
  return suggesting({
    name: "slashList",
    char: "/",
    label: words("suggest.blocks"),
    find: (query) =>
      choicesFor(words, query).map((choice) => ({
        id: choice.id,
        label: words(choice.word),
        icon: choice.icon,
        run: (editor, range) => {
          editor.chain().focus().deleteRange(range).run();
          runChoice(editor, choice);
        },
      })),
  });
}
