// What stands beside a conversation and in the settings, as others see it at once: files, links and their limits,
// guests in the list, the organisation's name, wishes for mail, and times in one's own zone.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessible, fits } from "../pages/world.ts";
import { type Stage, ask, button, dialog, enter, field, heading, home, idOf, item, make, row, say, sent } from "./stage.ts";

const settings = async (page: Page, name: string, title: string): Promise<void> => {
  await page.goto(new URL(`/#/settings/${name}`, page.url()).href);
  await heading(page, title);
};

/** Shows the details, which are as they were left: the button says which. */
async function details(page: Page): Promise<void> {
  const press = button(page, "Details");
  await expect.poll(async () => {
    const shown = await press.getAttribute("aria-pressed") === "true";
    if (!shown) await press.click();
    return shown;
  }).toBe(true);
  await page.locator(".Panel").waitFor();
}

export function besideFlows(stage: () => Stage): void {
  let id: string;
  let link: string;
  let visitor: Page;

  test("a row says that a guest is there, for whoever looks at the list", async () => {
    const { world, ana, ben } = stage();
    const made = await make(ana, { name: "Front desk", members: [await idOf(ben)], byLink: true });
    id = made.id;
    link = made.link ?? "";
    await home(ben);
    await row(ben, "Front desk").first().waitFor();
    expect(await row(ben, "Front desk").getByText("guest", { exact: true }).count()).toBe(0);
    visitor = await world.open(`/${link}`, {}, "guest");
    await visitor.getByLabel("Your name").fill("Gus");
    await visitor.getByLabel("E-mail address").fill("gus@example.org");
    await button(visitor, "Join").click();
    await field(visitor).waitFor();
    for (const page of [ana, ben]) await row(page, "Front desk").getByText("guest", { exact: true }).waitFor();
    await accessible(ben);
  });

  test("a list in a list is drawn as one, for the guest too", async () => {
    const { ben } = stage();
    await enter(ben, id);
    await say(ben, "- roof\n  - tiles\n- walls");
    await sent(visitor, "tiles").locator(".Text > ul > li > ul > li", { hasText: "tiles" }).waitFor();
    expect(await sent(visitor, "tiles").locator(".Text > ul > li").count()).toBe(2);
  });

  test("the files of a conversation stand beside it as soon as they are sent", async () => {
    const { ben } = stage();
    await details(ben);
    const panel = ben.locator(".Panel");
    await panel.getByRole("tab", { name: "Files" }).click();
    await button(panel, "Other files").click();
    await visitor.locator(".Composer input[type=file]").setInputFiles({ name: "offer.txt", mimeType: "text/plain", buffer: Buffer.from("an offer") });
    await visitor.locator(".Tray-one", { hasText: "offer.txt" }).waitFor();
    await visitor.locator(".Tray-progress").waitFor({ state: "detached" });
    await field(visitor).press("Enter");
    await panel.getByRole("link", { name: /offer\.txt/ }).waitFor();
    await accessible(ben);
  });

  test("a link tells its limits, and lets in as many as they say once they are changed", async () => {
    const { world, ana } = stage();
    await enter(ana, id);
    await details(ana);
    const panel = ana.locator(".Panel");
    await panel.getByRole("tab", { name: "Settings" }).click();
    await panel.getByText("1 person joined by it").waitFor();
    await button(panel, "Change when it ends").click();
    await dialog(ana).getByLabel("Ends").selectOption("7");
    await dialog(ana).getByLabel(/How many may join by it/).fill("1");
    await button(ana, "Save").click();
    await panel.getByText("Nobody can join by it any more.").waitFor();
    await accessible(ana);
    const late = await world.open(`/${link}`, {}, "guest");
    await heading(late, "This link is no longer valid");
    await button(panel, "Change when it ends").click();
    await dialog(ana).getByLabel(/How many may join by it/).fill("2");
    await button(ana, "Save").click();
    await panel.getByText(/1 of 2 joined by it/).waitFor();
    await late.reload();
    await late.getByLabel("Your name").fill("Late guest");
    await late.getByLabel("E-mail address").fill("late@example.org");
    await button(late, "Join").click();
    await field(late).waitFor();
    // Whoever looks at it sees that somebody came.
    await panel.getByText(/2 of 2 joined by it/).waitFor();
    await late.context().close();
  });

  test("another name of the organisation is there for everybody at once", async () => {
    const { ana, ben } = stage();
    await visitor.locator(".GuestBar-name", { hasText: "Example" }).waitFor();
    for (const name of ["Boats & Co", "Example"]) {
      await settings(ana, "people", "People");
      await ana.getByRole("textbox", { name: "Name" }).fill(name);
      await button(ana, "Save").click();
      await ben.locator(".Inbox-organisation", { hasText: name }).waitFor();
      await visitor.locator(".GuestBar-name", { hasText: name }).waitFor();
    }
    await visitor.context().close();
    await home(ana);
  });

  test("wishes for mail are kept, and known to one's other pages", async () => {
    const { ben } = stage();
    const other = await ben.context().newPage();
    other.setDefaultTimeout(15_000);
    await other.goto(new URL("/#/settings/mail", ben.url()).href);
    await other.getByRole("radio", { name: "All messages", checked: true }).waitFor();
    await settings(ben, "mail", "E-mail");
    for (const wish of ["Mentions only", "All messages"]) {
      await ben.getByRole("radio", { name: wish }).check();
      await other.getByRole("radio", { name: wish, checked: true }).waitFor();
    }
    await accessible(ben);
    await fits(ben);
    await other.close();
  });

  test("what is sent later goes by the clock of one's own zone, wherever the browser is", async () => {
    const { ana, ben } = stage();
    const zone = async (name: string) => {
      await settings(ben, "profile", "Profile");
      await ben.getByLabel("Time zone").selectOption(name);
      await expect.poll(async () => (await ask<{ user: { timeZone?: string } }>(ben, "GET", "/v1/me")).user.timeZone ?? "").toBe(name);
    };
    await zone("Asia/Tokyo");
    await enter(ben, id);
    await field(ben).fill("from the other side of the world");
    await button(ben, "Send later").click();
    await item(ben, "Send later…").click();
    await dialog(ben).getByText(/Asia\/Tokyo/).waitFor();
    const year = new Date().getUTCFullYear() + 1;
    await dialog(ben).locator("input[type=datetime-local]").fill(`${year}-01-10T09:00`);
    await button(ben, "Schedule").click();
    await ben.getByText(/It will be sent/).first().waitFor();
    const { scheduled } = await ask<{ scheduled: { id: string; sendAt: number }[] }>(ben, "GET", "/v1/scheduled");
    expect(scheduled.map((one) => new Date(one.sendAt).toISOString())).toEqual([`${year}-01-10T00:00:00.000Z`]);
    await zone("");
    await ask(ana, "DELETE", `/v1/conversations/${id}`);
    await home(ben);
    await row(ben, "Front desk").waitFor({ state: "detached" });
  });
}
