// A conversation with as many members as one can have, by the server's own count.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tellFailures } from "./failures.ts";
import { ask, button, heading, setUp } from "./people.ts";
import { type World, accessible, fits, startWorld } from "./world.ts";

const MEMBERS_MAX = 1000;

let world: World;
let ana: Page;
let crowded: { conversation: { id: string }; link: string };

beforeAll(async () => {
  world = await startWorld();
  ana = await world.open("/");
  await setUp(world, ana);
  // Everyone but one: the last place is for a guest.
  const emails = Array.from({ length: MEMBERS_MAX - 2 }, (_, at) => `guest${at}@example.org`);
  crowded = await ask(ana, "POST", "/v1/conversations", { name: "Crowded", byLink: true, emails });
});
afterAll(() => world?.stop());
tellFailures(() => world);

async function join(email: string): Promise<Page> {
  const page = await world.open(`/${crowded.link.slice(crowded.link.indexOf("#"))}`);
  await page.getByLabel("Your name").fill("A guest");
  await page.getByLabel("E-mail address").fill(email);
  await button(page, "Join").click();
  return page;
}

// C4
test("the last place can be taken, and who comes after that is told", async () => {
  const last = await join("last@example.org");
  await last.locator("textarea.Composer-area").waitFor();
  const late = await join("late@example.org");
  await heading(late, "This conversation is full");
  await accessible(late);
  await fits(late);
});

test("as soon as someone leaves, trying again lets one in", async () => {
  const late = await join("late@example.org");
  await heading(late, "This conversation is full");
  const { members } = await ask<{ members: { person: { id: string; external: boolean } }[] }>(
    ana, "GET", `/v1/conversations/${crowded.conversation.id}/members`,
  );
  const one = members.find(({ person }) => person.external);
  await ask(ana, "DELETE", `/v1/conversations/${crowded.conversation.id}/members/${one?.person.id}`);
  await button(late, "Try again").click();
  await late.getByLabel("Your name").fill("A guest");
  await late.getByLabel("E-mail address").fill("late@example.org");
  await button(late, "Join").click();
  await late.locator("textarea.Composer-area").waitFor();
});

test("a crowd is shown without drawing all of it, and nobody can be added to it", async () => {
  await ana.evaluate((id) => {
    location.hash = `#/c/${id}`;
  }, crowded.conversation.id);
  await ana.reload();
  await ana.getByText("Ana started the conversation with Guest, Guest, Guest, Guest, Guest and 993 more").waitFor();
  await ana.getByRole("button", { name: "Details", exact: true }).click();
  const panel = ana.locator(".Panel");
  await panel.getByRole("tab", { name: "1,000 members" }).waitFor();
  expect(await panel.locator(".Panel-row").count()).toBeLessThan(200);
  await panel.getByRole("button", { name: "Add people" }).click();
  const dialog = ana.locator("dialog[open]");
  await dialog.locator("input").first().fill("more@example.org");
  await dialog.getByRole("option", { name: /more@example\.org/ }).click();
  await dialog.getByRole("button", { name: "Add people" }).click();
  await dialog.locator(".Field-problem", { hasText: "full" }).waitFor();
  await accessible(ana);
});
