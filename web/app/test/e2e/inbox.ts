// The list, new conversations and their details, as far as two people and a guest see each other's doing there.

import { expect, test } from "vitest";
import { mailed } from "../pages/mails.ts";
import { accessible, fits } from "../pages/world.ts";
import { type Stage, ask, briefly, button, details, dialog, enter, field, heading, home, idOf, item, make, message, picture, row, say, sent, system, transfer } from "./stage.ts";

export function inboxFlows(stage: () => Stage): void {
  test("filters, tags and the search show what they promise", async () => {
    const { ana, ben, guest } = stage();
    const { id } = await make(ana, { name: "Tagged", members: [await idOf(ben), await idOf(guest)] });
    await ask(ana, "PATCH", `/v1/conversations/${id}`, { tags: ["urgent"] });
    await home(ben);
    await enter(ana, id);
    await say(ana, "a pineapple for everybody");
    await row(ben, "Tagged").getByLabel("1 unread message").waitFor();
    await button(ben, "Unread").click();
    await row(ben, "Tagged").first().waitFor();
    await row(ben, "Elsewhere").waitFor({ state: "detached" });
    await row(ben, "Tagged").first().click();
    await row(ben, "Tagged").getByLabel("1 unread message").waitFor({ state: "detached" });
    // What one reads does not vanish under the eyes.
    expect(await row(ben, "Tagged").count()).toBe(1);
    await button(ben, "All").click();
    await button(ben, "Show one tag").click();
    await item(ben, "urgent").or(ben.getByRole("menuitemradio", { name: "urgent" })).or(ben.getByRole("menuitemcheckbox", { name: "urgent" })).first().click();
    await expect.poll(() => ben.locator(".ListRow-title").allTextContents()).toEqual(["Tagged"]);
    await accessible(ben);
    await button(ben, "All tags").click();
    await ben.getByLabel("Search conversations and messages").fill("pineapple");
    await ben.locator(".SearchResults mark", { hasText: "pineapple" }).first().waitFor();
    await accessible(ben);
    await fits(ben);
    await button(ben, "Clear").click();
  });

  test("the next unread one is found by a key, and the switcher by letters", async () => {
    const { ana, ben } = stage();
    await row(ben, "Elsewhere").first().click();
    await field(ben).waitFor();
    await row(ana, "Tagged").first().click();
    await say(ana, "one more");
    await row(ben, "Tagged").getByLabel("1 unread message").waitFor();
    // Others are unread, too: each press goes on to the next of them.
    const title = () => ben.locator(".Head-title").textContent();
    for (let presses = 0; presses < 9 && await title() !== "Tagged"; presses += 1) {
      const before = await title();
      await ben.keyboard.press("Alt+Shift+ArrowDown");
      await expect.poll(title).not.toBe(before);
    }
    await message(ben, "one more").waitFor();
    await row(ben, "Tagged").getByLabel("1 unread message").waitFor({ state: "detached" });
    await ben.keyboard.press("Control+k");
    await ben.getByRole("combobox", { name: "Name of a conversation or person" }).fill("elsew");
    await ben.getByRole("option", { name: "Elsewhere" }).waitFor();
    await accessible(ben);
    await ben.keyboard.press("Enter");
    await expect.poll(() => ben.locator(".Head-title").textContent()).toBe("Elsewhere");
    await ben.getByRole("combobox", { name: "Name of a conversation or person" }).waitFor({ state: "detached" });
    await field(ben).waitFor();
    await ben.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await ben.keyboard.press("?");
    await ben.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await accessible(ben);
    await ben.keyboard.press("Escape");
  });

  test("pinned, muted, archived and left: the list follows, on all of one's devices", async () => {
    const { ana, ben } = stage();
    const second = await ben.context().newPage();
    await second.goto(ben.url());
    const menu = async (title: string, entry: string) => {
      // A page behind another one draws rarely.
      await ben.bringToFront();
      await row(ben, title).first().click({ button: "right" });
      await item(ben, entry).click();
    };
    await menu("Elsewhere", "Pin to the top");
    await row(second, "Elsewhere").getByLabel("pinned").waitFor();
    await expect.poll(() => second.locator(".ListRow-title").first().textContent()).toBe("Elsewhere");
    await menu("Tagged", "Mute for 1 hour");
    await row(second, "Tagged").getByLabel("muted").waitFor();
    await menu("Tagged", "Mark as unread");
    await row(second, "Tagged").getByLabel(/marked as unread|1 unread message/).waitFor();
    await menu("Tagged", "Mark as read");
    await row(second, "Tagged").getByLabel(/marked as unread|1 unread message/).waitFor({ state: "detached" });
    await menu("General", "Archive");
    await row(second, "General").waitFor({ state: "detached" });
    await second.bringToFront();
    await button(second, "Archive").click();
    await row(second, "General").first().waitFor();
    await accessible(second);
    await button(second, "All").click();
    // Someone writes, and it is back.
    const general = (await ask<{ conversations: { id: string; title: string }[] }>(ana, "GET", "/v1/conversations"))
      .conversations.find((one) => one.title === "General");
    await enter(ana, general?.id ?? "");
    await say(ana, "is anybody listening?");
    await row(second, "General").first().waitFor();

    await ben.bringToFront();
    const { id } = await make(ana, { name: "Short-lived", members: [await idOf(ben)] });
    await enter(ben, id);
    await row(ben, "Short-lived").first().click({ button: "right" });
    await item(ben, "Leave").click();
    await accessible(ben);
    await dialog(ben).getByRole("button", { name: "Leave" }).click();
    await heading(ben, "You are not in this conversation any more");
    await row(second, "Short-lived").waitFor({ state: "detached" });
    await enter(ana, id);
    await system(ana, "Ben left the conversation").waitFor();
    await second.close();
  });

  test("a conversation is made with switches, people and someone from outside, who comes by the mail", async () => {
    const { world, ana, ben } = stage();
    await home(ana);
    await button(ana, "New conversation").first().click();
    await ana.getByRole("textbox", { name: "Name" }).fill("Launch");
    await ana.getByRole("textbox", { name: /Description/ }).fill("Everything about the launch");
    await dialog(ana).getByLabel("Read-only for guests").check();
    await dialog(ana).getByLabel("Can be joined by link").check();
    const people = ana.getByRole("combobox", { name: "Participants" });
    await people.fill("ben");
    await ana.getByRole("option", { name: /^Ben/ }).waitFor();
    await ana.keyboard.press("Enter");
    await people.fill("reader@example.org");
    await ana.getByRole("option", { name: /reader@example.org/ }).click();
    await accessible(ana);
    await fits(ana);
    await button(ana, "Invite and create").click();
    const link = await ana.getByLabel("Link to join").inputValue();
    await ana.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await briefly(button(ana, "Copied"), () => button(ana, "Copy").click());
    await expect.poll(() => ana.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await button(ana, "Open the conversation").click();
    await field(ana).waitFor();
    await row(ben, "Launch").first().waitFor();
    await say(ana, "The launch is on Monday");

    const path = await mailed(world.data, "reader@example.org", /(\/#invitation=[\w-]+)/);
    const reader = await world.open(path, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, "guest");
    await reader.getByText("The launch is on Monday").first().waitFor();
    await reader.getByText("You are reading along").waitFor();
    expect(await field(reader).count()).toBe(0);
    await accessible(reader);
    await fits(reader);
    // Reading along is not nothing: one reacts.
    await reader.locator("article.Msg").last().focus();
    await reader.keyboard.press("Enter");
    await reader.locator(".Menu").getByRole("button", { name: "React with 👍" }).click();
    await sent(ana, "The launch is on Monday").locator(".Reactions-one", { hasText: "👍" }).waitFor();
    // And sees who writes, but not who else reads.
    expect(await reader.getByText(/members/).count()).toBe(0);
    await reader.context().close();
  });

  test("details: people are added and get roles, the picture is dropped, cropped and deleted, the name changes", async () => {
    const { ana, ben } = stage();
    const { id } = await make(ana, { name: "Garden" });
    await enter(ana, id);
    await ana.keyboard.press("Control+.");
    const panel = await details(ana);
    await accessible(ana);
    await button(panel, "Add people").click();
    await dialog(ana).getByRole("combobox").fill("ben");
    await ana.getByRole("option", { name: /^Ben/ }).waitFor();
    await ana.keyboard.press("Enter");
    await accessible(ana);
    await dialog(ana).getByRole("button", { name: "Add people" }).click();
    await panel.getByRole("tab", { name: "2 members" }).waitFor();
    await enter(ben, id);
    await panel.locator(".Panel-row", { hasText: "Ben" }).getByRole("button").click();
    await item(ana, "Make moderator").click();
    await system(ben, "Ana made Ben a moderator").waitFor();

    const file = await transfer(ana, [await picture(ana, "garden.png")]);
    await ana.dispatchEvent(".PictureEdit", "drop", { dataTransfer: file });
    await ana.getByRole("dialog", { name: "Crop the picture" }).waitFor();
    await ana.keyboard.press("+");
    await ana.keyboard.press("ArrowRight");
    await accessible(ana);
    await button(ana, "Apply").click();
    await ben.locator(".Head .Avatar img").waitFor();
    await button(ana, "View the picture").click();
    await dialog(ana).locator("img").waitFor();
    await accessible(ana);
    await ana.keyboard.press("Escape");
    await panel.getByRole("button", { name: "Delete", exact: true }).click();
    await dialog(ana).getByRole("button", { name: "Delete" }).click();
    await ben.locator(".Head .Avatar img").waitFor({ state: "detached" });

    await panel.getByRole("tab", { name: "Settings" }).click();
    await panel.getByRole("textbox", { name: "Name" }).fill("Rose garden");
    await panel.getByRole("textbox", { name: "Description" }).fill("Where the roses grow");
    await button(panel, "Save").click();
    await ben.locator(".Head-title", { hasText: "Rose garden" }).waitFor();
    await ben.locator(".Head-description", { hasText: "Where the roses grow" }).waitFor();
    await accessible(ana);
  });

  test("details: a link with an end and a number, another one in its place, and none; deleting asks first", async () => {
    const { world, ana, ben } = stage();
    const panel = await details(ana);
    await panel.getByRole("switch", { name: "Can be joined by link" }).click();
    await dialog(ana).getByLabel("Ends").selectOption("7");
    await dialog(ana).getByLabel("How many may join by it").fill("1");
    await accessible(ana);
    await button(ana, "Make a link").click();
    const first = new URL(await ana.getByLabel("Link to join").inputValue()).hash;
    await button(ana, "Done").click();
    const stranger = await world.open(`/${first}`, {}, "guest");
    await stranger.getByLabel("Your name").fill("First guest");
    await stranger.getByLabel("E-mail address").fill("first@example.org");
    await button(stranger, "Join").click();
    await system(ben, "First guest joined by the link").waitFor();
    // It was good for one.
    const second = await world.open(`/${first}`, {}, "guest");
    await heading(second, "This link is no longer valid");
    await accessible(second);
    await button(panel, "New link").click();
    await button(ana, "Replace the link").click();
    const again = new URL(await ana.getByLabel("Link to join").inputValue()).hash;
    await button(ana, "Done").click();
    await second.evaluate((hash) => {
      location.hash = hash;
    }, again);
    await heading(second, /Rose garden/);
    await panel.getByRole("switch", { name: "Can be joined by link" }).click();
    await dialog(ana).getByRole("button", { name: "Switch the link off" }).click();
    await system(ben, "Ana switched the link off").waitFor();
    await second.reload();
    await heading(second, "This link is no longer valid");
    await second.context().close();

    await button(panel, "Delete conversation").click();
    await ana.getByRole("heading", { name: "Delete “Rose garden” for everybody?" }).waitFor();
    await accessible(ana);
    await button(dialog(ana), "Cancel").click();
    await button(panel, "Delete conversation").click();
    await dialog(ana).getByRole("button", { name: "Delete conversation" }).click();
    await row(ben, "Rose garden").waitFor({ state: "detached" });
    await heading(ben, "You are not in this conversation any more");
    await heading(stranger, "You are not in this conversation any more").catch(() => stranger.getByText("No conversation").first().waitFor());
    await accessible(stranger);
    await stranger.context().close();
    await ana.keyboard.press("Control+.");
  });
}
