// From the first visit to leaving, as people do it in a browser: setting up, inviting, signing in and out,
// joining by link, proving an address, and the ends. Every page on the way is accessible and fits.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PASSWORD, ask, button, heading } from "./people.ts";
import { mailed } from "./mails.ts";
import { type World, accessible, fits, startWorld } from "./world.ts";

let world: World;
let ana: Page;
let ben: Page;
let guest: Page;
/** The link of the conversation that ana makes. */
let link: string;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await world.shots(task.name);
});

test("the one-time address makes the first administrator, invites, and begins a conversation", async () => {
  ana = await world.open(world.setup);
  await heading(ana, "Welcome to Parlor");
  await accessible(ana);
  await fits(ana);
  await button(ana, "Set up").click();
  // What is missing is said, and the first of it has the focus.
  expect(await ana.getByText("This is needed.").count()).toBe(2);
  expect(await ana.evaluate("document.activeElement.name")).toBe("organisation");
  await ana.getByLabel("Organisation").fill("Example");
  await ana.getByLabel("Your name").fill("Ana");
  await ana.getByLabel("E-mail address").fill("ana@example.com");
  await ana.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(ana, "Set up").click();

  await heading(ana, "Who works with you?");
  expect(ana.url()).not.toContain("setup=");
  await ana.getByLabel("Name").first().fill("Ben");
  await ana.getByLabel("E-mail address").first().fill("ben@example.com");
  await accessible(ana);
  await fits(ana);
  await button(ana, "Invite 1 person").click();

  await heading(ana, "Your first conversation");
  await accessible(ana);
  await ana.getByLabel("Name").fill("Plans");
  await button(ana, "Create").click();
  await ana.waitForURL(/#\/c\//);
  await ana.getByRole("button", { name: "Ana: menu" }).waitFor();
});

test("the one-time address works once", async () => {
  const late = await world.open(world.setup);
  await late.getByLabel("Organisation").fill("Other");
  await late.getByLabel("Your name").fill("Ben");
  await late.getByLabel("E-mail address").fill("ben@example.com");
  await late.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(late, "Set up").click();
  await heading(late, "This address was used already");
  await accessible(late);
  await late.context().close();
});

test("an invitation signs in, asks for a password, and works once", async () => {
  const path = await mailed(world.data, "ben@example.com", /(\/#invitation=[\w-]+)/);
  ben = await world.open(path);
  await heading(ben, "Welcome, Ben");
  await accessible(ben);
  await ben.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await button(ben, "Set password").click();
  await ben.getByRole("button", { name: "Ben: menu" }).waitFor();
  const late = await world.open(path);
  await heading(late, "This invitation was opened before");
  await accessible(late);
  await late.context().close();
});

test("one signs in with a password, and out again in all tabs", async () => {
  const page = await world.open("/");
  await heading(page, "Sign in");
  await accessible(page);
  await fits(page);
  await page.getByLabel("E-mail address").fill("ben@example.com");
  await page.getByLabel("Password", { exact: true }).fill("not this one at all");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("do not go together").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Ben: menu" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(world.url);
  await other.getByRole("button", { name: "Ben: menu" }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await heading(other, "Sign in");
  await heading(page, "Sign in");
  await page.getByText("You were signed out.").waitFor();
  await page.context().close();
});

test("a stranger sees where a link leads, and joins with name and address", async () => {
  const made = await ask<{ conversation: { id: string }; link: string }>(ana, "POST", "/v1/conversations", {
    name: "Questions", byLink: true,
  });
  link = new URL(made.link).hash;
  guest = await world.open(`/${link}`, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await heading(guest, /Questions/);
  await accessible(guest);
  await fits(guest);
  await guest.getByLabel("Your name").fill("A guest");
  await guest.getByLabel("E-mail address").fill("nonsense");
  await button(guest, "Join").click();
  await guest.getByText("Write an address such as").waitFor();
  await guest.getByLabel("E-mail address").fill("guest@example.org");
  await button(guest, "Join").click();
  await guest.waitForURL(new RegExp(`#/c/${made.conversation.id}`));
  // The token stays in no history.
  await guest.goBack().catch(() => null);
  expect(guest.url()).not.toContain("join=");
  await guest.goto(`${world.url}/#/c/${made.conversation.id}`);
});

test("a guest proves an address by a code", async () => {
  await button(guest, "Confirm e-mail").click();
  await button(guest, "Send code").click();
  await guest.getByText("A code of 6 digits is on its way").waitFor();
  await accessible(guest);
  await guest.getByLabel("Code").fill("12");
  await button(guest, "Confirm").click();
  await guest.getByText("The code has 6 digits.").waitFor();
  await guest.getByLabel("Code").fill(await mailed(world.data, "guest@example.org", /\b(\d{6})\b/));
  await button(guest, "Confirm").click();
  await guest.getByText("Your address is confirmed.").first().waitFor();
  await button(guest, "Confirm e-mail").waitFor({ state: "detached" });
});

test("who is signed in joins a second conversation with one press, and gets a list", async () => {
  const made = await ask<{ conversation: { id: string }; link: string }>(ana, "POST", "/v1/conversations", {
    name: "Announcements", byLink: true, readOnly: true,
  });
  await guest.goto(world.url + "/" + new URL(made.link).hash);
  await heading(guest, /Announcements/);
  await guest.getByText("Only members of the organisation write.").waitFor();
  await accessible(guest);
  await button(guest, "Join as A guest").click();
  await guest.waitForURL(new RegExp(`#/c/${made.conversation.id}`));
  // The page of the link is gone, and there is a way back to the list.
  await button(guest, "A guest: menu").waitFor();
  await guest.getByText("You are invited to").waitFor({ state: "detached" });
  await button(guest, "Back").waitFor();
  await guest.goto(`${world.url}/#/`);
  await heading(guest, "Your conversations");
  expect(await guest.getByRole("listitem").count()).toBe(2);
  await accessible(guest);
  await fits(guest);
});

test("a link that ended says so, and someone removed cannot come back by it", async () => {
  const id = (await ask<{ conversations: { id: string; title: string }[] }>(guest, "GET", "/v1/conversations"))
    .conversations.find((one) => one.title === "Questions")?.id ?? "";
  const me = await ask<{ user: { id: string } }>(guest, "GET", "/v1/me");
  await guest.goto(`${world.url}/#/c/${id}`);
  await ask(ana, "DELETE", `/v1/conversations/${id}/members/${me.user.id}`);
  await heading(guest, "You are not in this conversation any more");
  await accessible(guest);
  await guest.goto(`${world.url}/${link}`);
  await button(guest, "Join as A guest").click();
  await heading(guest, "You were removed from this conversation");
  await accessible(guest);
  await ask(ana, "DELETE", `/v1/conversations/${id}/link`);
  const stranger = await world.open(`/${link}`);
  await heading(stranger, "This link is no longer valid");
  await accessible(stranger);
  await fits(stranger);
  await stranger.context().close();
});

test.each(["profile", "account", "devices", "look", "people"])("the settings' page %s is accessible and fits", async (page) => {
  await ana.goto(`${world.url}/#/settings/${page}`);
  await ana.locator("h1").waitFor();
  await ana.locator(".Skeleton").waitFor({ state: "detached" });
  await accessible(ana);
  await fits(ana);
});

test("a picture is chosen, cropped by keys, shown, and deleted after a question", async () => {
  await ana.goto(`${world.url}/#/settings/profile`);
  const png = await ana.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 200);
    canvas.getContext("2d")?.fillRect(20, 20, 100, 100);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    return [...bytes];
  });
  await ana.locator("input[type=file]").setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from(png) });
  await ana.getByRole("dialog", { name: "Crop the picture" }).waitFor();
  await ana.keyboard.press("+");
  await ana.keyboard.press("ArrowLeft");
  await accessible(ana);
  await button(ana, "Apply").click();
  await ana.getByText("Your picture was changed.").first().waitFor();
  await button(ana, "Delete").click();
  await accessible(ana);
  await ana.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await ana.getByText("Your picture was deleted.").first().waitFor();
});

test("language and zone are chosen, stay, and turn the page around", async () => {
  await ana.getByLabel("Language").selectOption("ar");
  await ana.waitForFunction(() => document.documentElement.dir === "rtl");
  await accessible(ana);
  await fits(ana);
  await ana.reload();
  await heading(ana, "الملف الشخصي");
  await ana.locator("select").first().selectOption("");
  await heading(ana, "Profile");
});

test("a break is told calmly, and over by itself", async () => {
  await ana.goto(`${world.url}/#/`);
  await ana.getByRole("button", { name: "Ana: menu" }).waitFor();
  await world.restart(async () => {
    await ana.getByText("Connecting again…").first().waitFor();
    const other = await world.browser.newContext();
    await other.close();
  });
  await ana.locator(".ConnectionNotice").waitFor({ state: "detached" });
});
