// What a failed test leaves to be read: what was on everybody's page, told with the end of the run, which is what
// one sees of a run elsewhere.

import { afterEach } from "vitest";
import type { Reporter, TestModule } from "vitest/node";
import type { Page } from "playwright-core";
import type { World } from "./world.ts";

declare module "vitest" {
  interface TaskMeta {
    pages?: string[];
  }
}

/** Characters of a page's text. */
const TEXT = 500;

async function seen(page: Page): Promise<string> {
  const text = await Promise.race([
    page.evaluate(() => {
      const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
      const at = document.activeElement;
      const focus = `${at?.tagName.toLowerCase()}.${at?.className}`;
      return `${top === document.body ? "" : "(dialog) "}${(top as HTMLElement).innerText}\u0000${focus}`;
    }),
    new Promise<string>((resolve) => setTimeout(() => resolve("(it does not answer)"), 5_000)),
  ]).catch((error: unknown) => String(error));
  const [shown = "", focus = ""] = text.split("\u0000");
  return `${page.url()} (focus on ${focus}): ${shown.replace(/\s+/g, " ").slice(0, TEXT)}`;
}

/** Keeps what is on all pages when a test of this file fails, as pictures, too, if `PARLOR_SHOTS` is set. */
export function tellFailures(world: () => World | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const pages = world()?.pages() ?? [];
    task.meta.pages = await Promise.all(pages.map(seen));
    await world()?.shots(`${task.file.name} ${task.name}`).catch(() => undefined);
  });
}

/** Says at the very end which tests failed, where, and what was on the pages. */
export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const group of [module, ...module.children.allSuites()]) {
        for (const { message } of group.errors()) console.log(`\nFAILED ${module.relativeModuleId}: ${message.slice(0, 600)}`);
      }
      for (const test of module.children.allTests("failed")) {
        const [first] = test.result().errors ?? [];
        const place = first?.stacks?.findLast(({ file }) => file.includes("/test/"));
        console.log(`\nFAILED ${module.relativeModuleId}: ${test.fullName}`);
        console.log(`  ${place ? `${place.file.replace(/^.*\/test\//, "test/")}:${place.line}: ` : ""}${first?.message.slice(0, 600)}`);
        for (const page of test.meta().pages ?? []) console.log(`  page ${page}`);
      }
    }
  }
}
