// Pages and events joined, over random histories: loss, repeats, wrong order, breaks, another numbering.
// A failing seed is printed; SEEDS=n tries more of them, SEED=n one.

import { describe, expect, test } from "vitest";
import { type Client, createClient, type Message, memoryStorage, type SocketMaker } from "../src/index.ts";
import { ANA, type Faults, ID, Model } from "./model.ts";
import { dice, until } from "./server.ts";

function made(model: Model, random: () => number): Client {
  const parts = { WebSocket: model.Socket as unknown as SocketMaker, fetch: model.fetch, storage: memoryStorage() };
  return createClient({ url: "http://model.test", token: "t", random: () => random() * 0.002, ...parts });
}

/** What a page shows at any moment: in order, each once, one's own all the time, and no message as it was before. */
function sound(client: Client, states: Map<string, number>, sent: ReadonlySet<string>): void {
  const { messages, pending, moreBefore, moreAfter } = client.store.timeline(ID);
  const seqs = messages.map((message) => message.seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  const mine = [...messages.flatMap((message) => message.clientId ?? []), ...pending.map((item) => item.clientId)];
  expect(mine.length).toBe(new Set(mine).size);
  const shown = messages.length > 0 && !moreBefore && !moreAfter;
  if (shown) expect([...sent].filter((clientId) => !mine.includes(clientId))).toEqual([]);
  for (const { id, deleted, editedAt = 0 } of messages) {
    const state = deleted ? Number.MAX_SAFE_INTEGER : editedAt;
    expect(state).toBeGreaterThanOrEqual(states.get(id) ?? 0);
    states.set(id, state);
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 3));

async function history(seed: number, faults: Faults): Promise<void> {
  const random = dice(seed);
  const model = new Model(random);
  for (let at = 0; at < random() * 120; at += 1) model.act();
  const client = made(model, random);
  const sent = new Set<string>();
  const states = new Map<string, number>();
  let wrong: unknown;
  client.store.subscribe(`timeline:${ID}`, () => {
    try {
      // A reply of another numbering may come before the word that there is one.
      sound(client, states, model.epoch === "e1" ? sent : new Set());
    } catch (error) {
      wrong ??= error;
    }
  });
  await client.start();
  model.faults = faults;
  await client.open(ID).catch(() => {});
  const doing: Promise<unknown>[] = [];
  for (let at = 0; at < 60; at += 1) {
    const what = random();
    if (what < 0.6) model.act();
    else if (what < 0.75) sent.add(client.send(ID, { text: `mine ${at}` }).clientId);
    else if (what < 0.85) doing.push(client.older(ID).catch(() => {}));
    else if (what < 0.89) doing.push(client.newer(ID).catch(() => {}));
    else if (what < 0.93) doing.push(client.jump(ID, random() < 0.5 ? undefined : Math.ceil(random() * model.seq)).catch(() => {}));
    else if (what < 0.96 && faults.cut > 0) model.cut();
    else if (what < 0.97) model.renumber();
    if (random() < 0.5) await settled();
  }
  model.faults = { lose: 0, repeat: 0, swap: 0, cut: 0, late: 0 };
  // A jump that is still under way would look elsewhere after all.
  await Promise.all(doing);
  // A hole shows by what follows it; without loss there is none to be shown.
  if (faults.lose > 0) for (const _ of "two") model.post();
  await until(() => client.store.outbox().length === 0 && client.store.connection().status === "online", 30_000, "outbox");
  await until(() => client.store.timeline(ID).status === "ready", 30_000, "ready");
  const plain = ({ id, seq, text, deleted, pinned, reactions, replyTo }: Message) => ({ id, seq, text, deleted, pinned, reactions, replyTo });
  const same = () => JSON.stringify(client.store.timeline(ID).messages.map(plain)) === JSON.stringify(model.messages.map(plain));
  // A push that is still on its way may have the newest fetched anew, and what is older has to be asked for again.
  const whole = () => {
    const { status, moreBefore, moreAfter } = client.store.timeline(ID);
    if (status === "ready" && moreAfter) client.newer(ID).catch(() => {});
    else if (status === "ready" && moreBefore) client.older(ID).catch(() => {});
    else return same();
    return false;
  };
  await until(whole, 15_000, "the whole log").catch(() => {});
  const found = client.store.timeline(ID).messages;
  client.stop();
  expect(wrong).toBeUndefined();
  expect(found.map(plain)).toEqual(model.messages.map(plain));
  for (const clientId of sent) {
    expect(model.messages.filter((message) => message.clientId === clientId && message.author?.id === ANA.id)).toHaveLength(1);
  }
  const order = model.messages.flatMap((message) => (message.clientId && sent.has(message.clientId) ? [message.clientId] : []));
  expect(order).toEqual([...sent]);
}

const seeds = process.env["SEED"] ? [Number(process.env["SEED"])] : Array.from({ length: Number(process.env["SEEDS"] ?? 24) }, (_, at) => at + 1);

describe("a timeline is the fold of the log, whatever happens on the way", () => {
  const kinds: Record<string, Faults> = {
    "nothing goes wrong but time": { lose: 0, repeat: 0, swap: 0, cut: 0, late: 0.8 },
    "events are lost, repeated and swapped": { lose: 0.1, repeat: 0.2, swap: 0.1, cut: 0, late: 0.5 },
    "the connection breaks": { lose: 0, repeat: 0, swap: 0, cut: 0.1, late: 0.5 },
    "all of it": { lose: 0.05, repeat: 0.1, swap: 0.05, cut: 0.05, late: 0.8 },
  };
  for (const [name, faults] of Object.entries(kinds)) {
    test(name, async () => {
      // Beside each other, for they wait most of the time.
      const failures: string[] = [];
      for (let at = 0; at < seeds.length; at += 20) {
        const some = seeds.slice(at, at + 20);
        await Promise.all(some.map((seed) => history(seed, faults).catch((error) => failures.push(`SEED=${seed}: ${error.message}`))));
      }
      expect(failures).toEqual([]);
    });
  }
});
