import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { QueryClient } from "@tanstack/react-query";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { move, rename, trash } from "../src/features/drive/actions";
import { childrenQuery } from "../src/features/drive/queries";
import type { Item } from "../src/shared/api/types";
import { undoLatest } from "../src/shared/ui/toasts";
import { addItem, home, items, mine } from "../mock/data";
import { answer } from "../mock/server";

/** The real client of the API against the stand-in server, over HTTP. */
let server: Server;
let client: QueryClient;
let folder: Item;
let file: Item;

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response, 0));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const real = fetch;
  vi.stubGlobal("fetch", (path: string, options: RequestInit) => real(`http://127.0.0.1:${port}${path}`, options));
});

afterAll(() => {
  vi.unstubAllGlobals();
  server.close();
});

beforeEach(async () => {
  client = new QueryClient();
  // Copies: what the browser knows does not change with the server.
  folder = { ...addItem(home, mine.id, "folder", `Dossier ${crypto.randomUUID()}`) };
  file = { ...addItem(folder, mine.id, "file", "avant.txt") };
  addItem(folder, mine.id, "file", "pris.txt");
  await client.infiniteQuery(childrenQuery(folder.id, "name"));
});

const shown = () =>
  client.getQueryData(childrenQuery(folder.id, "name").queryKey)?.pages.flatMap((page) => page.items.map((item) => item.name));

describe("what a person does", () => {
  it("shows a new name at once, keeps it, and takes it back", async () => {
    const renaming = rename(client, file, "après.txt");
    expect(shown()).toContain("après.txt");
    await renaming;
    expect(items.get(file.id)?.name).toBe("après.txt");
    expect(undoLatest()).toBe(true);
    await vi.waitFor(() => expect(items.get(file.id)?.name).toBe("avant.txt"));
  });

  it("puts the old name back when the new one is refused", async () => {
    await expect(rename(client, file, "pris.txt")).rejects.toMatchObject({ code: "name_taken" });
    expect(shown()).toContain("avant.txt");
  });

  it("takes trashed items off the list, and undoing brings them back", async () => {
    const trashing = trash(client, [file]);
    expect(shown()).not.toContain("avant.txt");
    await trashing;
    expect(items.get(file.id)?.trashed_at).not.toBeNull();
    expect(undoLatest()).toBe(true);
    await vi.waitFor(() => expect(items.get(file.id)?.trashed_at).toBeNull());
  });

  it("moves items and moves them back", async () => {
    await move(client, [file], { id: home.id, name: "Mes fichiers" });
    expect(items.get(file.id)?.parent_id).toBe(home.id);
    expect(undoLatest()).toBe(true);
    await vi.waitFor(() => expect(items.get(file.id)?.parent_id).toBe(folder.id));
  });

  it("never moves a folder into itself, nor to where it is", async () => {
    await move(client, [folder], { id: folder.id, name: folder.name });
    await move(client, [file], { id: folder.id, name: folder.name });
    expect(items.get(folder.id)?.parent_id).toBe(home.id);
  });
});
