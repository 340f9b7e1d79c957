// Builds the client into web/dist, which the server embeds; serves it while one works on it.

import { defineConfig } from "vite";

/** The server that the development server hands requests on to. */
const server = process.env["PARLOR_SERVER"] ?? "http://localhost:8080";

export default defineConfig({
  root: import.meta.dirname,
  // The server answers at the top of its host only.
  base: "/",
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: ["chrome123", "firefox121", "safari17.5"],
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // Nothing inline: the policy of the server allows none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The budget of a first load is counted from it.
    manifest: true,
  },
  server: {
    port: Number(process.env["PORT"] ?? 5173),
    proxy: { "/v1": { target: server, ws: true, changeOrigin: true } },
  },
});
