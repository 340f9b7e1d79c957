// The people of the flows and what they do again and again. Each has a browser context and a network of their own.

import { type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { PASSWORD, ask, button, fill, heading } from "../pages/people.ts";
import { type Store, TALKATIVE, type World, startWorld } from "../pages/world.ts";

export { PASSWORD, ask, button, fill, heading };

export interface Stage {
  readonly world: World;
  /** The administrator. */
  ana: Page;
  ben: Page;
  guest: Page;
  /** The guest's address, which a code can prove. */
  readonly guestEmail: string;
}

export async function startStage(store: Store): Promise<Stage> {
  const world = await startWorld({ store, doors: ["ana", "ben", "guest"], settings: TALKATIVE });
  // Filled by the first flow.
  const nobody = undefined as unknown as Page;
  return { world, ana: nobody, ben: nobody, guest: nobody, guestEmail: "guest@example.org" };
}

export const item = (page: Page, name: string): Locator => page.getByRole("menuitem", { name, exact: true });
export const dialog = (page: Page): Locator => page.locator("dialog[open]").last();

export const idOf = async (page: Page): Promise<string> =>
  (await ask<{ user: { id: string } }>(page, "GET", "/v1/me")).user.id;

export interface Made {
  readonly id: string;
  readonly link: string | undefined;
}

/** Makes a conversation; `link` is what stands behind the address. */
export async function make(page: Page, body: object): Promise<Made> {
  const { conversation, link } = await ask<{ conversation: { id: string }; link?: string }>(page, "POST", "/v1/conversations", body);
  return { id: conversation.id, link: link && new URL(link).hash };
}

export const field = (page: Page): Locator => page.locator("textarea.Composer-area");
export const message = (page: Page, text: string | RegExp): Locator => page.locator("article.Msg", { hasText: text });
export const system = (page: Page, text: string | RegExp): Locator => page.locator("article.Sys", { hasText: text });
export const row = (page: Page, title: string): Locator => page.locator(".ListRow", { hasText: title });

/** Opens a conversation as a press on its row does, without looking for the row. The one before is gone then. */
export async function enter(page: Page, id: string): Promise<void> {
  await page.evaluate((to) => {
    const hash = `#/c/${to}`;
    if (!location.hash.startsWith(hash)) document.querySelector(".Talk")?.setAttribute("data-before", "");
    location.hash = hash;
  }, id);
  await page.locator(".Talk:not([data-before]) .Head-title").waitFor();
}

export async function home(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/";
  });
}

/** Writes and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

/** A message that is in the log: no clock and no mistake beside it. */
export const sent = (page: Page, text: string | RegExp): Locator =>
  page.locator("article.Msg:not(.Msg--pending)", { hasText: text });

/** Presses a button that a message shows below the pointer. What comes meanwhile can move the message away from it. */
export async function touch(page: Page, text: string | RegExp, name: string): Promise<void> {
  const one = sent(page, text).last();
  const its = one.getByRole("button", { name, exact: true });
  await expect.poll(async () => {
    await one.hover({ timeout: 2_000 }).catch(() => undefined);
    return its.click({ timeout: 2_000 }).then(() => true, () => false);
  }).toBe(true);
}

/** Chooses from the menu of a message. A press that the message was moved away from in its middle opened none. */
export async function act(page: Page, text: string | RegExp, entry: string): Promise<void> {
  await expect.poll(async () => {
    await touch(page, text, "What to do with this message");
    return item(page, entry).waitFor({ timeout: 2_000 }).then(() => true, () => false);
  }).toBe(true);
  await item(page, entry).click();
}

/** Does what shows something for a short time only, and sees that. */
export async function briefly(shown: Locator, work: () => Promise<unknown>): Promise<void> {
  await Promise.all([shown.first().waitFor(), work()]);
}

/** The panel with the details, wherever it was left. */
export async function details(page: Page): Promise<Locator> {
  const toggle = button(page, "Details").first();
  await toggle.waitFor();
  if (await toggle.getAttribute("aria-pressed") !== "true") await toggle.click();
  const panel = page.locator(".Panel");
  await panel.waitFor();
  return panel;
}

/** Shows the end of a conversation. */
export async function toEnd(page: Page): Promise<void> {
  await button(page, "More about this conversation").click();
  await item(page, "Jump to the newest").click();
}

/** All that is chosen to be sent has arrived at the server, and the button sends. */
export async function uploaded(page: Page): Promise<void> {
  await expect.poll(() => page.locator(".Tray-progress").count()).toBe(0);
  await expect.poll(() => button(page, "Send").getAttribute("aria-disabled")).not.toBe("true");
}

/** Has a page try to connect now, as when a browser says that the network is back, instead of in its own time. */
export async function wake(page: Page): Promise<void> {
  await expect.poll(async () => {
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    return page.locator(".ConnectionNotice").count();
  }).toBe(0);
}

/** Begins to change one's own message: what it says stands in the field. */
export async function change(page: Page, text: string, to: string): Promise<void> {
  await act(page, text, "Edit");
  await expect.poll(() => field(page).inputValue()).toBe(text);
  await field(page).fill(to);
  await field(page).press("Enter");
}

/** All that stands in the timeline, in order, as far as it is drawn. */
export const texts = (page: Page): Promise<string[]> =>
  page.locator("article.Msg:not(.Msg--pending) .Text").allTextContents();

/** Those of some words, in order: what was written, each as often as it is shown. */
export const among = async (page: Page, words: readonly string[]): Promise<string[]> =>
  (await texts(page)).map((text) => text.trim()).filter((text) => words.includes(text));

/** Waits until all of them stand there, once and in this order. */
export async function standOnce(page: Page, words: readonly string[]): Promise<void> {
  await expect.poll(() => among(page, words)).toEqual(words);
}

/** A picture of some size, as a file. */
export async function picture(page: Page, name: string, wide = 300, high = 200) {
  const bytes = await page.evaluate(async ([width, height]) => {
    const canvas = new OffscreenCanvas(width as number, height as number);
    const pen = canvas.getContext("2d");
    if (pen) pen.fillStyle = "teal";
    pen?.fillRect(20, 20, 100, 100);
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer())];
  }, [wide, high]);
  return { name, mimeType: "image/png", buffer: Buffer.from(bytes) };
}

/** Files as a browser hands them over when they are dropped or pasted. */
export function transfer(page: Page, files: readonly { name: string; mimeType: string; buffer: Buffer }[]) {
  return page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, type, bytes } of all) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return data;
  }, files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: [...buffer] })));
}

/** Signs in by hand. */
export async function signIn(page: Page, email: string): Promise<void> {
  await heading(page, "Sign in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator(".AccountMenu").waitFor();
}
