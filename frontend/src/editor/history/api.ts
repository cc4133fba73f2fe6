import type { components } from "@/shared/api/schema";

import { allAt, callAt } from "../live/calls";

type Schemas = components["schemas"];

export type Version = Schemas["DocumentVersion"];
export type Difference = Schemas["Difference"];
export type ChangedBlock = Difference["blocks"][number];
export type Authorship = Schemas["Authorship"];
export type Hand = Authorship["authors"][number];

/** The past of one document; every method throws `ApiProblem`. */
export class HistoryApi {
  private readonly base: string;

  constructor(apiBase: string) {
    this.base = `${apiBase}/document`;
  }

  versions = (): Promise<Version[]> => allAt<Version>(`${this.base}/versions`);
  keep = (name: string): Promise<Version> => callAt("POST", `${this.base}/versions`, { name });
  rename = (version: string, name: string): Promise<Version> =>
    callAt("PATCH", `${this.base}/versions/${version}`, { name });
  restore = (version: string): Promise<unknown> => callAt("POST", `${this.base}/versions/${version}/restore`);
  /** Without `to`, up to now. */
  compare = (from: string, to: string | null): Promise<Difference> =>
    callAt("GET", `${this.base}/difference?from=${from}${to === null ? "" : `&to=${to}`}`);
  authorship = (): Promise<Authorship> => callAt("GET", `${this.base}/authorship`);
}
