// A conversation: writing, answering, changing, files, notes, and what others see of it at once.

import { expect, test } from "vitest";
import { accessible, fits } from "../pages/world.ts";
import {
  type Stage, act, ask, briefly, button, change, dialog, enter, field, home, idOf, item, make, message, picture, row, say, sent, standOnce, system, toEnd, touch, transfer, uploaded, wake,
} from "./stage.ts";

export function talkFlows(stage: () => Stage): void {
  /** A group of both, and what comes after it. */
  let id: string;
  let other: string;

  test("a message is on its way, then sent, and a failed one is tried again", async () => {
    const { world, ana, ben } = stage();
    const both = { members: [await idOf(ben)] };
    ({ id } = await make(ana, { name: "Workshop", ...both }));
    other = (await make(ana, { name: "Elsewhere", ...both })).id;
    await enter(ana, id);
    await enter(ben, id);
    world.door("ana").hold();
    await say(ana, "on its way");
    await ana.getByRole("img", { name: /Being sent|Waiting to be sent/ }).waitFor();
    expect(await message(ben, "on its way").count()).toBe(0);
    world.door("ana").release();
    await sent(ana, "on its way").waitFor();
    await sent(ben, "on its way").waitFor();
    await sent(ana, "on its way").getByText("Seen by all").waitFor();
    await accessible(ana);
  });

  test("what may not be written fails, says why, and goes out when it may", async () => {
    const { world, ana, guest } = stage();
    const made = await make(ana, { name: "Help desk", byLink: true });
    const page = stage().guest = guest ?? await world.open(`/${made.link}`, {}, "guest");
    await page.getByLabel("Your name").fill("A guest");
    await page.getByLabel("E-mail address").fill(stage().guestEmail);
    await button(page, "Join").click();
    await field(page).waitFor();
    await enter(ana, made.id);
    world.door("guest").shut();
    await say(page, "is anybody there?");
    await page.getByText("Connecting again…").first().waitFor();
    await ask(ana, "PATCH", `/v1/conversations/${made.id}`, { readOnly: true });
    world.door("guest").open();
    await wake(page);
    await page.getByText("Not sent: This conversation is read-only for you.").waitFor();
    await page.getByText("You are reading along").waitFor();
    await accessible(page);
    await ask(ana, "PATCH", `/v1/conversations/${made.id}`, { readOnly: false });
    await field(page).waitFor();
    await button(page, "Try again").click();
    await sent(ana, "is anybody there?").waitFor();
    await page.locator(".Msg--failed").waitFor({ state: "detached" });
    expect(await sent(page, "is anybody there?").count()).toBe(1);
  });

  test("a message is answered, forwarded, changed and deleted", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await act(ben, "on its way", "Reply");
    await ben.getByText("Reply to Ana").waitFor();
    await say(ben, "it arrived");
    await sent(ana, "it arrived").locator(".Msg-quote", { hasText: "on its way" }).waitFor();
    // To it, and the focus with it.
    await briefly(ana.locator(".Msg--flash"), () => sent(ana, "it arrived").locator(".Msg-quote").click());

    await act(ben, "it arrived", "Forward…");
    await accessible(ben);
    await dialog(ben).getByRole("button", { name: "Elsewhere" }).click();
    await ben.getByText("Forwarded to Elsewhere").first().waitFor();
    await button(ben, "Open").click();
    await message(ben, "it arrived").getByText(/Forwarded/).waitFor();
    await enter(ben, id);

    await change(ben, "it arrived", "it arrived at noon");
    await sent(ana, "it arrived at noon").getByText("(edited)").waitFor();
    // The last own message by a key, and away again without a change.
    await field(ben).press("ArrowUp");
    await ben.getByText("Editing your message").waitFor();
    await ben.keyboard.press("Escape");
    await expect.poll(() => field(ben).inputValue()).toBe("");

    await act(ben, "it arrived at noon", "Delete…");
    await accessible(ben);
    await dialog(ben).getByRole("button", { name: "Delete" }).click();
    await ana.locator("article.Msg", { hasText: "This message was deleted." }).waitFor();
    expect(await message(ana, "it arrived").count()).toBe(0);
  });

  test("reactions are chosen from the picker, counted, and taken back", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await say(ana, "shall we?");
    await touch(ben, "shall we?", "React");
    await ben.getByLabel("Search emoji").fill("tada");
    await accessible(ben);
    await ben.getByLabel("Search emoji").fill("party");
    await ben.locator(".Emoji-one").first().waitFor();
    await ben.keyboard.press("Enter");
    const pill = sent(ana, "shall we?").locator(".Reactions-one");
    await pill.waitFor();
    expect(await pill.getAttribute("aria-pressed")).toBe("false");
    await pill.click();
    await sent(ben, "shall we?").getByText("2", { exact: true }).waitFor();
    await sent(ben, "shall we?").locator(".Reactions-one").first().click();
    await expect.poll(() => pill.locator(".Reactions-count").textContent()).toBe("1");
  });

  test("someone is mentioned by a few letters, and Markdown is drawn", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await home(ben);
    await field(ana).click();
    await ana.keyboard.type("Hello @be");
    await ana.getByRole("option", { name: /Ben/ }).waitFor();
    await accessible(ana);
    await ana.keyboard.press("Enter");
    await expect.poll(() => field(ana).inputValue()).toBe("Hello @Ben ");
    await ana.keyboard.type("this is **bold** and `code`, see https://example.com/a");
    await ana.keyboard.press("Enter");
    await sent(ana, "this is bold").locator("strong", { hasText: "bold" }).waitFor();
    await sent(ana, "this is bold").locator("code", { hasText: "code" }).waitFor();
    const link = sent(ana, "this is bold").locator("a");
    expect(await link.getAttribute("href")).toBe("https://example.com/a");
    expect(await link.getAttribute("rel")).toContain("noopener");
    await row(ben, "Workshop").getByLabel(/mention.* of you/).waitFor();
    await row(ben, "Workshop").first().click();
    await row(ben, "Workshop").getByLabel(/mention.* of you/).waitFor({ state: "detached" });
    await ben.locator(".Line--new").waitFor();
  });

  test("a draft outlives the way to another conversation and a reload", async () => {
    const { ana } = stage();
    await enter(ana, id);
    await field(ana).fill("half a thought");
    await enter(ana, other);
    await row(ana, "Workshop").getByText("Draft:").waitFor();
    await ana.reload();
    await enter(ana, id);
    await expect.poll(() => field(ana).inputValue()).toBe("half a thought");
    await field(ana).fill("");
  });

  test("a message is scheduled, taken back, and one that is due goes out by itself", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await field(ana).fill("much later");
    await button(ana, "Send later").click();
    await item(ana, "Send later…").click();
    await accessible(ana);
    await button(ana, "In an hour").click();
    await button(ana, "Schedule").click();
    await ana.getByText(/It will be sent/).first().waitFor();
    await button(ana, "Send later").click();
    await item(ana, "Scheduled messages").click();
    await dialog(ana).getByText("much later").waitFor();
    await accessible(ana);
    await button(ana, "Take back").click();
    await dialog(ana).getByText("Nothing is scheduled here.").waitFor();
    await ana.keyboard.press("Escape");

    // The field takes seconds, though it does not offer them.
    await field(ana).fill("in a moment");
    await button(ana, "Send later").click();
    await item(ana, "Send later…").click();
    const soon = await ana.evaluate(() => {
      const at = new Date(Date.now() + 10_000);
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    });
    await dialog(ana).locator("input[type=datetime-local]").fill(soon);
    await button(ana, "Schedule").click();
    await sent(ben, "in a moment").waitFor({ timeout: 60_000 });
    await expect.poll(() => field(ana).inputValue()).toBe("");
  });

  test("files come by choosing, dropping and pasting, with a preview and their progress, and are looked at", async () => {
    const { world, ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await ana.locator(".Composer input[type=file]").setInputFiles([await picture(ana, "plan.png"), await picture(ana, "photo.png", 600, 900)]);
    await ana.locator(".Tray-one").nth(1).locator("canvas").waitFor();
    await uploaded(ana);
    await say(ana, "two pictures");
    await sent(ben, "two pictures").locator(".Files-picture img").nth(1).waitFor();
    await sent(ben, "two pictures").locator(".Files-picture").first().click();
    const viewer = dialog(ben);
    await viewer.getByText("1 of 2").waitFor();
    await accessible(ben);
    await ben.keyboard.press("ArrowRight");
    await viewer.getByText("2 of 2").waitFor();
    await ben.keyboard.press("+");
    await viewer.locator(".Viewer-stage--enlarged").waitFor();
    await ben.keyboard.press("Escape");
    await viewer.waitFor({ state: "detached" });

    const dropped = await transfer(ana, [{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("dropped") }]);
    await ana.dispatchEvent(".Talk", "dragover", { dataTransfer: dropped });
    await ana.getByText("Drop files here to send them").waitFor();
    await ana.dispatchEvent(".Talk", "drop", { dataTransfer: dropped });
    await ana.locator(".Tray-one", { hasText: "notes.txt" }).waitFor();
    const pasted = await transfer(ana, [await picture(ana, "pasted.png")]);
    await field(ana).evaluate((element, data) => {
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, pasted);
    await ana.locator(".Tray-one", { hasText: "pasted.png" }).waitFor();
    await uploaded(ana);
    await accessible(ana);
    await field(ana).press("Enter");
    await ben.locator(".Files-file", { hasText: "notes.txt" }).waitFor();
    await ben.getByRole("button", { name: "Picture pasted.png" }).waitFor();

    // In the middle of a large one the network stands still: its progress is shown, and it goes on.
    world.door("ana").hold(300_000);
    await ana.locator(".Composer input[type=file]").setInputFiles({ name: "large.bin", mimeType: "application/octet-stream", buffer: Buffer.alloc(3_000_000, 7) });
    await ana.getByRole("progressbar", { name: /large\.bin/ }).waitFor();
    await expect.poll(() => button(ana, "Send").getAttribute("aria-disabled")).toBe("true");
    world.door("ana").release();
    await uploaded(ana);
    await field(ana).press("Enter");
    await ben.locator(".Files-file", { hasText: "large.bin" }).waitFor();
  });

  test("a message is pinned, found among the pins, and found by its words", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await act(ana, "two pictures", "Pin");
    await sent(ben, "two pictures").getByText("Pinned").waitFor();
    await button(ben, "More about this conversation").click();
    await item(ben, "Pinned messages").click();
    await dialog(ben).getByText("two pictures").waitFor();
    await accessible(ben);
    await briefly(ben.locator(".Msg--flash", { hasText: "two pictures" }), () => dialog(ben).locator("button.Above-one").first().click());
    await act(ana, "two pictures", "Unpin");
    await sent(ben, "two pictures").getByText("Pinned").waitFor({ state: "detached" });

    await button(ben, "Search in this conversation").click();
    await dialog(ben).getByRole("searchbox").and(ben.locator(":focus")).waitFor();
    await ben.keyboard.type("shall");
    await dialog(ben).locator("mark", { hasText: "shall" }).waitFor();
    await accessible(ben);
    await briefly(ben.locator(".Msg--flash", { hasText: "shall we?" }), () => dialog(ben).locator("button.Above-one").first().click());
  });

  test("one sees who types, who is there, and who has seen what", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    // Only who sees the end has read it.
    await toEnd(ben);
    await field(ben).click();
    await briefly(ana.getByText("Ben is typing…"), () => ben.keyboard.type("hm"));
    await field(ben).fill("");
    await say(ana, "have you seen it?");
    await sent(ana, "have you seen it?").getByText("Seen by all").waitFor();
    await act(ana, "have you seen it?", "Seen by…");
    await dialog(ana).getByText("Ben").waitFor();
    await accessible(ana);
    await ana.keyboard.press("Escape");
  });

  test("an internal note looks different, and the guest never sees it", async () => {
    const { ana, guest } = stage();
    const help = (await ask<{ conversations: { id: string; title: string }[] }>(guest, "GET", "/v1/conversations")).conversations[0];
    await enter(ana, help?.id ?? "");
    await ana.getByRole("switch", { name: "Internal note" }).click();
    await ana.getByRole("switch", { name: "Internal note", checked: true }).waitFor();
    await accessible(ana);
    await say(ana, "they are a good customer");
    await ana.locator(".Msg--note", { hasText: "good customer" }).getByText("Only colleagues see this").waitFor();
    await ana.getByRole("switch", { name: "Internal note" }).click();
    await ana.getByRole("switch", { name: "Internal note", checked: false }).waitFor();
    await say(ana, "yes, how can I help?");
    await sent(guest, "yes, how can I help?").waitFor();
    expect(await message(guest, "good customer").count()).toBe(0);
    await accessible(ana);
    await accessible(guest);
    await fits(guest);
    const log = await ask<{ messages: { text?: string }[] }>(guest, "GET", `/v1/conversations/${help?.id}/messages?limit=50`);
    expect(JSON.stringify(log)).not.toContain("good customer");
  });

  test("what happens to a conversation stands in it as a sentence", async () => {
    const { ana, ben } = stage();
    await enter(ana, id);
    await enter(ben, id);
    await ask(ana, "PATCH", `/v1/conversations/${id}`, { name: "Work room" });
    await system(ben, "Ana named the conversation “Work room”").waitFor();
    await ben.locator(".Head-title", { hasText: "Work room" }).waitFor();
    await ask(ana, "PATCH", `/v1/conversations/${id}/members/${await idOf(ben)}`, { role: "moderator" });
    await system(ben, "Ana made Ben a moderator").waitFor();
    await standOnce(ben, ["on its way", "shall we?"]);
  });
}
