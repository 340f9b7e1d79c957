// What the tests of pages and the flows of people do alike.

import type { Locator, Page } from "playwright-core";
import type { World } from "./world.ts";

export const PASSWORD = "a long enough password";

export const button = (at: Page | Locator, name: string | RegExp): Locator => at.getByRole("button", { name, exact: true });
export const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("heading", { level: 1, name }).waitFor();

/** A request as the page's person makes it. */
export function ask<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  return page.evaluate(async ([how, where, what]) => {
    const answer = await fetch(where, {
      method: how, headers: { "content-type": "application/json" }, ...(what && { body: what }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }, [method, path, body && JSON.stringify(body)] as [string, string, string | undefined]);
}

/** Has the first administrator come in without the pages for it. */
export async function setUp(world: World, page: Page): Promise<void> {
  const token = world.setup.split("=")[1] ?? "";
  const who = { token, organisation: "Example", name: "Ana", email: "ana@example.com", password: PASSWORD, cookie: true };
  await ask(page, "POST", "/v1/setup", who);
}
