import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { Menu } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";

import { currentFolder } from "@/features/drive/current-folder";
import { meQuery } from "@/features/drive/queries";
import { DropArea } from "@/features/upload/drop-area";
import { UploadTray } from "@/features/upload/tray";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { SkeletonRows } from "@/shared/ui/states";
import { useStore } from "@/shared/ui/store";
import { Toasts, undoLatest } from "@/shared/ui/toasts";

import { Banners } from "./banners";
import { Brand } from "./brand";
import { Navigation } from "./navigation";
import "./shell.css";
import { UserMenu } from "./user-menu";

const Drawer = lazy(() => import("@/shared/ui/drawer"));

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Ctrl+Z undoes the last move, renaming or deletion that still offers it. */
function useUndoKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
      if (isUndo && !isTyping(event.target) && undoLatest()) event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** A document is a page of its own: nothing beside it but what it says itself. */
function Page() {
  return (
    <>
      <main id="main" className="shell-page">
        <Suspense fallback={<SkeletonRows />}>
          <Outlet />
        </Suspense>
      </main>
      <UploadTray />
      <Toasts />
    </>
  );
}

/** What surrounds every screen: where one can go, who one is, what is being sent, what was done. */
export function Shell() {
  const t = useT();
  const client = useQueryClient();
  const me = useQuery(meQuery).data ?? client.getQueryData(meQuery.queryKey);
  const [isNavOpen, setNavOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [shownPath, setShownPath] = useState(path);
  const folder = useStore(currentFolder);
  useUndoKey();
  if (shownPath !== path) {
    setShownPath(path);
    setNavOpen(false);
  }
  if (!me) return null;
  if (path.startsWith("/documents/")) return <Page />;
  const mine = { id: me.personal_space.root_id, name: t("nav.files") };
  return (
    <>
      <a className="skip" href="#main">
        {t("shell.skip")}
      </a>
      <div className="shell">
        <nav className="shell-side" aria-label={t("shell.nav")}>
          <Brand />
          <Navigation me={me} />
        </nav>
        <div className="shell-body">
          <header className="shell-head">
            <div className="shell-top">
              <span className="shell-burger">
                <IconButton label={t("shell.menu")} icon={Menu} onPress={() => setNavOpen(true)} />
              </span>
              <span className="shell-top-brand">
                <Brand />
              </span>
              <UserMenu me={me} />
            </div>
            <Banners banners={me.banners} />
          </header>
          <main id="main" className="shell-main" tabIndex={-1}>
            <Suspense fallback={<SkeletonRows />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
      {isNavOpen && (
        <Suspense fallback={null}>
          <Drawer title={t("shell.menu")} size="small" onClose={() => setNavOpen(false)}>
            <nav className="shell-drawer" aria-label={t("shell.nav")}>
              <Navigation me={me} />
            </nav>
          </Drawer>
        </Suspense>
      )}
      <DropArea target={folder === undefined ? mine : folder} />
      <UploadTray />
      <Toasts />
    </>
  );
}
