import { useNavigate } from "@tanstack/react-router";
import { CircleUserRound, LogOut, Settings } from "lucide-react";
import { useRef } from "react";

import { csrfToken } from "@/shared/api/http";
import type { Me } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { MenuButton } from "@/shared/ui/menu";

/** Who is signed in, and the ways to the settings and out. */
export function UserMenu({ me }: { me: Me }) {
  const t = useT();
  const navigate = useNavigate();
  const signOut = useRef<HTMLFormElement>(null);
  const token = useRef<HTMLInputElement>(null);

  /** Signing out is a page of the server: it ends the session and says so. */
  function leave() {
    if (token.current) token.current.value = csrfToken();
    signOut.current?.submit();
  }

  return (
    <>
      <MenuButton
        label={t("shell.account")}
        placement="bottom end"
        groups={[
          [{ id: "settings", label: t("nav.settings"), icon: Settings, onAction: () => void navigate({ to: "/settings" }) }],
          [{ id: "leave", label: t("shell.sign_out"), icon: LogOut, onAction: leave }],
        ]}
      >
        <Button className="user">
          <CircleUserRound aria-hidden className="icon" />
          <span className="user-name">
            <span className="visually-hidden">{t("shell.account")} </span>
            {me.name || me.email}
          </span>
        </Button>
      </MenuButton>
      <form ref={signOut} method="post" action="/account/logout/" hidden>
        <input ref={token} type="hidden" name="csrfmiddlewaretoken" />
      </form>
    </>
  );
}
