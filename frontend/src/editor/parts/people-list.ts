import type { Extension } from "@tiptap/core";

import type { EditorSession } from "../session";
import type { Words } from "../words";
import { suggesting } from "./suggesting";

/** `@` and a name: people of the organisation. */
export function peopleList(words: Words, findPeople: NonNullable<EditorSession["findPeople"]>): Extension {
  return suggesting({
    name: "peopleList",
    char: "@",
    label: words("suggest.people"),
    find: async (query) => {
      const people = await findPeople(query, new AbortController().signal).catch(() => []);
      return people.map(({ id, name, detail }) => ({
        id,
        label: name,
        detail,
        run: (editor, range) =>
          editor
            .chain()
            .focus()
            .insertContentAt(range, [{ type: "mention", attrs: { id, label: name } }, { type: "text", text: " " }])
            .run(),
      }));
    },
  });
}
