import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  // The library as it stands, not as it was last built; for code that runs in Node, too.
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  // Tests of pages wait more than they compute: two of them beside each other, also on two processors.
  test: {
    include: ["test/**/*.test.ts"], testTimeout: 180_000, hookTimeout: 180_000, maxWorkers: 2,
    // As long as a page has for what it is asked: see `WAIT_MS`.
    expect: { poll: { timeout: 30_000 } },
  },
});
