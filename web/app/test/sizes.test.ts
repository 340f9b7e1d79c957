// What a first load weighs, counted from the build in web/dist.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const dist = join(import.meta.dirname, "../../dist");

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8")) as Readonly<Record<string, Chunk>>;

/** The scripts that come with these entries, each once. */
function scripts(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string) => {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (seen.has(chunk.file)) return;
    seen.add(chunk.file);
    for (const other of chunk.imports ?? []) visit(other);
  };
  for (const entry of entries) visit(entry);
  return [...seen].filter((file) => file.endsWith(".js"));
}

/** Kilobytes of gzipped script. */
function weight(entries: readonly string[]): number {
  return scripts(entries).reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000;
}

// Joining and talking: the page of the link, then the conversation.
test("a guest's first load is at most 60 kB of script", () => {
  expect(weight(["index.html", "src/start/Start.tsx", "src/start/GuestHome.tsx"])).toBeLessThanOrEqual(60);
});

test("the inbox's first load is at most 110 kB of script", () => {
  expect(weight(["index.html", "src/shell/Home.tsx"])).toBeLessThanOrEqual(110);
});

test("nothing in the page is inline or from elsewhere", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  expect(page).not.toMatch(/<style|style=|<script(?![^>]* src=)|\/\/[a-z]/);
});

test("no component sets styles by attribute, and no text becomes HTML", () => {
  for (const chunk of Object.values(manifest)) {
    if (!chunk.file.endsWith(".js")) continue;
    const text = readFileSync(join(dist, chunk.file), "utf8");
    expect(text, chunk.file).not.toMatch(/setAttribute\(["'`]style|insertAdjacentHTML|document\.write/);
  }
});
