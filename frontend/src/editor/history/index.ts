import { History } from "lucide-react";
import { lazy } from "react";

import type { AddOn } from "../add-ons";

/** Versions, their differences, and who wrote what. For agents: a partner sees the present. */
export const HISTORY: AddOn = {
  panels: [
    {
      id: "history",
      word: "history.title",
      icon: History,
      isOffered: ({ me }) => me.id !== null,
      Component: lazy(() => import("./panel")),
    },
  ],
};
