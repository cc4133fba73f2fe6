/** Short names for the shapes of the REST API v1. `schema.ts` is made from the server's own document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type AuditEvent = Schemas["AuditEvent"];
export type FileVersion = Schemas["Version"];
export type Grant = Schemas["Grant"];
export type Group = Schemas["Group"];
export type Invitation = Schemas["Invitation"];
export type Item = Schemas["Item"];
export type ItemDetail = Schemas["ItemDetail"];
export type Link = Schemas["Link"];
/** The address is in this answer only: the server keeps no copy of it. */
export type NewLink = Schemas["NewLink"];
export type Me = Schemas["Me"];
export type PersonRef = Schemas["PersonRef"];
export type Session = Schemas["Session"];
export type Space = Schemas["Space"];
export type Template = Schemas["Template"];
export type Token = Schemas["Token"];
/** The token is in this answer only: the server keeps no copy of it. */
export type NewToken = Schemas["NewToken"];
export type Verdict = Schemas["Verdict"];

export type Ability = Item["abilities"][number];
export type Role = NonNullable<Item["role"]>;
export type TokenScope = Token["scope"];
export type VerdictState = Verdict["state"];
