// A real server behind a proxy that cuts connections in the middle of anything: no hole, no repeat, and every
// message once, acknowledged or failed for all to see. A failing seed is printed; CUTS=n tries more, CUT=n one.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, createClient, type Message, type SocketMaker } from "../src/index.ts";
import { WebSocket } from "ws";
import { api, cuttingProxy, dice, type Person, type Proxy, type Server, startServer, until } from "./server.ts";

let server: Server;
let people: Person[];
let proxies: { seed: number; proxies: Proxy[] }[];

const seeds = process.env["CUT"] ? [Number(process.env["CUT"])] : Array.from({ length: Number(process.env["CUTS"] ?? 4) }, (_, at) => at + 1);
/** Bytes after which a connection is cut at the latest, in each direction. Signing in takes about 1,500. */
const MOST = 9_000;

beforeAll(async () => {
  // The server answers for names that it knows, so the proxies come first.
  proxies = await Promise.all(seeds.map(async (seed) => ({ seed, proxies: await Promise.all([cuttingProxy(seed, MOST), cuttingProxy(seed + 1_000, MOST)]) })));
  server = await startServer(proxies.flatMap(({ proxies: both }) => both.map((proxy) => proxy.host)));
  for (const { proxies: both } of proxies) for (const proxy of both) proxy.to(server.url);
  people = [server.ana, await server.person("Ben")];
});

afterAll(async () => {
  await server?.stop();
  for (const { proxies: both } of proxies) for (const proxy of both) await proxy.stop();
});

interface Talker {
  readonly client: Client;
  readonly sent: string[];
  readonly failed: string[];
  /** What was wrong with what a page would have shown at some moment. */
  readonly wrong: string[];
  /** What came, for the reader of a failure. */
  readonly trace: string[];
}

function talker(proxy: Proxy, person: Person, id: string, random: () => number): Talker {
  const ws = WebSocket as unknown as SocketMaker;
  const client = createClient({ url: proxy.url, token: person.token, WebSocket: ws, random: () => random() * 0.01 });
  const it: Talker = { client, sent: [], failed: [], wrong: [], trace: [] };
  client.on("connection", ({ status }) => it.trace.push(`${status} at ${client.store.timeline(id).messages.at(-1)?.seq}`));
  client.on("push", (push) => it.trace.push(push.event ? `${push.event.position.seq}` : Object.keys(push).join()));
  client.on("failed", (item) => it.failed.push(item.clientId));
  client.store.subscribe(`timeline:${id}`, () => {
    const { status, messages, pending, moreBefore } = client.store.timeline(id);
    const seqs = messages.map((message) => message.seq);
    if (seqs.some((seq, at) => at > 0 && seq <= (seqs[at - 1] ?? 0))) it.wrong.push(`order ${seqs}`);
    const mine = messages.flatMap((message) => (message.author?.id === person.id && message.clientId ? [message.clientId] : []));
    const all = [...mine, ...pending.map((item) => item.clientId)];
    if (new Set(all).size !== all.length) it.wrong.push(`twice ${all}`);
    const lost = it.sent.filter((clientId) => !all.includes(clientId));
    // What was fetched anew may begin later than before, where much came meanwhile.
    if (lost.length && messages.length && !moreBefore) it.wrong.push(`lost ${lost} (${status}) after ${it.trace.slice(-12).join(" ")}`);
  });
  return it;
}

async function log(person: Person, id: string): Promise<Message[]> {
  const page = await api(server.url, person.token, "GET", `/v1/conversations/${id}/messages?limit=100`);
  return page.messages;
}

const plain = (message: Partial<Message>) => ({
  id: message.id, seq: message.seq, text: message.text ?? "", deleted: message.deleted ?? false, pinned: message.pinned ?? false,
  reactions: (message.reactions ?? []).map(({ emoji, count, mine }) => ({ emoji, count, mine: mine ?? false })),
});

async function talk(seed: number, both: readonly Proxy[]): Promise<number> {
  const random = dice(seed);
  const { id } = await server.conversation(server.ana, people.slice(1));
  const talkers = both.map((proxy, at) => talker(proxy, people[at] as Person, id, random));
  const doing: Promise<unknown>[] = [];
  const begin = (promise: Promise<unknown>) => {
    // Looked at in the end.
    promise.catch(() => {});
    doing.push(promise);
  };
  try {
    for (const { client } of talkers) {
      client.start().catch(() => {});
      begin(client.open(id));
    }
    for (let round = 0; round < 40; round += 1) {
      const it = talkers[round % 2] as Talker;
      const { client } = it;
      it.sent.push(client.send(id, { text: `${round} ${"x".repeat(random() * 300)}` }).clientId);
      const { messages } = client.store.timeline(id);
      const some = messages[Math.floor(random() * messages.length)];
      const own = some?.author?.id === client.store.me()?.id && some?.kind === "MESSAGE_KIND_TEXT" && !some.deleted;
      if (some && random() < 0.3 && !some.deleted) begin(client.react(some.id, "👍", random() < 0.7));
      if (some && random() < 0.1 && own) begin(client.edit(some.id, `edited ${round}`));
      else if (some && random() < 0.1 && own) begin(client.delete(some.id));
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
    }
    const cuts = both.reduce((sum, proxy) => sum + proxy.cuts(), 0);
    for (const proxy of both) proxy.calm();
    const outcomes = await Promise.allSettled(doing);
    // Deleted meanwhile by the other hand of the same dice, or too long on the way: refused, and told.
    const odd = outcomes.flatMap((one) => (one.status === "rejected" && !["not_found", "bad_request", "timeout", "unreachable"].includes(one.reason.code) ? [String(one.reason)] : []));
    expect(odd).toEqual([]);
    const all = () => talkers.every(({ client }) => client.store.outbox().length === 0);
    await until(all, 60_000, "empty outboxes");
    for (const [at, { client, sent, failed, wrong, trace }] of talkers.entries()) {
      expect(failed).toEqual([]);
      const truth = await log(people[at] as Person, id);
      const same = () => JSON.stringify(client.store.timeline(id).messages.map(plain)) === JSON.stringify(truth.map(plain));
      await until(same, 30_000, "the same messages").catch(() => {});
      const { status, messages } = client.store.timeline(id);
      const { status: link } = client.store.connection();
      const seqs = (all: readonly Partial<Message>[]) => all.map(({ seq }) => seq).join(" ");
      expect(`${link} ${status} ${seqs(messages)}`, trace.slice(-80).join(" ")).toBe(`online ready ${seqs(truth)}`);
      expect(messages.map(plain)).toEqual(truth.map(plain));
      expect(wrong, wrong.join("\n")).toEqual([]);
      const mine = truth.flatMap((message) => (message.author?.id === people[at]?.id && message.clientId ? [message.clientId] : []));
      expect(mine).toEqual(sent);
    }
    return cuts;
  } finally {
    for (const { client } of talkers) client.stop();
  }
}

describe("connections that are cut anywhere", () => {
  test("leave no hole and no repeat, and every message arrives once", async () => {
    let cuts = 0;
    const failures: string[] = [];
    for (const { seed, proxies: both } of proxies) {
      await talk(seed, both).then((some) => (cuts += some), (error) => failures.push(`CUT=${seed}: ${error.stack}`));
    }
    expect(failures).toEqual([]);
    console.log(`${seeds.length} conversations, ${cuts} connections cut`);
    expect(cuts).toBeGreaterThan(seeds.length);
  });
});
