import { createContext, use } from "react";

import type { UploadQueue } from "./queue";

export const UploadsContext = createContext<UploadQueue | null>(null);

export function useUploads(): UploadQueue {
  const uploads = use(UploadsContext);
  if (uploads === null) throw new Error("Uploads are provided by the shell.");
  return uploads;
}
