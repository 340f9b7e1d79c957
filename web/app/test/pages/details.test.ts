// What stands beside a conversation and in the settings: files, links, the organisation, mail; lists and times.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PASSWORD, ask } from "./people.ts";
import { type World, accessible, fits, startWorld } from "./world.ts";

/** A picture of one pixel. */
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let world: World;
let ana: Page;
let guest: Page;

beforeAll(async () => {
  world = await startWorld();
  ana = await world.open("/", { timezoneId: "America/New_York" });
  const token = world.setup.split("=")[1] ?? "";
  const who = { token, organisation: "Example", name: "Ana", email: "ana@example.com", password: PASSWORD, cookie: true };
  await ask(ana, "POST", "/v1/setup", who);
  await ask(ana, "PATCH", "/v1/me", { timeZone: "Europe/Berlin" });
  const made = await ask<{ link: string }>(ana, "POST", "/v1/conversations", { name: "Garden", byLink: true });
  await ana.reload();
  guest = await world.open(`/${made.link.slice(made.link.indexOf("#"))}`);
  await guest.getByLabel("Your name").fill("Gus");
  await guest.getByLabel("E-mail address").fill("gus@example.org");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.locator("textarea").waitFor();
});
afterAll(() => world?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await world.shots(task.name);
});

// C8, R4
test("a row tells of guests, and what happened while nobody has written", async () => {
  const row = ana.locator(".ListRow", { hasText: "Garden" });
  await row.getByText("guest", { exact: true }).waitFor();
  await row.getByText("Gus joined by the link").waitFor();
  await row.locator("a").click();
  await ana.locator("textarea").waitFor();
});

// M1
test("a new line in a list begins its next item, and lists nest where they are shown", async () => {
  const field = ana.locator("textarea");
  await field.focus();
  await ana.keyboard.type("- one");
  await ana.keyboard.press("Shift+Enter");
  await ana.keyboard.press("Tab");
  await ana.keyboard.type("deep");
  await ana.keyboard.press("Shift+Enter");
  await ana.keyboard.press("Shift+Enter");
  await ana.keyboard.type("two");
  expect(await field.inputValue()).toBe("- one\n  - deep\n- two");
  await ana.keyboard.press("Enter");
  await guest.locator(".Text > ul > li > ul > li", { hasText: "deep" }).waitFor();
  expect(await guest.locator(".Text > ul > li").count()).toBe(2);
});

// M7, R5
test("what was sent is listed beside the conversation, and leads to its message", async () => {
  await guest.locator("input[type=file][multiple]").setInputFiles([
    { name: "dot.png", mimeType: "image/png", buffer: Buffer.from(DOT, "base64") },
    { name: "plan.txt", mimeType: "text/plain", buffer: Buffer.from("the plan") },
  ]);
  // At once: it goes as soon as the files are there.
  await guest.locator("textarea").press("Enter");
  await ana.locator(".Files-file").waitFor();
  await ana.keyboard.press("Control+.");
  const panel = ana.locator(".Panel");
  await panel.getByRole("tab", { name: "Files" }).click();
  await panel.getByRole("button", { name: "Picture dot.png, from Gus" }).waitFor();
  await accessible(ana);
  await panel.getByRole("button", { name: "Picture dot.png, from Gus" }).click();
  await ana.locator(".Viewer-picture").waitFor();
  await ana.keyboard.press("Escape");
  await panel.getByRole("button", { name: "Other files" }).click();
  await panel.getByRole("link", { name: /plan.txt/ }).waitFor();
  await accessible(ana);
  await panel.getByTitle("Show the message").click();
  await expect.poll(() => ana.evaluate("location.hash")).toMatch(/#\/c\/[^/]+\/m\/\d+/);
});

// L1
test("a link tells until when and how often it can be used, and both are changed", async () => {
  const panel = ana.locator(".Panel");
  await panel.getByRole("tab", { name: "Settings" }).click();
  await panel.getByText("1 person joined by it").waitFor();
  await panel.getByRole("button", { name: "Change when it ends" }).click();
  await accessible(ana);
  await ana.getByRole("combobox", { name: "Ends" }).selectOption({ label: "After 7 days" });
  await ana.getByLabel(/How many may join by it/).fill("1");
  await ana.getByRole("button", { name: "Save" }).click();
  await panel.getByText("Nobody can join by it any more.").waitFor();
  await panel.getByText(/1 of 1 joined by it/).waitFor();
  await accessible(ana);
});

// M10
test("a message is scheduled by the clock of one's own zone, which is named", async () => {
  await ana.locator(".Composer textarea").fill("later");
  await ana.getByRole("button", { name: "Send later", exact: true }).first().click();
  await ana.getByRole("menuitem").first().click();
  const dialog = ana.getByRole("dialog");
  await dialog.getByText(/Europe\/Berlin/).waitFor();
  await accessible(ana);
  const year = new Date().getUTCFullYear() + 1;
  await dialog.locator("input[type=datetime-local]").fill(`${year}-01-10T09:00`);
  await dialog.locator("button[type=submit]").click();
  await dialog.waitFor({ state: "detached" });
  const { scheduled } = await ask<{ scheduled: { sendAt: number }[] }>(ana, "GET", "/v1/scheduled");
  expect(scheduled.map((one) => new Date(one.sendAt).toISOString())).toEqual([`${year}-01-10T08:00:00.000Z`]);
});

test("the organisation gets another name, which everybody sees at once", async () => {
  await guest.locator(".GuestBar-name", { hasText: "Example" }).waitFor();
  await ana.goto(`${world.url}/#/settings/people`);
  const name = ana.getByRole("textbox", { name: "Name" });
  await name.fill(" ");
  await ana.getByRole("button", { name: "Save" }).click();
  await ana.getByText("This is needed.").waitFor();
  await name.fill("Boats & Co");
  await ana.getByRole("button", { name: "Save" }).click();
  await guest.locator(".GuestBar-name", { hasText: "Boats & Co" }).waitFor();
  await ana.getByText("Boats & Co").first().waitFor();
  await accessible(ana);
  await fits(ana);
});

// N3
test("one says which e-mails one wants, and another page of one's own knows it", async () => {
  const other = await ana.context().newPage();
  await other.goto(`${world.url}/#/settings/mail`);
  await ana.goto(`${world.url}/#/settings/mail`);
  await other.getByRole("radio", { name: "All messages", checked: true }).waitFor();
  await ana.getByRole("radio", { name: "Mentions only" }).check();
  await other.getByRole("radio", { name: "Mentions only", checked: true }).waitFor();
  await accessible(ana);
  await fits(ana);
  await other.close();
});
