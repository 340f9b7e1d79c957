// Style sheets: what is seen of an element stands in one place.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const src = join(import.meta.dirname, "../src");
const sheets = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".css"));

/** The selectors of a sheet that hold without any condition. */
function selectors(css: string): string[] {
  const found = [];
  let depth = 0;
  for (const [, head] of css.replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{}]+)\{|\}/g)) {
    if (head === undefined) depth -= 1;
    else if (depth++ === 0 && !head.trim().startsWith("@")) found.push(head.trim().replace(/\s+/g, " "));
  }
  return found;
}

test("nothing is styled twice, so that no part changes how another looks", () => {
  const places = new Map<string, string[]>();
  for (const sheet of sheets) {
    for (const selector of selectors(readFileSync(join(src, sheet), "utf8"))) {
      places.set(selector, [...(places.get(selector) ?? []), sheet]);
    }
  }
  expect(places.size).toBeGreaterThan(300);
  expect([...places].filter(([, at]) => at.length > 1)).toEqual([]);
});
