import { describe, expect, it } from "vitest";

import enLater from "../src/shared/i18n/en-later.json";
import en from "../src/shared/i18n/en.json";
import frLater from "../src/shared/i18n/fr-later.json";
import fr from "../src/shared/i18n/fr.json";
import { translator } from "../src/shared/i18n/messages";

const inFrench = translator({ ...fr, ...frLater }, "fr");
const inEnglish = translator({ ...en, ...enLater }, "en");

describe("a message", () => {
  it("counts as each language does: in French, zero is singular", () => {
    expect(inFrench("drive.chosen", { count: 0 })).toBe("0 sélectionné");
    expect(inFrench("drive.chosen", { count: 2 })).toBe("2 sélectionnés");
    expect(inEnglish("details.children", { count: 0 })).toBe("0 items");
    expect(inEnglish("details.children", { count: 1 })).toBe("1 item");
  });

  it("writes numbers as the language does", () => {
    expect(inFrench("details.children", { count: 10_000 })).toBe("10\u202f000 éléments");
    expect(inEnglish("details.children", { count: 10_000 })).toBe("10,000 items");
  });

  it("leaves a name alone, whatever is in it", () => {
    expect(inEnglish("action.renamed", { name: "$& {{name}} <b>" })).toBe("Renamed to “$& {{name}} <b>”.");
  });
});
