// Older messages of a long conversation: they come without scrolling once more, and again after a page that failed.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tellFailures } from "./failures.ts";
import { ask, button, fill, setUp } from "./people.ts";
import { TALKATIVE, type World, accessible, fits, startWorld } from "./world.ts";

let world: World;
let ana: Page;
/** How many pages of older messages the server was asked for, and whether they are refused. */
const older = { asked: 0, refused: false };

beforeAll(async () => {
  world = await startWorld({ settings: TALKATIVE });
  ana = await world.open("/");
  await setUp(world, ana);
  const { conversation } = await ask<{ conversation: { id: string } }>(ana, "POST", "/v1/conversations", { name: "Long story" });
  await fill(ana, conversation.id, 600);
  await ana.routeWebSocket(/\/v1\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { id: number; history?: { before?: number } };
      const page = frame.history?.before !== undefined;
      if (page) older.asked += 1;
      // A refusal that the library does not repeat by itself.
      if (page && older.refused) socket.send(JSON.stringify({ reply: { id: frame.id, error: { code: "bad_request", message: "refused by the test" } } }));
      else server.send(text);
    });
  });
  await ana.evaluate((id) => {
    location.hash = `#/c/${id}`;
  }, conversation.id);
  await ana.reload();
  await ana.locator("article.Msg .Text", { hasText: /^line 600$/ }).waitFor();
});
afterAll(() => world?.stop());
tellFailures(() => world);

/** Scrolls to the very top, once. */
const toTop = (): Promise<void> => ana.evaluate(() => {
  const pane = document.querySelector(".Scroller");
  if (pane) pane.scrollTop = 0;
});
const scrolled = (): Promise<number> => ana.evaluate(() => document.querySelector(".Scroller")?.scrollTop ?? 0);
/** The first message that is held, as far as the pane shows it. */
const first = (): Promise<string | null> => ana.locator("article.Msg .Text").first().textContent();
const failed = () => ana.locator(".Line-loading", { hasText: "More messages could not be loaded yet." });

test("at the very top older messages come by themselves, and what one reads stays in its place", async () => {
  // Those that come without scrolling are there.
  await expect.poll(async () => {
    const before = older.asked;
    await ana.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100))));
    return older.asked - before;
  }).toBe(0);
  const asked = older.asked;
  await toTop();
  await expect.poll(() => older.asked).toBeGreaterThan(asked);
  // They stand above what was there, further away than where more is asked for.
  await expect.poll(scrolled).toBeGreaterThan(1000);
});

test("a page that fails is said calmly, and asked for again without anyone scrolling", async () => {
  older.refused = true;
  await expect.poll(async () => {
    await toTop();
    return failed().count();
  }).toBe(1);
  await accessible(ana);
  await fits(ana);
  const asked = older.asked;
  await expect.poll(() => older.asked).toBeGreaterThan(asked);
  await failed().waitFor();
  older.refused = false;
  await failed().waitFor({ state: "detached" });
  await expect.poll(scrolled).toBeGreaterThan(1000);
});

test("it can be asked for at once by its button", async () => {
  older.refused = true;
  await expect.poll(async () => {
    await toTop();
    return failed().count();
  }).toBe(1);
  older.refused = false;
  await button(failed(), "Try again").click();
  await failed().waitFor({ state: "detached" });
  await expect.poll(scrolled).toBeGreaterThan(1000);
});

test("all of it can be reached", async () => {
  await expect.poll(async () => {
    await toTop();
    return ana.locator(".Line-start").count();
  }).toBe(1);
  expect(await first()).toBe("line 1");
});
