import { Extension, type Editor, type Range } from "@tiptap/core";
import { PluginKey } from "@tiptap/pm/state";
import { Suggestion, type SuggestionProps } from "@tiptap/suggestion";
import type { LucideIcon } from "lucide-react";

import { Store } from "@/shared/ui/store";

/** One line of the list that opens while typing. */
export interface Choice {
  id: string;
  label: string;
  detail?: string;
  icon?: LucideIcon;
  run: (editor: Editor, range: Range) => void;
}

/** What the open list shows, and where; null while none is open. */
export interface Suggested {
  label: string;
  choices: readonly Choice[];
  active: number;
  rect: DOMRect | null;
  choose: (choice: Choice) => void;
}

export const suggested = new Store<Suggested | null>(null);
/** Tells assistive technology that the text field controls a list, and which entry is meant. */
export const LIST_ID = "editor-suggestions";
export const choiceId = (index: number): string => `${LIST_ID}-${index}`;

function tellReader(editor: Editor): void {
  const open = suggested.get();
  const { dom } = editor.view;
  if (open && open.choices.length > 0) {
    dom.setAttribute("aria-controls", LIST_ID);
    dom.setAttribute("aria-activedescendant", choiceId(open.active));
  } else {
    dom.removeAttribute("aria-controls");
    dom.removeAttribute("aria-activedescendant");
  }
}

function move(editor: Editor, by: number): void {
  suggested.update((open) => {
    if (!open || open.choices.length === 0) return open;
    return { ...open, active: (open.active + by + open.choices.length) % open.choices.length };
  });
  tellReader(editor);
}

function chooseActive(): boolean {
  const open = suggested.get();
  const choice = open?.choices[open.active];
  if (!open || !choice) return false;
  open.choose(choice);
  return true;
}

function onKey(editor: Editor, key: string): boolean {
  if (!suggested.get()?.choices.length) return false;
  if (key === "ArrowDown") move(editor, 1);
  else if (key === "ArrowUp") move(editor, -1);
  else if (key === "Enter" || key === "Tab") return chooseActive();
  else return false;
  return true;
}

interface ListOptions {
  name: string;
  char: string;
  label: string;
  find: (words: string) => readonly Choice[] | Promise<readonly Choice[]>;
  startOfLine?: boolean;
}

/** An extension that offers choices behind a character: `/` for blocks, `@` for people. */
export function suggesting({ name, char, label, find, startOfLine = false }: ListOptions): Extension {
  return Extension.create({
    name,
    addProseMirrorPlugins() {
      const { editor } = this;
      const show = (props: SuggestionProps<Choice, Choice>): void => {
        const choose = (choice: Choice) => props.command(choice);
        const rect = props.clientRect?.() ?? null;
        suggested.set({ label, choices: props.items, active: 0, rect, choose });
        tellReader(editor);
      };
      return [
        Suggestion<Choice, Choice>({
          editor,
          char,
          startOfLine,
          decorationClass: "suggesting",
          pluginKey: new PluginKey(name),
          items: async ({ query }) => [...(await find(query))],
          command: ({ editor: at, range, props }) => props.run(at, range),
          allow: ({ state, range }) => state.doc.resolve(range.from).parent.type.name !== "codeBlock",
          render: () => ({
            onStart: show,
            onUpdate: show,
            onKeyDown: ({ event }) => onKey(editor, event.key),
            onExit: () => {
              suggested.set(null);
              tellReader(editor);
            },
          }),
        }),
      ];
    },
  });
}
