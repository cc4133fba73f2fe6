import { address, csrfToken } from "@/shared/api/http";
import { problemFromAnswer, unreachable } from "@/shared/api/problem";
import { goToSignIn } from "@/shared/api/sign-in";
import type { Item } from "@/shared/api/types";

export type OnConflict = "fail" | "version" | "rename";

export interface Sending {
  folderId: string;
  name: string;
  file: Blob;
  onConflict: OnConflict;
  signal: AbortSignal;
  /** Bytes that left; called often. */
  onProgress: (sentBytes: number) => void;
  /** Every byte left: what remains is the analysis. */
  onSent: () => void;
}

/** Sends one file; answers its item. Throws `ApiProblem`, or the signal's reason when cancelled. */
export type Transport = (sending: Sending) => Promise<Item>;

/** The one-shot upload of the API. XMLHttpRequest because `fetch` tells no progress of what it sends. */
export const sendByXhr: Transport = (sending) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const path = `/items/${sending.folderId}/files/${encodeURIComponent(sending.name)}`;
    xhr.open("PUT", address(path, { on_conflict: sending.onConflict }));
    xhr.setRequestHeader("X-CSRFToken", csrfToken());
    xhr.setRequestHeader("Content-Type", "application/octet-stream");
    xhr.setRequestHeader("Accept", "application/json");
    xhr.upload.onprogress = (event) => sending.onProgress(event.loaded);
    xhr.upload.onload = () => sending.onSent();
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        resolve(JSON.parse(xhr.responseText) as Item);
        return;
      }
      if (xhr.status === 401) goToSignIn();
      reject(problemFromAnswer(xhr.status, xhr.responseText));
    };
    xhr.onerror = () => reject(unreachable());
    xhr.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
    sending.signal.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(sending.file);
  });
