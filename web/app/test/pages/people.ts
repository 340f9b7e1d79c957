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

/** Has a person say much, past the page: `count` messages by a socket of their own. */
export async function fill(page: Page, id: string, count: number): Promise<void> {
  await page.evaluate(([conversationId, last]) => new Promise<void>((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/v1/socket`, ["parlor.v1.json"]);
    let next = 1;
    let answered = 0;
    const more = () => {
      // So many at once as the server takes.
      while (next <= (last as number) && next - answered <= 8) {
        socket.send(JSON.stringify({ id: next + 1, send: { conversationId, clientId: crypto.randomUUID(), text: `line ${next}` } }));
        next += 1;
      }
    };
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, connect: { client: "test" } }));
    socket.onmessage = ({ data }) => {
      const { reply } = JSON.parse(String(data)) as { reply?: { id: number; error?: { message: string } } };
      if (!reply) return;
      if (reply.error) reject(new Error(reply.error.message));
      if (reply.id > 1) answered += 1;
      more();
      if (answered === last) {
        socket.close();
        resolve();
      }
    };
    socket.onerror = () => reject(new Error("the socket broke"));
  }), [id, count] as const);
}
