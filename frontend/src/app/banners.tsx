import { TriangleAlert } from "lucide-react";

import type { Me } from "@/shared/api/types";
import { useT, wordsFor } from "@/shared/i18n";

/** What everyone must know about this installation. */
export function Banners({ banners }: { banners: Me["banners"] }) {
  useT();
  return banners.map(({ code }) => (
    <p key={code} className="banner" role="note">
      <TriangleAlert aria-hidden className="icon" />
      {wordsFor("banner", code) ?? code}
    </p>
  ));
}
