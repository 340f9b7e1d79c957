// All flows, in one order, on one server: what comes later finds what was made before.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../pages/world.ts";
import { besideFlows } from "./beside.ts";
import { connectionFlows } from "./connection.ts";
import { everyoneFlows } from "./everyone.ts";
import { firstFlows } from "./first.ts";
import { guestFlows } from "./guest.ts";
import { inboxFlows } from "./inbox.ts";
import { type Stage, startStage } from "./stage.ts";
import { talkFlows } from "./talk.ts";

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
      await stage.world.shots(`${store} ${task.name}`);
      for (const page of [stage.ana, stage.ben, stage.guest]) {
        // What it left open is in nobody's way.
        for (let open = 0; open < 3 && await page?.locator("dialog[open]").count().catch(() => 0); open += 1) {
          await page.keyboard.press("Escape");
        }
      }
      for (const name of ["ana", "ben", "guest"]) {
        const door = stage.world.door(name);
        door.release();
        door.open();
        door.say();
      }
    });
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
