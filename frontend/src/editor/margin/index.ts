import { MessageSquareText } from "lucide-react";
import { lazy } from "react";

import type { AddOn } from "../add-ons";
import { may } from "../session";
import { MarginCompanion } from "./companion";
import { marginMarks } from "./marks";
import { MARGIN_PANEL } from "./names";
import { MarginTools } from "./tools";

/** Comments beside the text, and suggestions of what it should say. */
export const MARGIN: AddOn = {
  panels: [
    {
      id: MARGIN_PANEL,
      word: "margin.title",
      icon: MessageSquareText,
      isOffered: (session) => may(session, "comment"),
      Component: lazy(() => import("./panel")),
    },
  ],
  extensions: (live) => [marginMarks(live)],
  Tools: MarginTools,
  Companion: MarginCompanion,
};
