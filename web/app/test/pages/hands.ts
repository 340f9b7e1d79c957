// What the people of the tests do again and again.

import type { Page } from "playwright-core";

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
