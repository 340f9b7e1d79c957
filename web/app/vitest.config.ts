import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ["source"] },
  // Tests of pages wait more than they compute: two of them beside each other, also on two processors.
  test: {
    include: ["test/**/*.test.ts"], testTimeout: 90_000, hookTimeout: 60_000, maxWorkers: 2,
    // As long as a page has for what it is asked: see `WAIT_MS`.
    expect: { poll: { timeout: 20_000 } },
  },
});
