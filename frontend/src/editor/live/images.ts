import { address, csrfToken } from "@/shared/api/http";
import { problemFromAnswer, unreachable } from "@/shared/api/problem";

import type { DocumentImage } from "../session";

/** Send an image of a document; the server scans it like any file. Throws `ApiProblem`. */
export async function sendImage(itemPath: string, file: Blob, signal: AbortSignal): Promise<DocumentImage> {
  let answer: Response;
  try {
    answer = await fetch(address(`${itemPath}/document/images`), {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRFToken": csrfToken() },
      credentials: "same-origin",
      body: file,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable();
  }
  if (!answer.ok) throw problemFromAnswer(answer.status, await answer.text());
  return (await answer.json()) as DocumentImage;
}
