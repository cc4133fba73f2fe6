import { describe, expect, it } from "vitest";

import {
  chooseAll,
  clear,
  click,
  keyTarget,
  moveTo,
  NOTHING_CHOSEN,
  prune,
  toggle,
  type Selection,
} from "../src/features/drive/listing/selection";
import { TypeAhead } from "../src/features/drive/listing/type-ahead";

const ids = ["a", "b", "c", "d", "e"];
const PLAIN = { shift: false, toggle: false };
const SHIFT = { shift: true, toggle: false };
const CTRL = { shift: false, toggle: true };
const chosen = (state: Selection) => [...state.chosen];

describe("choosing rows", () => {
  it("takes one row by a click, and only that one", () => {
    const state = click(click(NOTHING_CHOSEN, ids, "a", PLAIN), ids, "c", PLAIN);
    expect(chosen(state)).toEqual(["c"]);
  });

  it("adds and removes with Ctrl", () => {
    let state = click(NOTHING_CHOSEN, ids, "a", PLAIN);
    state = click(state, ids, "c", CTRL);
    expect(chosen(state)).toEqual(["a", "c"]);
    expect(chosen(click(state, ids, "a", CTRL))).toEqual(["c"]);
  });

  it("extends with Shift from where the choice began, in both directions", () => {
    const start = click(NOTHING_CHOSEN, ids, "c", PLAIN);
    const down = click(start, ids, "e", SHIFT);
    expect(chosen(down)).toEqual(["c", "d", "e"]);
    expect(chosen(click(down, ids, "a", SHIFT))).toEqual(["a", "b", "c"]);
  });

  it("follows the arrows, and stays behind with Ctrl", () => {
    const start = click(NOTHING_CHOSEN, ids, "a", PLAIN);
    expect(chosen(moveTo(start, ids, "b", PLAIN))).toEqual(["b"]);
    const moved = moveTo(start, ids, "c", CTRL);
    expect([chosen(moved), moved.focus]).toEqual([["a"], "c"]);
    expect(chosen(toggle(moved, "c"))).toEqual(["a", "c"]);
  });

  it("takes all, and gives all back", () => {
    const all = chooseAll(NOTHING_CHOSEN, ids);
    expect(chosen(all)).toEqual(ids);
    expect(chosen(clear(all))).toEqual([]);
  });

  it("forgets rows that are gone and gives the keyboard to the next", () => {
    const state = click(click(NOTHING_CHOSEN, ids, "b", PLAIN), ids, "c", CTRL);
    const left = prune(state, ["a", "d", "e"], ids);
    expect([chosen(left), left.focus]).toEqual([[], "e"]);
    expect(prune(state, ids, ids)).toBe(state);
  });
});

describe("the keys of a list", () => {
  it("lead up, down, to the ends and by pages, and stop at the ends", () => {
    expect(keyTarget("ArrowDown", 0, 5, 1, 3)).toBe(1);
    expect(keyTarget("ArrowUp", 0, 5, 1, 3)).toBe(0);
    expect(keyTarget("End", 0, 5, 1, 3)).toBe(4);
    expect(keyTarget("Home", 4, 5, 1, 3)).toBe(0);
    expect(keyTarget("PageDown", 0, 5, 1, 3)).toBe(3);
    expect(keyTarget("PageDown", 3, 5, 1, 3)).toBe(4);
    expect(keyTarget("x", 0, 5, 1, 3)).toBeNull();
  });

  it("lead sideways among tiles only", () => {
    expect(keyTarget("ArrowRight", 0, 5, 1, 3)).toBeNull();
    expect(keyTarget("ArrowRight", 0, 5, 3, 3)).toBe(1);
    expect(keyTarget("ArrowDown", 1, 5, 3, 3)).toBe(4);
  });
});

describe("typing ahead", () => {
  const names = ["Archives", "Élections", "été", "Budget", "zèbre"];

  it("finds names without regard to accents and case", () => {
    expect(new TypeAhead().type("e", names, 0, 0)).toBe(1);
  });

  it("narrows with each letter and starts anew after a pause", () => {
    const typed = new TypeAhead();
    typed.type("e", names, 0, 0);
    expect(typed.type("t", names, 1, 200)).toBe(2);
    expect(typed.type("b", names, 2, 2000)).toBe(3);
  });

  it("goes round the names that start with the same letter", () => {
    const typed = new TypeAhead();
    expect(typed.type("e", names, 0, 0)).toBe(1);
    expect(typed.type("e", names, 1, 100)).toBe(2);
    expect(typed.type("e", names, 2, 200)).toBe(1);
  });

  it("answers null when no name fits", () => {
    expect(new TypeAhead().type("q", names, 0, 0)).toBeNull();
  });
});
