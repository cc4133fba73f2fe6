import { get, post } from "@/shared/api/http";
import { asProblem } from "@/shared/api/problem";
import type { Item } from "@/shared/api/types";

/** Make a folder, or find the one of that name. Throws `ApiProblem`. */
export async function ensureFolder(parentId: string, name: string): Promise<string> {
  try {
    return (await post<Item>(`/items/${parentId}/folders`, { name })).id;
  } catch (error) {
    const problem = asProblem(error);
    const existingId = problem.fact("existing_id");
    if (problem.code !== "name_taken" || existingId === null) throw error;
    const existing = await get<Item>(`/items/${existingId}`);
    if (existing.kind !== "folder") throw error;
    return existing.id;
  }
}

/** Makes each folder of an upload once, however many of its files ask at the same time. */
export class FolderMaker {
  readonly #made = new Map<string, Promise<string>>();

  constructor(private readonly ensure: (parentId: string, name: string) => Promise<string> = ensureFolder) {}

  /** The id of the folder at `path` below `rootId`. */
  async at(rootId: string, path: readonly string[]): Promise<string> {
    let id = rootId;
    for (const name of path) id = await this.#child(id, name);
    return id;
  }

  #child(parentId: string, name: string): Promise<string> {
    const key = `${parentId}/${name}`;
    const known = this.#made.get(key);
    if (known) return known;
    const making = this.ensure(parentId, name);
    this.#made.set(key, making);
    // A failure is not remembered: trying again must ask again.
    making.catch(() => this.#made.delete(key));
    return making;
  }
}
