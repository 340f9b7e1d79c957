// What a browser keeps over a reload, in a stand-in for its `localStorage`.

import { afterEach, beforeEach, expect, test } from "vitest";
import { browserStorage, type OutboxItem } from "../src/index.ts";

const kept = new Map<string, string>();
let full = false;

beforeEach(() => {
  kept.clear();
  full = false;
  Object.assign(globalThis, {
    localStorage: {
      get length() {
        return kept.size;
      },
      key: (at: number) => [...kept.keys()][at] ?? null,
      getItem: (name: string) => kept.get(name) ?? null,
      setItem(name: string, value: string) {
        if (full) throw new Error("QuotaExceededError");
        kept.set(name, value);
      },
      removeItem: (name: string) => kept.delete(name),
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
});

const item = (userId: string, clientId: string): OutboxItem => ({
  clientId, userId, conversationId: "c1", message: { text: clientId }, createdAt: 1, state: "waiting",
});

test("items are kept by user, each by itself", async () => {
  const storage = browserStorage();
  for (const [user, id] of [["ana", "1"], ["ana", "2"], ["ben", "3"]] as const) await storage.put(item(user, id));
  await storage.put({ ...item("ana", "2"), state: "failed" });
  expect(await browserStorage().load("ana")).toEqual([item("ana", "1"), { ...item("ana", "2"), state: "failed" }]);
  await storage.delete("ana", "1");
  expect((await storage.load("ana")).map((one) => one.clientId)).toEqual(["2"]);
  expect(await storage.load("ben")).toEqual([item("ben", "3")]);
});

test("what is spoilt is skipped, and a full storage is an error of that message alone", async () => {
  const storage = browserStorage();
  await storage.put(item("ana", "1"));
  kept.set("parlor.outbox.ana.x", "{");
  kept.set("parlor.outbox.ana.y", "{}");
  kept.set("something else", "1");
  expect(await storage.load("ana")).toEqual([item("ana", "1")]);
  full = true;
  await expect(storage.put(item("ana", "2"))).rejects.toThrow();
  expect(await storage.load("ana")).toHaveLength(1);
});
