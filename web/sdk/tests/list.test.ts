// Lists and drafts while one's other devices change them, or this one does: an answer on its way takes nothing back.

import { afterEach, expect, test } from "vitest";
import { type Client, createClient, memoryStorage, type SocketMaker } from "../src/index.ts";
import { ID, Model } from "./model.ts";
import { until } from "./server.ts";

const open: Client[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.stop();
});

test("what one types while older drafts are on their way stays in the field", async () => {
  const model = new Model(() => 0.5);
  const fetch = (async () => Response.json({ drafts: [] })) as unknown as typeof globalThis.fetch;
  const Socket = model.Socket as unknown as SocketMaker;
  const client = createClient({ url: "http://model.test", token: "t", WebSocket: Socket, fetch, storage: memoryStorage() });
  open.push(client);
  const texts: string[] = [];
  client.store.subscribe(`draft:${ID}`, () => texts.push(client.store.draft(ID)));
  // Written without a connection: it waits for one, and the session begins with the drafts of the server.
  await client.loadDrafts();
  const saved = client.saveDraft(ID, "half a thought").catch(() => {});
  await client.start();
  await client.loadDrafts();
  await saved;
  expect(client.store.draft(ID)).toBe("half a thought");
  expect(texts).toEqual(["half a thought"]);
});

test("what was pinned elsewhere while the list was on its way stays pinned", async () => {
  const model = new Model(() => 0.5);
  let hold: Promise<unknown> = Promise.resolve();
  const fetch = (async (...asked: Parameters<typeof model.fetch>) => {
    // Read before the change, here after it.
    const answer = await model.fetch(...asked);
    await hold;
    return answer;
  }) as typeof globalThis.fetch;
  const Socket = model.Socket as unknown as SocketMaker;
  const client = createClient({ url: "http://model.test", token: "t", WebSocket: Socket, fetch, storage: memoryStorage() });
  open.push(client);
  await client.start();
  await client.loadList();
  expect(client.store.conversation(ID)?.pin).toBeUndefined();
  let release = () => {};
  hold = new Promise<void>((resolve) => (release = resolve));
  const list = client.loadList();
  model.tell({ preferences: { conversationId: ID, pin: 1 } });
  await until(() => client.store.conversation(ID)?.pin === 1, 15_000, "the push");
  release();
  await list;
  expect(client.store.conversation(ID)?.pin).toBe(1);
});
