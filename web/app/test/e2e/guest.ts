// A guest: a code that proves the address and brings earlier conversations back, and the ends of a way in.

import { test } from "vitest";
import { mailed } from "../pages/mails.ts";
import { accessible, fits } from "../pages/world.ts";
import { type Stage, ask, button, enter, field, heading, idOf, make, say, sent } from "./stage.ts";

export function guestFlows(stage: () => Stage): void {
  test("a code proves the guest's address, and brings the conversation to another device", async () => {
    const { world, ana, guest, guestEmail } = stage();
    await button(guest, /Confirm/).first().click();
    await button(guest, "Send code").click();
    await accessible(guest);
    const code = /\b(\d{6})\b/;
    await guest.getByLabel("Code").fill(await mailed(world.data, guestEmail, code));
    await button(guest, "Confirm").last().click();
    await guest.getByText("Your address is confirmed.").first().waitFor();

    const made = await make(ana, { name: "Second desk", byLink: true });
    const other = await world.open(`/${made.link}`, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }, "guest");
    await other.getByLabel("Your name").fill("A guest");
    await other.getByLabel("E-mail address").fill(guestEmail);
    await button(other, "Join").click();
    await field(other).waitFor();
    await button(other, /Confirm/).first().click();
    await button(other, "Send code").click();
    // Not the code of the first time.
    await other.getByLabel("Code").fill(await mailed(world.data, guestEmail, code, 1));
    await button(other, "Confirm").last().click();
    await other.getByText(/Welcome back/).first().waitFor();
    // There is a way back to the list as soon as there are several.
    await button(other, "Back").waitFor();
    await other.goto(new URL("/#/", other.url()).href);
    await heading(other, "Your conversations");
    await other.getByText("Help desk").first().waitFor();
    await accessible(other);
    await fits(other);
    await other.context().close();
  });

  test("who is removed sees it at once, and cannot come back by the link", async () => {
    const { world, ana } = stage();
    const { id, link } = await make(ana, { name: "Closed door", byLink: true });
    const page = await world.open(`/${link}`, {}, "guest");
    await page.getByLabel("Your name").fill("Another guest");
    await page.getByLabel("E-mail address").fill("another@example.org");
    await button(page, "Join").click();
    await say(page, "let me in");
    await enter(ana, id);
    await sent(ana, "let me in").waitFor();
    await ask(ana, "DELETE", `/v1/conversations/${id}/members/${await idOf(page)}`);
    await heading(page, "You are not in this conversation any more");
    await accessible(page);
    await page.goto(new URL(`/${link}`, page.url()).href);
    await button(page, "Join as Another guest").click();
    await heading(page, "You were removed from this conversation");
    await accessible(page);
    await fits(page);
    await page.context().close();
  });
}
