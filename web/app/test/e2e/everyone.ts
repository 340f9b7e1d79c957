// By keys alone, with little motion, on all widths, with a reader of screens, and in long conversations.

import { type Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessible, fits } from "../pages/world.ts";
import { type Stage, PASSWORD, briefly, button, details, dialog, enter, field, fill, heading, home, idOf, item, make, row, say, sent } from "./stage.ts";

/** Presses Tab until something has the focus; each stop on the way shows that it has it. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const now = await page.evaluate((selector) => {
      const at = document.activeElement;
      if (!(at instanceof HTMLElement) || at === document.body) return { there: false, seen: true, what: "" };
      const shows = (element: Element | null) => {
        const style = element && getComputedStyle(element);
        return Boolean(style && ((style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none"));
      };
      const seen = shows(at) || shows(at.parentElement) || shows(at.closest("form, li, .Field"));
      return { there: at.matches(selector), seen, what: at.outerHTML.slice(0, 120) };
    }, wanted);
    expect(now.seen, `nobody sees that the focus is on ${now.what}`).toBe(true);
    if (now.there) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${wanted}`);
}

/** What can be pressed and is too small for it. In text, links are as small as the text. */
const tooSmall = (page: Page, least: number): Promise<string[]> => page.evaluate((side) => {
  const all = [...document.querySelectorAll<HTMLElement>("button, a[href], input, select, textarea, [role=switch], [role=tab]")];
  return all.flatMap((one) => {
    const { width, height } = one.getBoundingClientRect();
    const inert = one.closest("[inert]") !== null || (document.querySelector("dialog[open]") && !one.closest("dialog[open]"));
    const hidden = width <= 1 || height <= 1 || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (hidden || inert || one.closest("p, .Text, .Frame-skip")) return [];
    // A field may lie below the label that is pressed for it.
    const label = (one.closest("label") ?? (one instanceof HTMLInputElement ? one.labels?.[0] : undefined))?.getBoundingClientRect();
    if (label && Math.min(label.width, label.height) >= side) return [];
    return Math.min(width, height) < side - 0.5 ? [`${one.outerHTML.slice(0, 100)} ${Math.round(width)}×${Math.round(height)}`] : [];
  });
}, least);

const WIDTHS = { phone: [390, 844], tablet: [900, 1100], desktop: [1440, 900] } as const;

export function everyoneFlows(stage: () => Stage): void {
  test("by keys alone: signing in, a conversation, a message, and its menu", async () => {
    const { world, ana } = stage();
    const { id } = await make(ana, { name: "By keys", members: [await idOf(stage().ben)] });
    await enter(ana, id);
    const page = await world.open("/", {}, "ben");
    await heading(page, "Sign in");
    await tabTo(page, "input[type=email]");
    await page.keyboard.type("ben@example.com");
    await tabTo(page, "input[type=password]");
    await page.keyboard.type(PASSWORD);
    await tabTo(page, "button[type=submit]");
    await page.keyboard.press("Enter");
    await row(page, "By keys").first().waitFor();
    await tabTo(page, ".ListRow-link");
    // From the first to the last of them, and again: the list may change on the way.
    let presses = 0;
    await expect.poll(async () => {
      const now = await page.evaluate(() => document.activeElement?.textContent ?? "");
      if (!now.includes("By keys")) await page.keyboard.press(presses % 12 === 0 ? "Home" : "ArrowDown");
      presses += 1;
      return now;
    }).toContain("By keys");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".Head-title").textContent()).toBe("By keys");
    await field(page).waitFor();
    await tabTo(page, "textarea");
    await page.keyboard.type("typed by keys");
    await page.keyboard.press("Enter");
    await sent(ana, "typed by keys").waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("m");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("ARTICLE");
    await page.keyboard.press("End");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain("typed by keys");
    await page.keyboard.press("Enter");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("ARTICLE");
    await page.context().close();
  });

  test("a new message is said to readers of screens, once", async () => {
    const { ana, ben } = stage();
    const { id } = await make(ana, { name: "Said aloud", members: [await idOf(ben)] });
    await enter(ana, id);
    await enter(ben, id);
    await ben.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      new MutationObserver((changes) => {
        for (const { target } of changes) heard.push(target.textContent ?? "");
      }).observe(document.querySelector("[aria-live=polite]") as Node, { childList: true, characterData: true, subtree: true });
    });
    await say(ana, "can you hear me?");
    await sent(ben, "can you hear me?").waitFor();
    const heard = () => ben.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.filter((text) => text.includes("Ana: can you hear me?")).length);
    await expect.poll(heard).toBe(1);
  });

  test("with reduced motion nothing moves", async () => {
    const { ana } = stage();
    await button(ana, "New conversation").first().click();
    await dialog(ana).getByRole("textbox", { name: "Name" }).waitFor();
    const moving = await ana.evaluate(() => {
      const long = (times: string) => times.split(",").some((time) => Number.parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000) > 10);
      return [...document.querySelectorAll("*")].filter((one) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
        return long(transitionDuration) || (animationName !== "none" && long(animationDuration));
      }).map((one) => one.outerHTML.slice(0, 80));
    });
    expect(moving).toEqual([]);
    await ana.keyboard.press("Escape");
    await dialog(ana).waitFor({ state: "detached" });
  });

  test("a long conversation keeps its place while older messages come, and jumps to days, to the unread and to the end", async () => {
    const { ana, ben } = stage();
    const { id } = await make(ana, { name: "Long story", members: [await idOf(ben)] });
    await fill(ana, id, 300);
    await home(ben);
    await row(ben, "Long story").getByLabel("300 unread messages").or(row(ben, "Long story").getByText(/99\+|300/)).first().waitFor();
    await row(ben, "Long story").first().click();
    await ben.locator(".Line--new").waitFor();
    await ben.locator(".Text", { hasText: /^line 1$/ }).waitFor();
    await ben.locator(".Timeline-newest").click();
    await sent(ben, "line 300").waitFor();
    // Few of them are drawn.
    expect(await ben.locator("article.Msg").count()).toBeLessThan(120);
    await ana.bringToFront();
    await enter(ana, id);
    await sent(ana, "line 300").waitFor();
    // What one looks at stays where it is when older ones come above it.
    const moved = await ana.evaluate(async () => {
      const pane = document.querySelector(".Scroller") as HTMLElement;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      let most = 0;
      for (const end = performance.now() + 60_000; performance.now() < end && !document.querySelector(".Line-start");) {
        pane.scrollTop -= 400;
        await frame();
        await frame();
        const seen = [...pane.querySelectorAll<HTMLElement>(".Scroller-row")].find((one) => one.getBoundingClientRect().top > pane.getBoundingClientRect().top);
        const before = seen?.getBoundingClientRect().top ?? 0;
        for (let wait = 0; wait < 6; wait += 1) await frame();
        if (seen?.isConnected) most = Math.max(most, Math.abs(seen.getBoundingClientRect().top - before));
      }
      return { most, start: document.querySelector(".Line-start") !== null };
    });
    expect(moved.start).toBe(true);
    expect(moved.most).toBeLessThanOrEqual(2);
    await button(ana, "More about this conversation").click();
    await item(ana, "Jump to a date…").click();
    await accessible(ana);
    await briefly(ana.locator(".Sys--flash, .Msg--flash"), () => button(ana, "Jump").click());
    await button(ana, "More about this conversation").click();
    await item(ana, "Jump to the newest").click();
    await sent(ana, "line 300").waitFor();
    await accessible(ana);
    await fits(ana);
  });

  test.each(Object.entries(WIDTHS))("on a %s everything fits, can be hit, and is where it belongs", async (name, [width, height]) => {
    const { world, ana } = stage();
    const touch = name === "phone";
    const state = await ana.context().storageState();
    const page = await world.open("/", { viewport: { width, height }, storageState: state, ...(touch && { hasTouch: true, isMobile: true }) }, "ana");
    const good = async (where: string) => {
      await world.shots(`look ${name} ${where}`, page);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: where }).toBeLessThanOrEqual(width);
      await expect.poll(() => tooSmall(page, 24), { message: where }).toEqual([]);
      await accessible(page);
    };
    const seen = (selector: string) => page.locator(selector).first().isVisible();
    await row(page, "Storm").first().waitFor();
    await good("home");
    await row(page, "Storm").first().click();
    await sent(page, "typed before").waitFor();
    await field(page).waitFor();
    await good("conversation");
    expect(await seen(".Frame-list")).toBe(width >= 720);
    await expect.poll(async () => {
      const box = await field(page).boundingBox();
      return (box?.y ?? height) + (box?.height ?? 0);
    }).toBeLessThanOrEqual(height);
    // Where it lies beside the conversation, it is as it was left.
    await details(page);
    expect(await page.locator("dialog .Panel").count()).toBe(width >= 1100 ? 0 : 1);
    await page.locator(".Panel-row").first().waitFor();
    await good("details");
    if (width < 1100) {
      await page.keyboard.press("Escape");
      await page.locator(".Panel").waitFor({ state: "detached" });
    }
    await page.evaluate(() => {
      location.hash = "#/new";
    });
    await dialog(page).getByRole("textbox", { name: "Name" }).waitFor();
    await good("new");
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await page.evaluate(() => {
      location.hash = "#/settings/people";
    });
    await heading(page, "People");
    await page.locator(".Skeleton").waitFor({ state: "detached" });
    await good("people");
    await page.context().close();
  });
}
