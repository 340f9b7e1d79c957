// Messages on their way: kept, in order, said again as the server says, never twice.

import { describe, expect, test } from "vitest";
import { type Client, createClient, memoryStorage, type OutboxStorage, type SocketMaker } from "../src/index.ts";
import { ID, Model } from "./model.ts";
import { dice, until } from "./server.ts";

function made(model: Model, storage: OutboxStorage = memoryStorage()): Client {
  const parts = { WebSocket: model.Socket as unknown as SocketMaker, fetch: model.fetch, storage };
  return createClient({ url: "http://model.test", random: () => 0.001, ...parts });
}

const texts = (model: Model) => model.messages.map((message) => message.text);

/** One storage for several tabs, each of which hears of the others' changes. */
function shared(): () => OutboxStorage {
  const under = memoryStorage();
  const watchers = new Map<object, () => void>();
  return () => {
    const me = {};
    const tell = () => {
      for (const [who, changed] of watchers) if (who !== me) changed();
    };
    return {
      load: under.load,
      put: (item) => under.put(item).then(tell),
      delete: (user, id) => under.delete(user, id).then(tell),
      watch(changed) {
        watchers.set(me, changed);
        return () => void watchers.delete(me);
      },
    };
  };
}

describe("an outbox", () => {
  test("shows at once, keeps the order, and ends empty", async () => {
    const model = new Model(dice(1));
    const client = made(model);
    const items = [1, 2, 3].map((at) => client.send(ID, { text: `${at}` }));
    expect(client.store.timeline(ID).pending).toEqual(items);
    expect(items[0]?.state).toBe("waiting");
    await client.start();
    await client.open(ID);
    await until(() => client.store.outbox().length === 0);
    expect(texts(model)).toEqual(["1", "2", "3"]);
    expect(client.store.timeline(ID).messages.map((message) => message.text)).toEqual(["1", "2", "3"]);
    client.stop();
  });

  test("shows what was sent all the time, also while the first page is fetched", async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const model = new Model(dice(seed));
      model.post();
      const client = made(model);
      await client.start();
      model.faults = { lose: 0, repeat: 0, swap: 0, cut: 0, late: 1 };
      const { clientId } = client.send(ID, { text: "mine" });
      const shown: boolean[] = [];
      client.store.subscribe(`timeline:${ID}`, () => {
        const { messages, pending } = client.store.timeline(ID);
        shown.push([...messages, ...pending].some((one) => one.clientId === clientId));
      });
      await client.open(ID);
      await until(() => client.store.timeline(ID).messages.some((message) => message.clientId === clientId));
      expect(shown, `SEED=${seed}`).not.toContain(false);
      client.stop();
    }
  });

  test("survives a reload, and what was sent before it is not sent twice", async () => {
    const model = new Model(dice(2));
    const storage = memoryStorage();
    const before = made(model, storage);
    await before.start();
    // The reply to it is lost.
    model.faults = { lose: 0, repeat: 0, swap: 0, cut: 0, late: 1 };
    before.send(ID, { text: "one" });
    before.send(ID, { text: "two" });
    await until(() => model.messages.length === 1);
    before.stop();
    const after = made(model, storage);
    await after.start();
    await after.open(ID);
    await until(() => after.store.outbox().length === 0 && model.messages.length === 2);
    expect(texts(model)).toEqual(["one", "two"]);
    expect(await storage.load("ana")).toEqual([]);
    after.stop();
  });

  test("waits as long as the server says, and keeps the order meanwhile", async () => {
    const model = new Model(dice(3));
    model.refusals = [{ code: "rate_limited", retryAfterMs: 300 }, { code: "unavailable" }];
    const client = made(model);
    await client.start();
    const begun = Date.now();
    for (const text of ["a", "b", "c"]) client.send(ID, { text });
    await until(() => client.store.outbox().length === 0);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(290);
    expect(texts(model)).toEqual(["a", "b", "c"]);
    client.stop();
  });

  test("shows what was refused, over a reload, until it is sent again or dropped", async () => {
    const model = new Model(dice(4));
    model.refusals = [{ code: "read_only" }, { code: "forbidden" }];
    const storage = memoryStorage();
    const client = made(model, storage);
    const failed: string[] = [];
    client.on("failed", (item) => failed.push(item.error?.code ?? ""));
    await client.start();
    client.send(ID, { text: "a" });
    client.send(ID, { text: "b" });
    const last = client.send(ID, { text: "c" });
    await until(() => client.store.outbox().length === 2 && failed.length === 2);
    expect(failed).toEqual(["read_only", "forbidden"]);
    await until(() => !client.store.outbox().some((item) => item.clientId === last.clientId));
    client.stop();
    const after = made(model, storage);
    await after.start();
    await until(() => after.store.outbox().length === 2);
    const [a, b] = after.store.outbox();
    expect(a).toMatchObject({ state: "failed", error: { code: "read_only" }, message: { text: "a" } });
    after.retry(a?.clientId ?? "");
    after.discard(b?.clientId ?? "");
    await until(() => after.store.outbox().length === 0);
    expect(texts(model)).toEqual(["c", "a"]);
    expect(await storage.load("ana")).toEqual([]);
    after.stop();
  });

  test("of two tabs shows the same in both, and sends each message once", async () => {
    const model = new Model(dice(5));
    model.faults = { lose: 0, repeat: 0, swap: 0, cut: 0, late: 1 };
    const tab = shared();
    const [one, two] = [made(model, tab()), made(model, tab())];
    await Promise.all([one.start(), two.start()]);
    await Promise.all([one.open(ID), two.open(ID)]);
    let seen = 0;
    two.store.subscribe("outbox", () => (seen = Math.max(seen, two.store.outbox().length)));
    for (let at = 0; at < 5; at += 1) (at % 2 ? one : two).send(ID, { text: `${at}` });
    await until(() => one.store.outbox().length === 0 && two.store.outbox().length === 0);
    expect(seen).toBe(5);
    expect(texts(model).sort()).toEqual(["0", "1", "2", "3", "4"]);
    expect(one.store.timeline(ID).messages).toEqual(two.store.timeline(ID).messages);
    one.stop();
    two.stop();
  });

  test("is emptied by signing out", async () => {
    const model = new Model(dice(6));
    const storage = memoryStorage();
    const client = made(model, storage);
    await client.start();
    model.refusals = [{ code: "forbidden" }];
    client.send(ID, { text: "secret" });
    await until(() => client.store.outbox()[0]?.state === "failed");
    await client.signOut();
    expect(client.store.outbox()).toEqual([]);
    expect(await storage.load("ana")).toEqual([]);
    expect(client.store.connection().status).toBe("stopped");
  });
});
