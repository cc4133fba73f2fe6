/** Invented content for developing the app without a server: usual, empty and excessive. */
import type {
  Ability,
  AuditEvent,
  Grant,
  Item,
  Link,
  Me,
  PersonRef,
  Session,
  Space,
  Token,
  Verdict,
  VerdictState,
} from "../src/shared/api/types";

let counter = 0;
export const newId = (): string => `00000000-0000-7000-8000-${String((counter += 1)).padStart(12, "0")}`;

const ALL: Ability[] = ["read", "download", "comment", "edit", "share_link", "manage_grants", "trash", "purge"];
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

export const people: PersonRef[] = [
  { id: newId(), name: "Alice Martin", email: "alice@exemple.fr", service: "Direction des affaires juridiques" },
  { id: newId(), name: "Bob Leroy", email: "bob@exemple.fr", service: "Bureau du courrier" },
  { id: newId(), name: "Charlie Nguyen", email: "charlie@exemple.fr", service: "" },
  {
    id: newId(),
    name: "Marie-Antoinette de La Rochefoucauld-Montmorency",
    email: "marie-antoinette.de-la-rochefoucauld-montmorency@exemple-tres-long.gouv.fr",
    service: "Sous-direction de la coordination interministérielle et de la transformation numérique",
  },
];
export const [alice, bob] = people as [PersonRef, PersonRef];

export const spaces: Space[] = [];
export const items = new Map<string, Item>();

export function verdict(state: VerdictState, reason: string | null = null): Verdict {
  const isKnown = state === "clean" || state === "infected" || state === "unscannable";
  return {
    state,
    reason,
    signature_name: state === "infected" ? "Eicar-Test-Signature" : null,
    engine_version: isKnown ? "ClamAV 1.4.3" : null,
    signature_version: isKnown ? 27_801 : null,
    signature_date: isKnown ? ago(9) : null,
    scanned_at: isKnown ? ago(1) : null,
    bytes_examined: isKnown ? 2_345_678 : null,
    duration_ms: isKnown ? 184 : null,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  };
}

interface Options {
  size?: number;
  hours?: number;
  state?: Verdict;
  by?: PersonRef;
  links?: number;
  shared?: boolean;
  abilities?: Ability[];
  role?: Item["role"];
}

export function addItem(parent: Item | null, space: string, kind: Item["kind"], name: string, o: Options = {}): Item {
  const state = kind === "file" ? (o.state ?? verdict("clean")) : null;
  const may = o.abilities ?? (state && state.state !== "clean" ? ALL.filter((a) => a !== "download" && a !== "share_link") : ALL);
  const item: Item = {
    id: newId(),
    kind,
    name,
    parent_id: parent?.id ?? null,
    space_id: space,
    created_at: ago((o.hours ?? 30) + 5),
    updated_at: ago(o.hours ?? 30),
    created_by: o.by ?? alice,
    size_bytes: kind === "file" ? (o.size ?? 48_213) : null,
    media_type: kind === "file" ? "application/pdf" : null,
    version_id: kind === "file" ? newId() : null,
    version_number: kind === "file" ? 3 : null,
    verdict: state,
    trashed_at: null,
    link_count: o.links ?? 0,
    is_shared: o.shared ?? false,
    role: o.role ?? "owner",
    abilities: may,
  };
  items.set(item.id, item);
  return item;
}

function addSpace(name: string, kind: Space["kind"], used: number): [Space, Item] {
  const id = newId();
  const root = addItem(null, id, "folder", name);
  const space: Space = {
    id,
    name,
    kind,
    root_id: root.id,
    quota_bytes: 10 * 1024 ** 3,
    used_bytes: used,
    role: "owner",
    created_at: ago(900),
  };
  spaces.push(space);
  return [space, root];
}

const LONG =
  "Compte rendu provisoire de la réunion interministérielle relative à la simplification des procédures d’instruction des demandes de subvention (version annotée, à ne pas diffuser avant validation).odt";

export const [mine, home] = addSpace("Alice Martin", "personal", 6.4 * 1024 ** 3);
export const [team, teamRoot] = addSpace("Marchés publics 2026", "team", 9.6 * 1024 ** 3);
addSpace("Comité de direction", "team", 120_000_000);
addSpace("Espace de travail partagé entre la préfecture, la région et les communes volontaires", "team", 0);

const contracts = addItem(home, mine.id, "folder", "Contrats", { shared: true, hours: 2 });
export const big = addItem(home, mine.id, "folder", "Archives numérisées (10 000)", { hours: 900 });
addItem(home, mine.id, "folder", "Dossier vide", { hours: 5000 });
addItem(home, mine.id, "folder", "Panne", { hours: 80 });
addItem(home, mine.id, "file", "Budget prévisionnel 2026.ods", { size: 184_320, hours: 1, links: 2 });
addItem(home, mine.id, "file", "Convention de partenariat signée.pdf", { size: 2_345_678, hours: 3, shared: true });
addItem(home, mine.id, "file", "Photo du site.jpg", { size: 5_242_880, hours: 26, by: bob });
addItem(home, mine.id, "file", "Présentation du projet.odp", { size: 14_800_000, hours: 50 });
addItem(home, mine.id, "file", "Plans chiffrés.zip", { size: 920_000, hours: 52, state: verdict("unscannable", "encrypted") });
addItem(home, mine.id, "file", "Facture fournisseur.pdf.exe", { size: 68, hours: 53, state: verdict("infected") });
addItem(home, mine.id, "file", "Enregistrement de la réunion.mp4", { size: 98_000_000, hours: 0.1, state: verdict("quarantined") });
addItem(home, mine.id, "file", LONG, { size: 73_000, hours: 9000 });
addItem(home, mine.id, "file", "note.txt", { size: 12, hours: 700 });

let nest: Item = contracts;
for (const name of ["2026", "Marché de travaux pour la rénovation énergétique des bâtiments administratifs", "Lot n° 3", "Pièces"]) {
  nest = addItem(nest, mine.id, "folder", name);
}
addItem(nest, mine.id, "file", "CCTP.pdf");
addItem(contracts, mine.id, "file", "Bail.pdf", { hours: 4 });
for (let n = 1; n <= 10_000; n += 1) {
  addItem(big, mine.id, "file", `Acte ${String(n).padStart(5, "0")}.pdf`, { size: (n * 7919) % 3_000_000, hours: n });
}
addItem(teamRoot, team.id, "folder", "Candidatures");
addItem(teamRoot, team.id, "file", "Règlement de consultation.pdf", { by: bob, role: "reader", abilities: ["read", "download"] });
for (const [name, hours] of [["Ancien brouillon.odt", 20], ["Doublon.pdf", 300]] as const) {
  addItem(home, mine.id, "file", name).trashed_at = ago(hours);
}

export const me: Me = {
  id: alice.id,
  email: alice.email,
  name: alice.name,
  service: alice.service,
  locale: "fr",
  organisation: { id: newId(), name: "Préfecture de démonstration" },
  is_officer: true,
  is_administrator: true,
  personal_space: mine,
  limits: {
    upload_one_shot_max_bytes: 104_857_600,
    link_default_days: 30,
    link_maximum_days: 365,
    trash_retention_days: 30,
  },
  banners: [{ code: "signatures_relaxed" }],
  realtime_port: null,
};

const inherited = { id: home.id, name: "Mes fichiers" };
export const grants: Grant[] = people.slice(1).map((person, index) => ({
  id: newId(),
  role: (["editor", "reader", "commenter"] as const)[index] ?? "reader",
  principal: { type: "person", id: person.id, name: person.name, email: person.email },
  granted_by: alice,
  created_at: ago(40),
  inherited_from: index === 1 ? inherited : null,
}));

const soon = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

export function newLink(item: Item, facts: Partial<Link> = {}): Link {
  return {
    id: newId(),
    item: { id: item.id, name: item.name, kind: item.kind },
    mode: "download",
    created_at: ago(30),
    expires_at: soon(30),
    revoked_at: null,
    has_password: false,
    status: "open",
    note: "",
    open_count: 0,
    download_count: 0,
    last_used_at: null,
    issuer: alice,
    ...facts,
  };
}

const budget = [...items.values()].find((item) => item.name.startsWith("Budget")) ?? home;
export const links: Link[] = [
  newLink(budget, { has_password: true, open_count: 4, download_count: 2, note: "Cabinet Durand" }),
  newLink(budget, { expires_at: soon(3), open_count: 1 }),
  newLink(budget, { status: "expired", expires_at: ago(90) }),
  newLink(contracts, { status: "revoked", revoked_at: ago(10) }),
];

export const sessions: Session[] = [
  {
    id: newId(),
    created_at: ago(3),
    last_seen_at: ago(0),
    address: "10.1.2.3",
    user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    is_current: true,
  },
  {
    id: newId(),
    created_at: ago(300),
    last_seen_at: ago(40),
    address: "10.9.8.7",
    user_agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
    is_current: false,
  },
];

export const tokens: Token[] = [
  { id: newId(), name: "Dépôt des comptes rendus", scope: "write", created_at: ago(700), expires_at: soon(80), last_used_at: ago(5) },
];

const ACTIONS = ["item.renamed", "file.uploaded", "link.created", "link.opened", "person.signed_in", "something.new"];
export const events: AuditEvent[] = Array.from({ length: 260 }, (_, index) => {
  const action = ACTIONS[index % ACTIONS.length] ?? "item.renamed";
  return {
    id: newId(),
    at: ago(index * 3),
    actor: action === "link.opened" ? { type: "link", id: newId(), label: "Lien de Alice Martin" } : { type: "person", id: alice.id, label: alice.name },
    action,
    item: action.startsWith("person") ? null : { id: budget.id, name: index % 9 === 1 ? LONG : budget.name },
    link_id: null,
    address: "192.0.2.17",
    facts: action === "item.renamed" ? { before: "Budget.ods", after: budget.name } : {},
  };
});
