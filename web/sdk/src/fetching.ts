// What fetches have in common.

import { backoff } from "./link.ts";
import type { Entry } from "./store.ts";

/** A page that does not meet the stream is fetched again this often. */
export const TRIES = 8;

/** A fetch whose failure is told elsewhere, or comes right with the next session. */
export function later(promise: Promise<unknown>): void {
  promise.catch(() => {});
}

/** While something of a conversation is fetched the events that come are kept: the answer may be from before them. */
export async function fetching<T>(entry: Entry, fetch: () => Promise<T>): Promise<T> {
  entry.fetching += 1;
  try {
    return await fetch();
  } finally {
    entry.fetching -= 1;
    if (entry.fetching === 0) entry.recent = [];
  }
}

export const pause = (tries: number, random: () => number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, backoff(tries - 3, random)));
