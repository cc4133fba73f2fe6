import { describe, expect, it } from "vitest";

import cases from "../../tests/documents/searching.json";
import { findWords } from "../src/editor/margin/searching";

describe("words looked for in a text", () => {
  for (const { why, lines, quote, prefix, suffix, found } of cases) {
    it(`are found as on the server: ${why}`, () => {
      const place = findWords(lines, quote, prefix, suffix);
      expect(place && [place.line, place.at]).toEqual(found);
    });
  }
});
