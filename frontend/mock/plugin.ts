import type { Plugin } from "vite";

import { answer } from "./server.ts";

/** `npm run dev` without a server: the API comes from memory and forgets at restart. */
export function mockApi(): Plugin {
  return {
    name: "sovshare-mock-api",
    configureServer(server) {
      server.middlewares.use("/api/v1", (request, response) => {
        request.url = request.originalUrl ?? request.url ?? "/";
        void answer(request, response);
      });
    },
  };
}
