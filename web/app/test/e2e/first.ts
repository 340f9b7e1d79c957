// From nothing to people who talk: the first visit, an invitation, signing in and out, and oneself.

import { expect, test } from "vitest";
import { mailed } from "../pages/mails.ts";
import { accessible, fits } from "../pages/world.ts";
import { type Stage, PASSWORD, ask, button, enter, field, heading, idOf, item, message, picture, row, say, sent, signIn, system } from "./stage.ts";

export function firstFlows(stage: () => Stage): void {
  test("the first visit makes an administrator, names the organisation, invites ben and begins a conversation", async () => {
    const { world } = stage();
    const ana = stage().ana = await world.open(world.setup, {}, "ana");
    await heading(ana, "Welcome to Parlor");
    await accessible(ana);
    await fits(ana);
    await ana.getByLabel("Organisation").fill("Example");
    await ana.getByLabel("Your name").fill("Ana");
    await ana.getByLabel("E-mail address").fill("ana@example.com");
    await ana.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(ana, "Set up").click();
    await heading(ana, "Who works with you?");
    await ana.getByLabel("Name").first().fill("Ben");
    await ana.getByLabel("E-mail address").first().fill("ben@example.com");
    await accessible(ana);
    await fits(ana);
    await button(ana, "Invite 1 person").click();
    await heading(ana, "Your first conversation");
    await accessible(ana);
    await ana.getByLabel("Name").fill("General");
    await button(ana, "Create").click();
    await system(ana, "You started the conversation with Ben").or(system(ana, "Ana started the conversation with Ben")).waitFor();
    await expect.poll(() => ana.locator(".Inbox-organisation").textContent()).toBe("Example");
    await say(ana, "Good morning");
    await sent(ana, "Good morning").waitFor();
  });

  test("ben accepts by the mail, chooses a password, and finds what was said", async () => {
    const { world, ana } = stage();
    const path = await mailed(world.data, "ben@example.com", /(\/#invitation=[\w-]+)/);
    const ben = stage().ben = await world.open(path, {}, "ben");
    await heading(ben, "Welcome, Ben");
    await accessible(ben);
    await fits(ben);
    await ben.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await button(ben, "Set password").click();
    await ben.locator(".ListRow--unread", { hasText: "General" }).waitFor();
    await row(ben, "General").first().click();
    await message(ben, "Good morning").waitFor();
    await say(ben, "Good morning, ana");
    await sent(ana, "Good morning, ana").waitFor();
  });

  test("who signs out on all devices is signed out on the other one at once", async () => {
    const { world } = stage();
    const one = await world.open("/", {}, "ben");
    await signIn(one, "ben@example.com");
    const ben = stage().ben;
    await one.getByRole("button", { name: "Ben: menu" }).click();
    await item(one, "Devices").click();
    await heading(one, "Devices");
    await one.getByText("this device").waitFor();
    await button(one, "Sign out everywhere").click();
    await accessible(one);
    await one.locator("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
    await heading(one, "Sign in");
    await heading(ben, "Sign in");
    await ben.getByText("You were signed out.").waitFor();
    await signIn(ben, "ben@example.com");
    await one.context().close();
  });

  test("one device is ended from another, and this one alone signs out", async () => {
    const { world, ben } = stage();
    const one = await world.open("/", {}, "ben");
    await signIn(one, "ben@example.com");
    await ben.goto(new URL("/#/settings/devices", ben.url()).href);
    await ben.getByRole("button", { name: /^End the sign-in of/ }).first().click();
    await heading(one, "Sign in");
    await signIn(one, "ben@example.com");
    await one.getByRole("button", { name: "Ben: menu" }).click();
    await item(one, "Sign out").click();
    await heading(one, "Sign in");
    // The first one stays.
    await ben.reload();
    await ben.getByText("this device").waitFor();
    await one.context().close();
  });

  test("a name, a status and a picture are seen by others at once", async () => {
    const { ana, ben } = stage();
    const direct = await ask<{ conversation: { id: string } }>(ana, "POST", "/v1/conversations/direct", { userId: await idOf(ben) });
    await enter(ana, direct.conversation.id);
    await say(ana, "Just us two");
    await ben.goto(new URL("/#/settings/profile", ben.url()).href);
    await ben.getByLabel("Name").fill("Ben of Example");
    await ben.getByLabel("Status").fill("in a meeting until 3");
    await button(ben, "Save").click();
    await ana.locator(".Head-title", { hasText: "Ben of Example" }).waitFor();
    await ana.locator(".Head-about", { hasText: "in a meeting until 3" }).waitFor();
    await ben.locator("input[type=file]").setInputFiles(await picture(ben, "me.png"));
    await ben.getByRole("dialog", { name: "Crop the picture" }).waitFor();
    await accessible(ben);
    await button(ben, "Apply").click();
    await ana.locator(".Head .Avatar img").waitFor();
    await ana.locator(".Head .Avatar[class*=online], .Head .Avatar-presence, .Head .Avatar [class*=nline]").first().waitFor();
    await button(ben, "Away").click();
    await ana.locator(".Head [class*=away], .Head [class*=Away]").first().waitFor();
    await button(ben, "Available").click();
    await ben.getByLabel("Name").fill("Ben");
    await ben.getByLabel("Status").fill("");
    await button(ben, "Save").click();
    await ana.locator(".Head-title", { hasText: /^Ben$/ }).waitFor();
  });

  test("languages turn the page around, keep what one typed, and times follow the zone", async () => {
    const { ben } = stage();
    await ben.goto(new URL("/#/settings/profile", ben.url()).href);
    const language = ben.locator("select").first();
    await language.selectOption("de");
    await ben.waitForFunction(() => document.documentElement.lang === "de");
    await heading(ben, "Profil");
    await accessible(ben);
    await fits(ben);
    await language.selectOption("ar");
    await ben.waitForFunction(() => document.documentElement.dir === "rtl");
    await ben.locator(".ListRow", { hasText: "General" }).first().click();
    await field(ben).waitFor();
    await accessible(ben);
    await fits(ben);
    // The list is at the right of the conversation.
    const [list, main] = await Promise.all([ben.locator(".Frame-list").boundingBox(), ben.locator(".Frame-main").boundingBox()]);
    expect(list?.x).toBeGreaterThan(main?.x ?? 0);
    await ben.goto(new URL("/#/settings/profile", ben.url()).href);
    await language.selectOption("");
    await ben.waitForFunction(() => document.documentElement.dir === "ltr");

    const zone = ben.getByLabel("Time zone");
    const choose = async (name: string) => {
      await ben.goto(new URL("/#/settings/profile", ben.url()).href);
      await zone.selectOption(name);
      await expect.poll(async () => (await ask<{ user: { timeZone?: string } }>(ben, "GET", "/v1/me")).user.timeZone ?? "").toBe(name);
      await row(ben, "General").first().click();
    };
    for (const timeZone of ["Asia/Tokyo", "Pacific/Honolulu"]) {
      await choose(timeZone);
      const time = message(ben, "Good morning").first().locator("time").first();
      const sentAt = new Date(await time.getAttribute("datetime") ?? "");
      const there = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone }).format(sentAt);
      await expect.poll(() => time.textContent()).toBe(there);
    }
    await choose("");
  });
}
