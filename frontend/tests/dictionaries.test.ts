import { describe, expect, it } from "vitest";

import enEditor from "../src/editor/words/en.json";
import frEditor from "../src/editor/words/fr.json";
import enLater from "../src/shared/i18n/en-later.json";
import en from "../src/shared/i18n/en.json";
import frLater from "../src/shared/i18n/fr-later.json";
import fr from "../src/shared/i18n/fr.json";

type Tree = { [name: string]: string | Tree };

function messages(tree: Tree, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(prefix + name, value);
    else for (const [path, text] of messages(value, `${prefix}${name}.`)) found.set(path, text);
  }
  return found;
}

const french = messages({ ...fr, ...frLater, editor: frEditor });
const english = messages({ ...en, ...enLater, editor: enEditor });
const facts = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("the dictionaries", () => {
  it("say the same things in French and in English", () => {
    expect([...english.keys()]).toEqual([...french.keys()]);
  });

  it("keep every part at its place: what is loaded later overwrites nothing", () => {
    expect(Object.keys(fr).filter((part) => part in frLater)).toEqual([]);
    expect(Object.keys(en)).toEqual(Object.keys(fr));
  });

  it("leave no message empty", () => {
    for (const text of [...french.values(), ...english.values()]) expect(text.trim()).not.toBe("");
  });

  it("tell the same facts in both languages", () => {
    for (const [path, text] of french) expect(facts(english.get(path) ?? ""), path).toEqual(facts(text));
  });

  it("have a word for one wherever they have one for many", () => {
    const bases = (suffix: string) =>
      [...french.keys()].filter((path) => path.endsWith(suffix)).map((path) => path.slice(0, -suffix.length));
    expect(bases("_one")).toEqual(bases("_other"));
  });

  it("keep French punctuation on the line of its word", () => {
    for (const [path, text] of french) {
      expect(text, path).not.toMatch(/ [:;!?»]|« /);
      expect(text, path).not.toMatch(/[^\u00a0\u202f/ps] ?[:;!?](?=\s|$)/);
      expect(text, path).not.toMatch(/'/);
    }
  });

  it("address the reader with vous", () => {
    for (const [path, text] of french) expect(text, path).not.toMatch(/\b(tu|ton|ta|tes|toi)\b/i);
  });
});
