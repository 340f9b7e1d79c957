// The list, a new conversation and its details, as people use them in a browser: by mouse and by keys.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PASSWORD, ask } from "./people.ts";
import { type World, accessible, fits, startWorld } from "./world.ts";

let world: World;
let ana: Page;
let ben: string;

const row = (title: string) => ana.locator(".ListRow", { hasText: title });
const titles = () => ana.locator(".ListRow-title").allTextContents();

beforeAll(async () => {
  world = await startWorld();
  ana = await world.open("/");
  const token = world.setup.split("=")[1] ?? "";
  const who = { token, organisation: "Example", name: "Ana", email: "ana@example.com", password: PASSWORD, cookie: true };
  await ask(ana, "POST", "/v1/setup", who);
  const made = await ask<{ id: string }>(ana, "POST", "/v1/users", { name: "Ben", email: "ben@example.com", password: PASSWORD });
  ben = made.id;
  for (let at = 1; at <= 60; at += 1) await ask(ana, "POST", "/v1/conversations", { name: `Project ${at}`, members: [ben] });
  await ana.reload();
  await row("Project 60").waitFor();
});
afterAll(() => world?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await world.shots(task.name);
});

// C8
test("the list is walked through by keys, page after page, and few of its rows are drawn", async () => {
  await accessible(ana);
  await fits(ana);
  await ana.locator(".ListRow-link[tabindex='0']").focus();
  await ana.keyboard.press("End");
  await expect.poll(async () => {
    await ana.keyboard.press("End");
    return ana.evaluate("document.activeElement.closest('.ListRow')?.getAttribute('aria-posinset')");
  }).toBe("60");
  expect(await ana.locator(".ListRow").count()).toBeLessThan(40);
  await ana.keyboard.press("Home");
  await expect.poll(() => ana.evaluate("document.activeElement.closest('.ListRow')?.getAttribute('aria-posinset')")).toBe("1");
});

// C7
test("the menu of a row pins, mutes and archives, and what came in does not take the focus", async () => {
  for (const title of ["Project 50", "Project 52"]) {
    await row(title).first().click({ button: "right" });
    await ana.getByRole("menuitem", { name: "Pin to the top" }).click();
    await row(title).first().locator("[aria-label='pinned']").waitFor();
  }
  await expect.poll(async () => (await titles()).slice(0, 2)).toEqual(["Project 50", "Project 52"]);
  await row("Project 52").first().locator("a").focus();
  await ana.keyboard.press("Alt+ArrowUp");
  await expect.poll(async () => (await titles())[0]).toBe("Project 52");
  expect(await ana.evaluate("document.activeElement.textContent")).toContain("Project 52");
  await row("Project 60").first().click({ button: "right" });
  await accessible(ana);
  await ana.getByRole("menuitem", { name: "Mute for 8 hours" }).click();
  await row("Project 60").first().locator("[aria-label='muted']").waitFor();
  await row("Project 59").first().click({ button: "right" });
  await ana.getByRole("menuitem", { name: "Archive" }).click();
  await ana.getByRole("button", { name: "Undo" }).click();
  await row("Project 59").first().waitFor();
});

// C2, C3
test("a group is made with everything it needs, and its link is shown to be copied", async () => {
  await ana.locator(".ListRow-link[tabindex='0']").focus();
  await ana.keyboard.press("n");
  await ana.getByRole("textbox", { name: "Name" }).and(ana.locator(":focus")).waitFor();
  await accessible(ana);
  await fits(ana);
  await ana.keyboard.press("Enter");
  await ana.getByText("This is needed.").waitFor();
  await ana.keyboard.type("Garden");
  const people = ana.getByRole("combobox", { name: "Participants" });
  await people.fill("be");
  await ana.getByRole("option", { name: /Ben/ }).waitFor();
  await ana.keyboard.press("Enter");
  await people.fill("guest@example.com");
  await ana.getByRole("option", { name: /guest@example.com/ }).click();
  await ana.getByLabel("Can be joined by link").check();
  await ana.getByRole("button", { name: "Invite and create" }).click();
  expect(await ana.getByLabel("Link to join").inputValue()).toContain("#join=");
  await accessible(ana);
  await ana.getByRole("button", { name: "Open the conversation" }).click();
  await expect.poll(() => ana.locator(".ListRow--chosen .ListRow-title").textContent()).toBe("Garden");
});

// C6, L1, S11
test("details give roles, remove, make a link and tags, and delete what they name", async () => {
  await ana.keyboard.press("Control+.");
  const panel = ana.locator(".Panel");
  const member = (name: string) => panel.locator(".Panel-row", { hasText: name });
  await accessible(ana);
  await member("Ben").getByRole("button").click();
  await ana.getByRole("menuitem", { name: "Make moderator" }).click();
  await member("Ben").getByText("moderator").waitFor();
  await panel.getByRole("tab", { name: "Settings" }).click();
  await accessible(ana);
  await panel.getByPlaceholder("New tag").fill("plants");
  await ana.keyboard.press("Enter");
  await panel.getByRole("button", { name: "Take the tag plants away" }).waitFor();
  await panel.getByRole("button", { name: "New link" }).click();
  await accessible(ana);
  await ana.getByRole("button", { name: "Replace the link" }).click();
  expect(await ana.getByLabel("Link to join").inputValue()).toContain("#join=");
  await ana.getByRole("button", { name: "Done" }).click();
  await panel.getByRole("tab", { name: /members/ }).click();
  await member("guest").getByRole("button").click();
  await ana.getByRole("menuitem", { name: "Remove from the conversation" }).click();
  await ana.locator("dialog").getByRole("button", { name: "Remove" }).click();
  await panel.getByRole("tab", { name: "2 members" }).click();
  await panel.getByRole("tab", { name: "Settings" }).click();
  await panel.getByRole("button", { name: "Delete conversation" }).click();
  await ana.getByRole("heading", { name: "Delete “Garden” for everybody?" }).waitFor();
  await ana.locator("dialog").getByRole("button", { name: "Delete conversation" }).click();
  await row("Garden").first().waitFor({ state: "detached" });
});

test("the switcher and the search find by letters and by words", async () => {
  await ana.keyboard.press("Control+k");
  await ana.getByRole("combobox", { name: "Name of a conversation or person" }).fill("pj17");
  await ana.getByRole("option", { name: "Project 17" }).waitFor();
  await accessible(ana);
  await ana.keyboard.press("Enter");
  await expect.poll(() => ana.locator(".ListRow--chosen .ListRow-title").textContent()).toBe("Project 17");
  await ana.getByLabel("Search conversations and messages").fill("Project 23");
  await ana.locator(".SearchResults-one", { hasText: "Project 23" }).waitFor();
  await accessible(ana);
});
