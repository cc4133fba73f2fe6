import { patch, post, del } from "@/shared/api/http";
import type { Item } from "@/shared/api/types";

/** The drive's writes, one call each. All throw `ApiProblem`. */

export const renameItem = (id: string, name: string): Promise<Item> =>
  patch<Item>(`/items/${id}`, { name });

export const createFolder = (parentId: string, name: string): Promise<Item> =>
  post<Item>(`/items/${parentId}/folders`, { name });

/** Without a name the server finds one that is free. */
export const createDocument = (parentId: string, name: string, templateId: string): Promise<Item> =>
  post<Item>(`/items/${parentId}/documents`, {
    ...(name !== "" && { name }),
    ...(templateId !== "" && { template_id: templateId }),
  });

/** Make a live document beside a file, from what is in it. */
export const convertFile = (id: string): Promise<Item> => post<Item>(`/items/${id}/convert`);

export const moveItem = (id: string, parentId: string): Promise<Item> =>
  post<Item>(`/items/${id}/move`, { parent_id: parentId, on_conflict: "rename" });

export const copyItem = (id: string, parentId: string): Promise<Item> =>
  post<Item>(`/items/${id}/copy`, { parent_id: parentId, on_conflict: "rename" });

export const trashItem = (id: string): Promise<undefined> => del(`/items/${id}`);

export const restoreItem = (id: string): Promise<Item> => post<Item>(`/items/${id}/restore`);

export const purgeItem = (id: string): Promise<undefined> => post(`/items/${id}/purge`);

export const emptyTrash = (): Promise<undefined> => del("/trash");
