// All flows, in one order, on one server: what comes later finds what was made before.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tellFailures } from "../pages/failures.ts";
import type { Store } from "../pages/world.ts";
import { besideFlows } from "./beside.ts";
import { connectionFlows } from "./connection.ts";
import { everyoneFlows } from "./everyone.ts";
import { firstFlows } from "./first.ts";
import { guestFlows } from "./guest.ts";
import { inboxFlows } from "./inbox.ts";
import { type Stage, startStage } from "./stage.ts";
import { talkFlows } from "./talk.ts";

/** Closes what is open on a page, and connects it. */
async function clear(page: Page): Promise<void> {
  try {
    await page.context().setOffline(false);
    await page.bringToFront();
    for (let open = 0; open < 5 && await page.locator("dialog[open], .Popover:popover-open").count(); open += 1) {
      await page.keyboard.press("Escape");
    }
    const area = page.locator("textarea.Composer-area");
    if (await area.count()) await area.fill("", { timeout: 2_000 });
    await page.evaluate(() => void dispatchEvent(new Event("online")));
  } catch {
    // The next flow says what is the matter with it.
  }
}

export function flows(store: Store): void {
  describe(`on ${store}`, () => {
    let stage: Stage;
    let failed = 0;
    // What comes later needs what came before: after a few failures there is nothing more to learn.
    beforeEach(({ skip }) => {
      if (failed >= 3) skip();
    });
    beforeAll(async () => {
      stage = await startStage(store);
    });
    afterAll(() => stage?.world.stop());
    afterEach(async ({ task }) => {
      if (task.result?.state !== "fail") return;
      failed += 1;
      for (const name of ["ana", "ben", "guest"]) {
        const door = stage.world.door(name);
        door.release();
        door.open();
        door.say();
      }
      // What it left open is in nobody's way.
      const kept = [stage.ana, stage.ben, stage.guest];
      for (const page of stage.world.pages()) {
        if (kept.includes(page)) await clear(page);
        else await page.close();
      }
    });
    tellFailures(() => stage?.world);
    const get = () => stage;
    firstFlows(get);
    talkFlows(get);
    inboxFlows(get);
    guestFlows(get);
    connectionFlows(get);
    everyoneFlows(get);
    besideFlows(get);
    test("no page asked another host for anything, broke the policy or made a mistake", () => {
      expect(stage.world.wrong).toEqual([]);
    });
  });
}
