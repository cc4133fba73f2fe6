import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { mockApi } from "./mock/plugin.ts";
import { onlyOurLanguages } from "./scripts/only-our-languages.ts";
import { sharedStart } from "./scripts/shared-start.ts";

const entry = (page: "app" | "guest"): string => fileURLToPath(new URL(`./src/${page}/main.tsx`, import.meta.url));

/** Where Django serves static files; `sovshare/spa.py` reads the manifest written beside them. */
const STATIC_URL = "/static/app/";

export default defineConfig(({ command, mode }) => ({
  base: command === "build" ? STATIC_URL : "/",
  plugins: [react(), onlyOurLanguages(), ...(mode === "mock" ? [mockApi()] : [])],
  resolve: {
    alias: {
      "@": fileURLToPath(new URL("./src", import.meta.url)),
      // What a document may hold, as the server reads it too.
      "@schema": fileURLToPath(new URL("../apps/documents/schema.json", import.meta.url)),
    },
  },
  build: {
    manifest: "manifest.json",
    outDir: "dist",
    target: "es2022",
    // An inlined asset would be a data: URL, which the Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // In kB before compression. `npm run size` holds what a visitor loads; this only silences a second, cruder bound.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: { app: entry("app"), guest: entry("guest"), pages: "src/pages/pages.css" },
      output: {
        codeSplitting: { groups: [{ debugName: "shared", name: sharedStart("shared", entry("app"), entry("guest")) }] },
        // Server templates name this sheet themselves; Django's storage adds the hash.
        assetFileNames: (asset) =>
          asset.names.includes("pages.css") ? "pages.css" : "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    fs: { allow: [".", "../apps/documents"] },
    proxy: mode === "mock" ? {} : { "/api": "http://127.0.0.1:8000" },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
}));
