// Takes the pictures of docs/screenshots/ from a real server with its sample people, so that they stay true:
// `npm run -w app screenshots`, after `cargo build -p parlor`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { browse, serve, top } from "./server.mjs";

const folder = join(top, "docs/screenshots");

const WIDTHS = { phone: [390, 800], tablet: [900, 1100], desktop: [1360, 850] };

const { url, told, stop } = await serve({
  profiles: ["debug"],
  args: ["--demo"],
  ready: (out) => /to read and react: \S+\n/.test(out) && out,
});

try {
  const password = /password: (\S+)/.exec(told)[1];
  const talk = /to talk: \S+(#join=\S+)/.exec(told)[1];
  const read = /to read and react: \S+(#join=\S+)/.exec(told)[1];

  const browser = await browse();
  mkdirSync(folder, { recursive: true });

  async function open(path, width, colorScheme = "light") {
    const [wide, high] = WIDTHS[width];
    const context = await browser.newContext({
      viewport: { width: wide, height: high }, colorScheme, locale: "en-GB", reducedMotion: "reduce",
      hasTouch: width === "phone", isMobile: width === "phone",
    });
    const page = await context.newPage();
    await page.goto(url + path);
    return page;
  }

  async function shot(page, name) {
    // What is on its way has come, and no notice covers anything.
    await page.waitForLoadState("networkidle");
    for (const passing of [".Toast", ".Lazy", ".Skeleton"]) await page.locator(passing).first().waitFor({ state: "detached" });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async function asAna(width, colorScheme) {
    const page = await open("/", width, colorScheme);
    await page.getByLabel("E-mail address").fill("ana@example.com");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Ana, support: menu" }).waitFor();
    return page;
  }

  const openTalk = (page, title) => page.getByRole("link", { name: title }).first().click();

  const guest = await open(`/${talk}`, "phone");
  await guest.getByLabel("Your name").waitFor();
  await shot(guest, "join-phone");
  await guest.getByLabel("Your name").fill("A guest");
  await guest.getByLabel("E-mail address").fill("guest@example.org");
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.locator("textarea").waitFor();
  await shot(guest, "guest-phone");

  const reader = await open(`/${read}`, "tablet", "dark");
  await reader.getByLabel("Your name").fill("A guest");
  await reader.getByLabel("E-mail address").fill("reader@example.org");
  await reader.getByRole("button", { name: "Join" }).click();
  await reader.getByText("The new opening hours").first().waitFor();
  await shot(reader, "read-only-tablet-dark");

  const phone = await open(`/${read}`, "phone");
  await phone.getByLabel("Your name").fill("Another guest");
  await phone.getByLabel("E-mail address").fill("phone@example.org");
  await phone.getByRole("button", { name: "Join" }).click();
  await phone.getByText("You are reading along").waitFor();
  await shot(phone, "read-only-phone");

  const ana = await asAna("desktop");
  await openTalk(ana, /Questions from the website/);
  await ana.locator("textarea").waitFor();
  await ana.mouse.move(700, 420);
  await shot(ana, "inbox-desktop");
  await ana.keyboard.press("Control+.");
  await ana.getByRole("complementary").waitFor();
  await shot(ana, "details-desktop");
  await ana.getByRole("tab", { name: "Settings" }).click();
  const change = ana.getByRole("button", { name: "Change when it ends" });
  await change.scrollIntoViewIfNeeded();
  await shot(ana, "details-settings-desktop");
  // Files of this very documentation.
  const files = ["join-phone", "guest-phone", "inbox-desktop"].map((name) => join(folder, `${name}.png`));
  await ana.locator("input[type=file][multiple]").setInputFiles(files);
  await ana.locator(".Composer textarea").press("Enter");
  await ana.locator(".Files-picture").nth(2).waitFor();
  await ana.getByRole("tab", { name: "Files" }).click();
  await ana.locator(".PanelFiles-picture img").nth(2).waitFor();
  await shot(ana, "details-files-desktop");
  await ana.goto(`${url}/#/settings/profile`);
  await ana.getByRole("heading", { name: "Profile" }).waitFor();
  await shot(ana, "profile-desktop");

  const dark = await asAna("desktop", "dark");
  await openTalk(dark, /Team/);
  await dark.locator("textarea").waitFor();
  await dark.mouse.move(700, 300);
  await shot(dark, "team-desktop-dark");

  await browser.close();
} finally {
  await stop();
}
