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
