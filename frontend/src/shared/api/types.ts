/** The shapes of the REST API v1, as the server's OpenAPI document names them. */

export type Role = "reader" | "commenter" | "editor" | "manager" | "owner";

export type Ability =
  | "read"
  | "download"
  | "comment"
  | "edit"
  | "share_link"
  | "manage_grants"
  | "trash"
  | "purge";

export type VerdictState =
  | "receiving"
  | "quarantined"
  | "scanning"
  | "clean"
  | "infected"
  | "unscannable"
  | "error";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface PersonRef {
  id: string;
  name: string;
  email: string;
  service: string;
}

export interface Verdict {
  state: VerdictState;
  reason: string | null;
  signature_name: string | null;
  engine_version: string | null;
  signature_version: number | null;
  signature_date: string | null;
  scanned_at: string | null;
  bytes_examined: number | null;
  duration_ms: number | null;
  sha256: string | null;
}

export interface Item {
  id: string;
  kind: "folder" | "file";
  name: string;
  parent_id: string | null;
  space_id: string;
  created_at: string;
  updated_at: string;
  created_by: PersonRef | null;
  size_bytes: number | null;
  media_type: string | null;
  version_id: string | null;
  version_number: number | null;
  verdict: Verdict | null;
  trashed_at: string | null;
  link_count: number;
  is_shared: boolean;
  role: Role;
  abilities: Ability[];
}

export interface ItemDetail extends Item {
  child_count: number | null;
  breadcrumb: { id: string; name: string }[];
  space: { id: string; name: string; kind: "personal" | "team" };
}

export interface Space {
  id: string;
  name: string;
  kind: "personal" | "team";
  root_id: string;
  quota_bytes: number;
  used_bytes: number;
  role: Role;
  created_at: string;
}

export interface FileVersion {
  id: string;
  number: number;
  size_bytes: number;
  media_type: string;
  sha256: string;
  created_at: string;
  created_by: PersonRef | null;
  verdict: Verdict;
  is_current: boolean;
}

export interface Group {
  id: string;
  name: string;
}

export interface Grant {
  id: string;
  role: Role;
  principal: { type: "person" | "group"; id: string; name: string; email: string | null };
  granted_by: PersonRef | null;
  created_at: string;
  inherited_from: { id: string; name: string } | null;
}

export type LinkMode = "view" | "download";

export interface Link {
  id: string;
  item: { id: string; name: string; kind: "folder" | "file" };
  mode: LinkMode;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  has_password: boolean;
  status: "open" | "expired" | "revoked" | "blocked";
  note: string;
  open_count: number;
  download_count: number;
  last_used_at: string | null;
  issuer: PersonRef;
  /** Present only in the answer that created the link: the server keeps no copy of it. */
  url?: string;
}

export interface AuditEvent {
  id: string;
  at: string;
  actor: { type: "person" | "link" | "system"; id: string | null; label: string };
  action: string;
  item: { id: string; name: string } | null;
  link_id: string | null;
  address: string | null;
  facts: Record<string, unknown>;
}

export interface Limits {
  upload_one_shot_max_bytes: number;
  link_default_days: number;
  link_maximum_days: number;
  trash_retention_days: number;
}

export interface Me {
  id: string;
  email: string;
  name: string;
  service: string;
  locale: string;
  organisation: { id: string; name: string };
  is_officer: boolean;
  is_administrator: boolean;
  personal_space: Space;
  limits: Limits;
  banners: { code: string }[];
}

export interface Session {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  user_agent: string;
  is_current: boolean;
}

export type TokenScope = "read" | "write" | "admin";

export interface Token {
  id: string;
  name: string;
  scope: TokenScope;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  /** Present only in the answer that created the token. */
  token?: string;
}
