// A real server: what a program sees of it through the library.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, ClientOptions, Connection } from "../src/index.ts";
import { client, PASSWORD, type Person, type Server, startServer, until } from "./server.ts";

let server: Server;
let ana: Person;
let ben: Person;
const clients: Client[] = [];

function made(token: string | undefined, more: ClientOptions = {}): Client {
  const one = client(server.url, token ?? "", more);
  clients.push(one);
  return one;
}

beforeAll(async () => {
  server = await startServer();
  ana = server.ana;
  ben = await server.person("Ben");
});

afterAll(async () => {
  await server?.stop();
});

/** Each test leaves no session behind: a user has ten at the most. */
async function both(): Promise<[Client, Client]> {
  for (const one of clients.splice(0)) one.stop();
  const two: [Client, Client] = [made(ana.token), made(ben.token)];
  await Promise.all(two.map((one) => one.start()));
  return two;
}

/** A guest who joined by a link. */
async function guest(link: string): Promise<{ one: Client; token: string }> {
  const one = made("");
  const token = link.split("#join=")[1] ?? "";
  expect(await one.http.call("POST /v1/links/look", { body: { token } })).toMatchObject({ title: "Plans" });
  const body = { token, name: "Guest", email: "guest@example.com" };
  const answer = await one.http.call("POST /v1/links/join", { body });
  const mine = "token" in answer ? (answer.token ?? "") : "";
  one.setToken(mine);
  await one.start();
  return { one, token: mine };
}

const texts = (one: Client, id: string) => one.store.timeline(id).messages.map((message) => message.text || message.kind);

describe("a conversation", () => {
  test("is the same for two people, and each change reaches both", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = await both();
    expect(a.store.connection().session?.internal).toBe(true);
    await Promise.all([a.open(id), b.open(id), b.loadList()]);
    const item = a.send(id, { text: "Good morning" });
    expect(a.store.timeline(id).pending.map((one) => one.clientId)).toEqual([item.clientId]);
    const message = await until(() => b.store.timeline(id).messages.find((one) => one.clientId === item.clientId));
    await until(() => a.store.outbox().length === 0);
    expect(texts(a, id)).toEqual(["MESSAGE_KIND_SYSTEM", "Good morning"]);
    expect(texts(b, id)).toEqual(texts(a, id));
    expect(b.store.conversation(id)).toMatchObject({ unread: 1, lastMessage: { text: "Good morning" } });
    expect(b.store.list().conversations[0]?.id).toBe(id);
    await b.react(message.id, "👍", true);
    await a.edit(message.id, "Good evening");
    await a.pin(message.id, true);
    const now = (one: Client) => one.store.timeline(id).messages.find((other) => other.id === message.id);
    await until(() => now(a)?.pinned && now(b)?.pinned);
    expect(now(b)).toMatchObject({ text: "Good evening", reactions: [{ emoji: "👍", count: 1, mine: true }] });
    expect(now(a)?.reactions[0]?.mine).toBe(false);
    await a.delete(message.id);
    await until(() => now(a)?.deleted && now(b)?.deleted);
    expect(now(a)).toEqual(now(b));
  });

  test("is found in the list narrowed to what is unread or has a tag", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = await both();
    const other = await a.http.call("POST /v1/conversations", { body: { name: "Read", members: [ben.id] } });
    await a.open(id);
    a.send(id, { text: "New" });
    await until(() => a.store.outbox().length === 0);
    const { conversations } = await b.findConversations({ unread: true });
    const ids = conversations.map((one) => one.id);
    expect(ids).toContain(id);
    expect(ids).not.toContain(other.conversation.id);
    expect(b.store.conversation(id)).toBe(conversations.find((one) => one.id === id));
    expect(await b.findConversations({ tag: "none has it" })).toEqual({ conversations: [] });
  });

  test("counts what is unread, and the other sees how far one has read", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = await both();
    await Promise.all([a.open(id), b.loadList()]);
    await a.loadReadMarks(id);
    a.send(id, { text: "one" });
    a.send(id, { text: "two", mentions: [ben.id] });
    await until(() => b.store.conversation(id)?.unread === 2);
    expect(b.store.conversation(id)?.mentions).toBe(1);
    await b.read(id);
    expect(b.store.conversation(id)?.unread).toBe(0);
    const last = a.store.timeline(id).messages.at(-1)?.seq ?? 0;
    await until(() => (a.store.readMarks(id)?.get(ben.id) ?? 0) >= last);
    await b.markUnread(id, last);
    await until(() => b.store.conversation(id)?.markedUnread);
  });

  test("tells who types and who is there, and keeps drafts on all devices", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = await both();
    const other = made(ana.token);
    await other.start();
    await Promise.all([a.open(id), b.open(id)]);
    await a.watchPresence([ben.id]);
    expect(a.store.presence(ben.id)?.availability).toBe("AVAILABILITY_ONLINE");
    b.typing(id);
    await until(() => a.store.typing(id)[0]?.person.id === ben.id);
    b.send(id, { text: "there" });
    await until(() => a.store.typing(id).length === 0);
    await b.setPresence("AVAILABILITY_AWAY", "lunch");
    await until(() => a.store.presence(ben.id)?.status === "lunch");
    await a.saveDraft(id, "half a se");
    await until(() => other.store.draft(id) === "half a se");
    expect(a.store.draft(id)).toBe("half a se");
  });

  test("tells colleagues of guests, and what happened while nobody has written", async () => {
    const [a, b] = await both();
    const { conversation, link } = await a.http.call("POST /v1/conversations", { body: { name: "Plans", members: [ben.id], byLink: true } });
    const { id } = conversation;
    await until(() => b.store.conversation(id));
    expect(b.store.conversation(id)).toMatchObject({ hasGuests: false, lastMessage: { system: { created: {} } } });
    const { one } = await guest(link ?? "");
    await until(() => b.store.conversation(id)?.hasGuests);
    expect(b.store.conversation(id)?.lastMessage?.system?.joinedByLink).toBeDefined();
    await one.loadList();
    expect(one.store.conversation(id)?.hasGuests).toBeUndefined();
    const shown = await a.http.call("GET /v1/conversations/{id}/link", { path: { id } });
    expect(shown).toMatchObject({ uses: 1 });
    // Who came last goes: that there is none left, only the server can say.
    await one.http.call("POST /v1/conversations/{id}/leave", { path: { id } });
    await until(() => b.store.conversation(id)?.hasGuests === false);
    await a.open(id);
    a.send(id, { text: "Hello" });
    await until(() => b.store.conversation(id)?.lastMessage?.text === "Hello");
  });

  test("has the title of the organisation's name for guests, also when that is another one", async () => {
    const [a] = await both();
    const { conversation, link } = await a.http.call("POST /v1/conversations", { body: { name: "Plans", byLink: true } });
    const { one } = await guest(link ?? "");
    await a.http.call("PATCH /v1/conversations/{id}", { path: { id: conversation.id }, body: { name: "" } });
    await one.loadList();
    const heard: string[] = [];
    one.on("push", ({ organisationChanged }) => organisationChanged && heard.push(organisationChanged.name));
    await a.http.call("PATCH /v1/organisation", { body: { name: "Boats & Co" } });
    await until(() => one.store.conversation(conversation.id)?.title === "Boats & Co");
    expect(heard).toEqual(["Boats & Co"]);
  });

  test("grows and shrinks by people, and the list follows", async () => {
    const [a, b] = await both();
    await b.loadList();
    const joined: string[] = [];
    b.on("joined", (conversation) => joined.push(conversation.id));
    const { id } = await server.conversation(ana, []);
    await a.open(id);
    await a.loadMembers(id);
    await a.http.call("POST /v1/conversations/{id}/members", { path: { id }, body: { members: [ben.id] } });
    await until(() => joined.includes(id) && b.store.list().conversations.some((one) => one.id === id));
    await until(() => a.store.members(id)?.length === 2);
    await b.open(id);
    await a.http.call("PATCH /v1/conversations/{id}", { path: { id }, body: { name: "Other plans" } });
    await until(() => b.store.conversation(id)?.title === "Other plans");
    await a.http.call("DELETE /v1/conversations/{id}/members/{user}", { path: { id, user: ben.id } });
    await until(() => !b.store.conversation(id));
    expect(b.store.timeline(id).status).toBe("empty");
    expect(b.store.list().conversations.some((one) => one.id === id)).toBe(false);
    await until(() => a.store.members(id)?.length === 1);
  });

  test("is read page by page in both directions, around any place", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a] = await both();
    for (let at = 0; at < 130; at += 1) a.send(id, { text: `${at}` });
    await until(() => a.store.outbox().length === 0);
    await a.open(id);
    expect(a.store.timeline(id)).toMatchObject({ moreBefore: true, moreAfter: false });
    await Promise.all([a.older(id), a.older(id)]);
    await a.older(id);
    expect(texts(a, id)).toEqual(["MESSAGE_KIND_SYSTEM", ...Array.from({ length: 130 }, (_, at) => `${at}`)]);
    const middle = a.store.timeline(id).messages[60]?.seq ?? 0;
    await a.jump(id, middle);
    expect(a.store.timeline(id)).toMatchObject({ moreBefore: true, moreAfter: true });
    expect(a.store.timeline(id).messages.some((message) => message.seq === middle)).toBe(true);
    a.send(id, { text: "new" });
    await until(() => a.store.outbox().length === 0);
    while (a.store.timeline(id).moreAfter) await a.newer(id);
    expect(texts(a, id).slice(-2)).toEqual(["129", "new"]);
    const seqs = a.store.timeline(id).messages.map((message) => message.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((x, y) => x - y));
  });

  test("that is unknown is an error, in both ways of asking", async () => {
    const [a] = await both();
    const id = "01920000-0000-7000-8000-0000000000c1";
    await expect(a.open(id)).rejects.toMatchObject({ code: "not_found" });
    expect(a.store.timeline(id)).toMatchObject({ status: "failed", error: { code: "not_found" } });
    await expect(a.http.call("GET /v1/conversations/{id}", { path: { id } })).rejects.toMatchObject({ code: "not_found", status: 404 });
  });
});

describe("a guest", () => {
  test("joins by a link, follows, and begins anew when the conversation becomes read-only", async () => {
    const { id, link = "" } = await server.conversation(ana, [ben], { byLink: true });
    const [a] = await both();
    await a.open(id);
    const { one } = await guest(link);
    await one.open(id);
    a.send(id, { text: "note", note: true });
    a.send(id, { text: "hello" });
    await until(() => texts(one, id).includes("hello"));
    expect(texts(one, id)).not.toContain("note");
    one.send(id, { text: "hi" });
    await until(() => texts(a, id).includes("hi"));
    const hello = one.store.timeline(id).messages.find((message) => message.text === "hello");
    await a.http.call("PATCH /v1/conversations/{id}", { path: { id }, body: { readOnly: true } });
    await until(() => one.store.conversation(id)?.readOnly && one.store.timeline(id).status === "ready");
    await until(() => one.store.conversation(id)?.canSend === false);
    const item = one.send(id, { text: "too late" });
    const failed = await until(() => one.store.outbox().find((other) => other.state === "failed"));
    expect(failed).toMatchObject({ clientId: item.clientId, error: { code: "read_only" } });
    one.discard(item.clientId);
    expect(one.store.outbox()).toEqual([]);
    await one.react(hello?.id ?? "", "🎉", true);
    await until(() => one.store.timeline(id).messages.find((other) => other.id === hello?.id)?.reactions[0]?.mine);
    expect(texts(one, id)).toEqual(expect.arrayContaining(["hello", "hi"]));
  });
});

describe("a sign-in", () => {
  test("with a wrong password is refused", async () => {
    const one = made(undefined);
    const wrong = one.signIn({ email: "ben@example.org", password: "something else!", token: true });
    await expect(wrong).rejects.toMatchObject({ code: "sign_in_failed", status: 401 });
  });

  test("without a token stays away until there is one", async () => {
    const one = made("no token of anybody");
    await expect(one.start()).rejects.toMatchObject({ code: "not_signed_in" });
    expect(one.store.connection()).toMatchObject({ status: "stopped", reason: "not_signed_in" });
    await one.signIn({ email: "ben@example.org", password: PASSWORD, token: true });
    expect((await one.start()).you.id).toBe(ben.id);
    await one.signOut();
    expect(one.store.connection().status).toBe("stopped");
    await expect(one.http.call("GET /v1/me")).rejects.toMatchObject({ code: "not_signed_in" });
  });

  test("ends on all devices at once", async () => {
    const carla = await server.person("Other");
    const [one, two] = [made(carla.token), made(undefined)];
    await two.signIn({ email: "other@example.org", password: PASSWORD, token: true });
    await Promise.all([one.start(), two.start()]);
    const told: string[] = [];
    two.on("signedOut", ({ reason }) => told.push(reason));
    await one.signOut(true);
    await until(() => told.length === 1);
    expect(told).toEqual(["signed_out"]);
  });
});

describe("a server that goes away", () => {
  test("is waited for: nothing is lost, nothing comes twice, after a stop and after a crash", async () => {
    const { id } = await server.conversation(ana, [ben]);
    const [a, b] = await both();
    await Promise.all([a.open(id), b.open(id)]);
    const states: Connection["status"][] = [];
    a.on("connection", ({ status }) => states.push(status));
    const sent: string[] = [];
    for (const hard of [false, true]) {
      const back = server.restart(hard);
      for (let at = 0; at < 20; at += 1) {
        const text = `${hard ? "crash" : "stop"} ${at}`;
        sent.push(text);
        a.send(id, { text });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await back;
      for (const one of [a, b]) one.wake();
      await until(() => a.store.outbox().length === 0 && b.store.connection().status === "online", 20_000);
    }
    await until(() => texts(b, id).length === sent.length + 1);
    expect(texts(a, id).slice(1)).toEqual(sent);
    expect(texts(b, id)).toEqual(texts(a, id));
    expect(states).toContain("waiting");
    expect(a.store.timeline(id).status).toBe("ready");
  });
});
