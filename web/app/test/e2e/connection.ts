// The network is cut, the server ends in the middle, two tabs are open: nothing is lost, nothing is doubled.

import { type Page } from "playwright-core";
import { expect, test } from "vitest";
import { WAIT_MS, accessible } from "../pages/world.ts";
import { type Stage, among, button, change, enter, field, home, idOf, make, message, row, say, sent, standOnce, uploaded, wake } from "./stage.ts";

export function connectionFlows(stage: () => Stage): void {
  let id: string;

  const calm = async (...pages: Page[]) => {
    for (const page of [stage().ana, stage().ben, ...pages]) await wake(page);
  };

  test("what is written while the network is away arrives once and in order, on both sides", async () => {
    const { world, ana, ben } = stage();
    ({ id } = await make(ana, { name: "Storm", members: [await idOf(ben)] }));
    await enter(ana, id);
    await enter(ben, id);
    world.door("ana").shut();
    await ana.getByText("Connecting again…").first().waitFor();
    await accessible(ana);
    for (const text of ["one", "two", "three"]) await say(ana, text);
    await expect.poll(() => ana.locator(".Msg--pending").count()).toBe(3);
    for (const text of ["four", "five"]) await say(ben, text);
    await sent(ben, "five").waitFor();
    await ana.context().setOffline(true);
    await ana.getByText("You are offline.").first().waitFor();
    world.door("ana").open();
    await ana.context().setOffline(false);
    await standOnce(ben, ["four", "five", "one", "two", "three"]);
    await standOnce(ana, ["four", "five", "one", "two", "three"]);
    await calm();
  });

  test("what was not sent when the page was closed is sent by the next one", async () => {
    const { world, ana, ben } = stage();
    world.door("ana").shut();
    await ana.getByText("Connecting again…").first().waitFor();
    await say(ana, "from the page before");
    await ana.locator(".Msg--pending").waitFor();
    const next = await ana.context().newPage();
    await ana.close();
    world.door("ana").open();
    next.setDefaultTimeout(WAIT_MS);
    await next.goto(`http://localhost:${world.door("ana").port}/#/c/${id}`);
    stage().ana = next;
    await standOnce(ben, ["three", "from the page before"]);
    await standOnce(next, ["three", "from the page before"]);
    await next.locator(".Msg--pending").waitFor({ state: "detached" });
  });

  test("a message whose answer is lost is not sent twice", async () => {
    const { world, ana, ben } = stage();
    world.door("ana").deafen();
    await say(ana, "did you get this?");
    await sent(ben, "did you get this?").waitFor();
    await ana.locator(".Msg--pending").waitFor();
    world.door("ana").cut();
    await ana.locator(".Msg--pending").waitFor({ state: "detached" });
    await standOnce(ana, ["did you get this?"]);
    await say(ana, "after it");
    await standOnce(ben, ["did you get this?", "after it"]);
  });

  test("a connection that is cut again and again leaves no hole and no repeat", async () => {
    const { world, ana, ben } = stage();
    const words: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      const text = `cut ${at}`;
      words.push(text);
      await say(ana, text);
      if (at % 3 === 1) world.door("ana").cut();
      if (at % 4 === 2) world.door("ben").cut();
    }
    await calm();
    await standOnce(ben, words);
    await standOnce(ana, words);
  });

  test("the server dies in the middle of a send, an edit and an upload, and all of them come through", async () => {
    const { world, ana, ben } = stage();
    const door = world.door("ana");
    door.hold();
    await say(ana, "into the crash");
    await change(ana, "did you get this?", "you got this");
    await world.restart(async () => {
      await ben.getByText("Connecting again…").first().waitFor();
      await accessible(ben);
    }, true);
    door.release();
    await calm();
    await sent(ben, "you got this").getByText("(edited)").waitFor();
    await standOnce(ben, ["into the crash"]);
    await standOnce(ana, ["into the crash"]);

    door.hold(300_000);
    await ana.locator(".Composer input[type=file]").setInputFiles({ name: "broken-off.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(3_000_000, 3) });
    await ana.getByRole("progressbar", { name: /broken-off/ }).waitFor();
    await field(ana).fill("with a file");
    await world.restart(undefined, true);
    door.release();
    await ana.locator(".Tray-one:not(:has(.Tray-progress))").waitFor();
    // On a connection that it had used before, the browser sends it again by itself.
    if ((await ana.locator(".Tray-one--problem").count()) > 0) {
      await accessible(ana);
      await ana.locator(".Tray-one").getByRole("button", { name: "Try again" }).click();
      await ana.locator(".Tray-one--problem").waitFor({ state: "detached" });
    }
    await uploaded(ana);
    await calm();
    await field(ana).press("Enter");
    await ben.locator(".Files-file", { hasText: "broken-off.bin" }).waitFor();
    expect(await sent(ben, "with a file").locator(".Files-file").count()).toBe(1);
  });

  test("an orderly restart takes nobody's words away", async () => {
    const { world, ana, ben } = stage();
    await field(ana).fill("typed before");
    await world.restart(async () => {
      await say(ben, "said in between");
    });
    await calm();
    await standOnce(ana, ["said in between"]);
    expect(await field(ana).inputValue()).toBe("typed before");
    await field(ana).press("Enter");
    await standOnce(ben, ["said in between", "typed before"]);
  });

  test("two tabs agree about messages, drafts and what was read, and send once", async () => {
    const { world, ana, ben } = stage();
    const quiet = (await make(ana, { name: "Second tab", members: [await idOf(ben)] })).id;
    const tab = await ana.context().newPage();
    tab.setDefaultTimeout(WAIT_MS);
    await tab.goto(`http://localhost:${world.door("ana").port}/#/c/${id}`);
    await field(tab).waitFor();
    await enter(ben, quiet);
    await say(ben, "read it once");
    for (const page of [ana, tab]) await row(page, "Second tab").getByLabel("1 unread message").waitFor();
    await enter(ana, quiet);
    await row(tab, "Second tab").getByLabel("1 unread message").waitFor({ state: "detached" });

    await field(ana).fill("begun in one tab");
    await row(tab, "Second tab").getByText("begun in one tab").waitFor();
    await enter(tab, quiet);
    await expect.poll(() => field(tab).inputValue()).toBe("begun in one tab");
    await field(tab).press("Enter");
    await standOnce(ana, ["read it once", "begun in one tab"]);
    await expect.poll(() => field(ana).inputValue()).toBe("");

    world.door("ana").shut();
    await ana.getByText("Connecting again…").first().waitFor();
    await say(ana, "a1");
    await say(tab, "b1");
    await say(ana, "a2");
    await say(tab, "b2");
    // Each shows what the other has to send.
    await expect.poll(() => tab.locator(".Msg--pending").count()).toBe(4);
    world.door("ana").open();
    await calm(tab);
    await expect.poll(async () => (await among(ben, ["a1", "a2", "b1", "b2"])).toSorted()).toEqual(["a1", "a2", "b1", "b2"]);
    const order = await among(ben, ["a1", "a2", "b1", "b2"]);
    expect(order.indexOf("a1")).toBeLessThan(order.indexOf("a2"));
    expect(order.indexOf("b1")).toBeLessThan(order.indexOf("b2"));
    await standOnce(ana, order);
    await standOnce(tab, order);
    for (const page of [ana, tab]) await page.locator(".Msg--pending").first().waitFor({ state: "detached" });
    expect(await among(ben, ["a1", "a2", "b1", "b2"])).toEqual(order);
    await tab.close();
  });

  test("a new version asks for a reload, which keeps what one was writing", async () => {
    const { world, ana } = stage();
    await ana.bringToFront();
    await enter(ana, id);
    await field(ana).fill("not finished y");
    world.door("ana").say(/"serverVersion":"./, (found) => `${found.slice(0, -1)}9`);
    world.door("ana").cut();
    await expect.poll(async () => {
      await ana.evaluate(() => void dispatchEvent(new Event("online")));
      return ana.getByText("There is a new version of Parlor.").count();
    }).toBe(1);
    await ana.getByText("There is a new version of Parlor.").waitFor();
    await accessible(ana);
    // The last letter is typed at the last moment.
    await field(ana).press("End");
    await ana.keyboard.type("et");
    const [reloaded] = await Promise.all([ana.waitForEvent("load"), button(ana, "Reload").click()]);
    await expect.poll(() => field(reloaded).inputValue()).toBe("not finished yet");
    world.door("ana").say();
    await field(ana).fill("");
    await home(ana);
    await row(ana, "Storm").first().waitFor();
    expect(await message(ana, "not finished").count()).toBe(0);
  });
}
