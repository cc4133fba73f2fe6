import { beforeEach, describe, expect, it } from "vitest";

import { modeChoices } from "../src/features/links/modes";
import { linkSentence } from "../src/features/links/sentence";
import type { Link } from "../src/shared/api/types";
import { formatBytes } from "../src/shared/format/bytes";
import { daysUntil, endOfDay, formatShort, toDateInput } from "../src/shared/format/instants";
import { problemFromAnswer } from "../src/shared/api/problem";
import { speak, withWords } from "../src/shared/i18n";
import { describeBrowser } from "../src/features/settings/user-agent";
import { home, newLink } from "../mock/data";

describe("words for numbers and days", () => {
  beforeEach(() => speak("fr"));

  it("give sizes as file explorers do, in the reader's language", async () => {
    expect(formatBytes(0)).toBe("0\u00a0o");
    expect(formatBytes(1023)).toBe("1\u202f023\u00a0o");
    expect(formatBytes(104_857_600)).toBe("100\u00a0Mo");
    expect(formatBytes(1536)).toBe("1,5\u00a0Ko");
    await speak("en");
    expect(formatBytes(1536)).toBe("1.5\u00a0KB");
  });

  it("give an hour today, a day this year, and the year before that", () => {
    const now = new Date("2026-06-15T12:00:00");
    expect(formatShort("2026-06-15T09:05:00", now)).toBe("09:05");
    expect(formatShort("2026-03-02T09:05:00", now)).toBe("2 mars");
    expect(formatShort("2024-03-02T09:05:00", now)).toBe("2 mars 2024");
  });

  it("count a started day as a day", () => {
    const now = new Date("2026-06-15T12:00:00Z");
    expect(daysUntil("2026-06-15T13:00:00Z", now)).toBe(1);
    expect(daysUntil("2026-06-14T13:00:00Z", now)).toBe(0);
  });

  it("end a link with the day that was chosen", () => {
    expect(toDateInput(endOfDay("2026-06-30"))).toBe("2026-06-30");
  });
});

describe("the sentence of a link", () => {
  it("says who can do what, until when", async () => {
    await speak("fr");
    await withWords(Promise.resolve());
    const link = newLink(home, { expires_at: "2026-06-30T21:59:59Z", has_password: true });
    expect(linkSentence(link)).toBe(
      "Toute personne munie du lien et du mot de passe peut lire et télécharger jusqu’au 30 juin 2026.",
    );
    expect(linkSentence({ ...link, status: "blocked" })).toMatch(/^Lien suspendu/);
    await speak("en");
    expect(linkSentence({ ...link, has_password: false })).toBe(
      "Anyone with the link can read and download until 30 June 2026.",
    );
  });
});

describe("what a link allows", () => {
  const toDocument = (facts: Partial<Link>) =>
    newLink(home, { item: { ...home, kind: "document" }, expires_at: "2026-06-30T21:59:59Z", ...facts });

  it("is chosen among sentences, and nothing is asked of a file", async () => {
    await speak("fr");
    await withWords(Promise.resolve());
    expect(modeChoices("file")).toEqual([]);
    expect(modeChoices("folder").map(({ value }) => value)).toEqual(["download", "comment", "edit"]);
    expect(modeChoices("document").map(({ value }) => value)).toEqual(["read", "download", "comment", "edit"]);
    for (const { label } of [...modeChoices("folder"), ...modeChoices("document")]) expect(label).toMatch(/^Lire/);
  });

  it("reads as one sentence, of a document and of a folder", async () => {
    await speak("fr");
    expect(linkSentence(toDocument({ mode: "read" }))).toBe(
      "Toute personne munie du lien peut lire, sans télécharger, jusqu’au 30 juin 2026.",
    );
    expect(linkSentence(toDocument({ mode: "edit" }))).toBe(
      "Toute personne munie du lien peut lire, télécharger et modifier jusqu’au 30 juin 2026.",
    );
    expect(linkSentence({ ...newLink(home, { mode: "edit" }), expires_at: "2026-06-30T21:59:59Z" })).toBe(
      "Toute personne munie du lien peut lire et télécharger, et modifier les documents, jusqu’au 30 juin 2026.",
    );
  });
});

describe("an answer that is no problem document", () => {
  it("still becomes a problem: a proxy's page, nothing at all, foreign JSON", () => {
    expect(problemFromAnswer(502, "<html>Bad gateway</html>").code).toBe("server_error");
    expect(problemFromAnswer(418, "").code).toBe("unexpected");
    expect(problemFromAnswer(400, '{"code": 7, "facts": [], "errors": "x"}').body.facts).toEqual({});
  });
});

describe("a browser", () => {
  it("is named so that its owner recognises it", () => {
    const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    expect(describeBrowser(firefox)).toBe("Firefox · Windows");
    expect(describeBrowser("curl/8.0")).toBeNull();
  });
});
