// The server got another build of the client while a page of the one before is open: what it has not fetched yet
// is not there any more.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { PASSWORD, ask } from "./people.ts";
import { type World, accessible, startWorld } from "./world.ts";

let world: World;
let ana: Page;

beforeAll(async () => {
  world = await startWorld();
  ana = await world.open("/");
  const token = world.setup.split("=")[1] ?? "";
  const who = { token, organisation: "Example", name: "Ana", email: "ana@example.com", password: PASSWORD, cookie: true };
  await ask(ana, "POST", "/v1/setup", who);
  await ask(ana, "POST", "/v1/conversations", { name: "Plans", byLink: true });
  await ana.reload();
});
afterAll(() => world?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await world.shots(task.name);
});

test("a part that is gone asks for a reload, which keeps what one was writing", async () => {
  const field = ana.locator("textarea.Composer-area");
  await ana.locator(".ListRow", { hasText: "Plans" }).locator("a").click();
  await field.fill("half a thought");
  // As a server of another build: its page names other files, and those of the build before are not there.
  await ana.route("**/assets/Panel-*", (route) => route.fulfill({ status: 404, body: "" }));
  await ana.route("**/assets/Switcher-*", (route) => route.fulfill({ status: 404, body: "" }));
  await ana.route(`${world.url}/`, (route) => route.fulfill({ contentType: "text/html", body: "<script type=module src=/assets/index-other.js></script>" }));
  await ana.getByRole("button", { name: "Details", exact: true }).click();
  const bar = ana.locator(".ConnectionNotice");
  await bar.getByText("There is a new version of Parlor.").waitFor();
  await ana.locator(".Empty", { hasText: "There is a new version of Parlor." }).waitFor();
  await accessible(ana);
  // Nothing is reloaded behind one's back, and one may put it off.
  await expect.poll(() => field.inputValue()).toBe("half a thought");
  await bar.getByRole("button", { name: "Later" }).click();
  await bar.waitFor({ state: "detached" });
  // The next part that is missing says it again.
  await ana.keyboard.press("Control+k");
  await bar.getByText("There is a new version of Parlor.").waitFor();
  await field.fill("half a thought more");
  await ana.unrouteAll();
  await Promise.all([ana.waitForEvent("load"), bar.getByRole("button", { name: "Reload" }).click()]);
  await expect.poll(() => field.inputValue()).toBe("half a thought more");
  await ana.locator(".Panel").waitFor();
});

// What one gave no server yet is nowhere else.
test("what is half filled in outlives a reload: a new conversation, an edit, a form in the details", async () => {
  const panel = ana.locator(".Panel");
  await panel.getByRole("tab", { name: "Settings" }).click();
  await panel.getByLabel("Description").fill("half a desc");
  await ana.reload();
  await expect.poll(() => panel.getByLabel("Description").inputValue()).toBe("half a desc");

  const field = ana.locator("textarea.Composer-area");
  await field.fill("said");
  await field.press("Enter");
  await ana.locator("article.Msg:not(.Msg--pending)", { hasText: "said" }).waitFor();
  await field.fill("a draft");
  await ana.locator("article.Msg", { hasText: "said" }).focus();
  await ana.keyboard.press("e");
  await expect.poll(() => field.inputValue()).toBe("said");
  await field.fill("said bet");
  await ana.reload();
  await expect.poll(() => field.inputValue()).toBe("said bet");
  await field.press("Escape");
  await expect.poll(() => field.inputValue()).toBe("a draft");

  await ana.evaluate(() => {
    location.hash = "#/new";
  });
  const dialog = ana.locator("dialog[open]");
  await dialog.getByLabel("Name", { exact: true }).fill("Half a name");
  await dialog.getByLabel("Read-only for guests").check();
  await dialog.locator("[name=people]").fill("someone@example.org");
  await dialog.getByRole("option", { name: /someone@example\.org/ }).click();
  await ana.reload();
  await expect.poll(() => dialog.getByLabel("Name", { exact: true }).inputValue()).toBe("Half a name");
  expect(await dialog.getByLabel("Read-only for guests").isChecked()).toBe(true);
  await dialog.getByText("someone@example.org").first().waitFor();
  // It is taken once: what is begun anew is empty.
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await ana.locator("dialog[open]").getByRole("button", { name: "Discard" }).click();
  await dialog.waitFor({ state: "detached" });
  await ana.evaluate(() => {
    location.hash = "#/new";
  });
  await dialog.waitFor();
  expect(await dialog.getByLabel("Name", { exact: true }).inputValue()).toBe("");
});

// M11: what was to be among colleagues never becomes a message to guests by being kept.
test("what was to be an internal note is one again after a reload, and is on no other device", async () => {
  await ana.evaluate(() => {
    location.hash = "#/";
  });
  await ana.locator(".ListRow", { hasText: "Plans" }).locator("a").click();
  const field = ana.locator("textarea.Composer-area");
  const note = ana.getByRole("switch", { name: "Internal note" });
  await field.fill("between us");
  await note.click();
  await ana.reload();
  await expect.poll(() => field.inputValue()).toBe("between us");
  expect(await note.getAttribute("aria-checked")).toBe("true");
  const other = await ana.context().newPage();
  await other.goto(ana.url());
  await other.locator("textarea.Composer-area").waitFor();
  await expect.poll(() => ask<{ drafts: unknown[] }>(ana, "GET", "/v1/drafts").then(({ drafts }) => drafts)).toEqual([]);
  expect(await other.locator("textarea.Composer-area").inputValue()).toBe("");
});
