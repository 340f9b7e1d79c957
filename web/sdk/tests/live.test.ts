// A real server: what a program sees of it through the library.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "../src/index.ts";
import { client, type Person, type Server, startServer, until } from "./server.ts";

let server: Server;
let ana: Person;
let ben: Person;
const clients: Client[] = [];

function made(token: string, more = {}): Client {
  const one = client(server.url, token, more);
  clients.push(one);
  return one;
}

beforeAll(async () => {
  server = await startServer();
  ana = server.ana;
  ben = await server.person("Ben");
}, 30_000);

afterAll(async () => {
  for (const one of clients) one.stop();
  await server?.stop();
});

describe("a session", () => {
  test("begins, and messages go both ways", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = [made(ana.token), made(ben.token)];
    const session = await a.start();
    expect(session.you.name).toBe("Ana");
    expect(session.internal).toBe(true);
    await b.start();
    await Promise.all([a.open(id), b.open(id)]);
    const item = a.send(id, { text: "Good morning" });
    expect(a.store.timeline(id).pending).toEqual([a.store.outbox()[0]]);
    await until(() => b.store.timeline(id).messages.some((message) => message.clientId === item.clientId));
    await until(() => a.store.outbox().length === 0);
    const texts = (one: Client) => one.store.timeline(id).messages.map((message) => message.text || message.kind);
    expect(texts(a)).toEqual(["MESSAGE_KIND_SYSTEM", "Good morning"]);
    expect(texts(b)).toEqual(texts(a));
    expect(b.store.conversation(id)?.unread).toBe(1);
    await b.read(id);
    await until(() => b.store.conversation(id)?.unread === 0);
  });
});
