import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";

import type { AuditFilters } from "@/features/audit/queries";
import { childrenQuery, DEFAULT_SORT, itemQuery, meQuery, SORTS, type Sort } from "@/features/drive/queries";
import { RecentScreen } from "@/features/drive/screen/recent-screen";
import { SharedScreen } from "@/features/drive/screen/shared-screen";
import { withWords } from "@/shared/i18n";

import { AuditPlace, FolderPlace, MyFilesPlace } from "./places";
import { NotFound, RouteTrouble } from "./route-trouble";
import { Shell } from "./shell";

interface Context {
  client: QueryClient;
}

/** What the address of a folder may say: the order, and the item to show. */
export interface FolderSearch {
  sort?: Sort | undefined;
  item?: string | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function folderSearch(search: Record<string, unknown>): FolderSearch {
  const sort = SORTS.find((order) => order === search["sort"]);
  return { sort, item: text(search["item"]) };
}

function auditSearch(search: Record<string, unknown>): AuditFilters {
  return {
    actor: text(search["actor"]),
    action: text(search["action"]),
    item_id: text(search["item_id"]),
    from: text(search["from"]),
    to: text(search["to"]),
  };
}

/** Start asking for a folder as soon as it is aimed at; the screen shows what arrived. */
function preloadFolder(client: QueryClient, id: string, sort: Sort): void {
  // A failure is the screen's to tell.
  client.query(itemQuery(id)).catch(() => undefined);
  client.infiniteQuery(childrenQuery(id, sort)).catch(() => undefined);
}

const rootRoute = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: NotFound,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    // The router takes a redirection as something thrown.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: "/files", replace: true });
  },
});

export const filesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/files",
  validateSearch: folderSearch,
  loaderDeps: ({ search }) => ({ sort: search.sort }),
  loader: async ({ context, deps }) => {
    const me = await context.client.query({ ...meQuery, staleTime: "static" });
    preloadFolder(context.client, me.personal_space.root_id, deps.sort ?? DEFAULT_SORT);
  },
  component: MyFilesPlace,
});

export const folderRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/folders/$folderId",
  validateSearch: folderSearch,
  loaderDeps: ({ search }) => ({ sort: search.sort }),
  loader: ({ context, params, deps }) =>
    preloadFolder(context.client, params.folderId, deps.sort ?? DEFAULT_SORT),
  component: FolderPlace,
});

const recentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/recent",
  component: RecentScreen,
});

const sharedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/shared",
  component: SharedScreen,
});

const spacesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/spaces",
  component: lazyRouteComponent(() => withWords(import("@/features/spaces/spaces-screen"))),
});

const linksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/links",
  component: lazyRouteComponent(() => withWords(import("@/features/links/links-screen"))),
});

const trashRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/trash",
  component: lazyRouteComponent(() => withWords(import("@/features/trash/trash-screen"))),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: lazyRouteComponent(() => withWords(import("@/features/settings/settings-screen"))),
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  component: lazyRouteComponent(() => withWords(import("@/features/people/people-screen"))),
});

/** The editor is as heavy as all the rest together: only who opens a document loads it. */
export const documentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/documents/$id",
  loader: ({ context, params }) => {
    context.client.query(itemQuery(params.id)).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("@/editor/document-place")),
});

export const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/audit",
  validateSearch: auditSearch,
  component: AuditPlace,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  filesRoute,
  folderRoute,
  recentRoute,
  sharedRoute,
  spacesRoute,
  linksRoute,
  trashRoute,
  settingsRoute,
  peopleRoute,
  auditRoute,
  documentRoute,
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteTrouble,
    scrollRestoration: false,
  });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
