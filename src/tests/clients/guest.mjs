// A guest who was written with nothing but the protocol document and the package `ws`.
//
// Joins by a link, reads, hears, reacts, is refused a message, goes and comes back. Speaks with the
// test that runs it in lines: says `ready` and waits for a line whenever somebody else has to act.
//
// usage: guest.mjs http://HOST:PORT LINK_TOKEN

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// Modules of this kind do not look where NODE_PATH says; `require` does.
const WebSocket = createRequire(import.meta.url)("ws");

const DEADLINE_MS = 60_000;
const [base, link] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

class Session {
  #socket;
  #frames = [];
  #wake = () => {};
  #lastId = 0;
  #pushes = [];

  static open() {
    const session = new Session();
    const url = `${base.replace(/^http/, "ws")}/v1/socket`;
    session.#socket = new WebSocket(url, ["parlor.v1.json"]);
    session.#socket.on("message", (data) => {
      session.#frames.push(JSON.parse(data.toString()));
      session.#wake();
    });
    return new Promise((resolve, reject) => {
      session.#socket.on("open", () => resolve(session));
      session.#socket.on("error", reject);
    });
  }

  async #frame() {
    while (this.#frames.length === 0) {
      await new Promise((resolve) => (this.#wake = resolve));
    }
    return this.#frames.shift();
  }

  async ask(name, fields) {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, [name]: fields }));
    for (;;) {
      const frame = await this.#frame();
      if (frame.push) this.#pushes.push(frame.push);
      else if (frame.reply.id === id) return frame.reply;
    }
  }

  // The next push of a kind; those of other kinds are skipped.
  async push(kind) {
    for (;;) {
      while (this.#pushes.length > 0) {
        const push = this.#pushes.shift();
        if (push[kind]) return push[kind];
      }
      const frame = await this.#frame();
      if (frame.push) this.#pushes.push(frame.push);
    }
  }

  close() {
    return new Promise((resolve) => {
      this.#socket.on("close", (code) => resolve(code));
      this.#socket.close(1000);
    });
  }
}

async function waitForOthers() {
  console.log("ready");
  await lines.next();
}

async function main() {
  const answer = await fetch(`${base}/v1/links/join`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: link, name: "node", email: "node@guests.example" }),
  });
  assert.ok(answer.ok, `${answer.status}`);
  const { token, conversationId } = await answer.json();

  let session = await Session.open();
  const { connected } = await session.ask("connect", { token, client: "guest.mjs" });
  assert.equal(connected.you.name, "node");
  let page = (await session.ask("history", { conversationId })).history;
  assert.ok(page.messages.some((message) => message.text === "before you came"));

  await waitForOthers();
  let event = await session.push("event");
  while (!event.posted) event = await session.push("event");
  assert.equal(event.posted.text, "live");
  const messageId = event.posted.id;

  const like = { messageId, emoji: "👍", on: true };
  assert.ok((await session.ask("react", like)).done);
  assert.equal((await session.push("ownReaction")).messageId, messageId);
  page = (await session.ask("history", { conversationId })).history;
  assert.deepEqual(page.messages.at(-1).reactions, [{ emoji: "👍", count: 1, mine: true }]);
  const held = page.position;

  const send = { conversationId, clientId: randomUUID(), text: "hello" };
  assert.equal((await session.ask("send", send)).error.code, "read_only");
  assert.equal(await session.close(), 1000);

  await waitForOthers();
  session = await Session.open();
  await session.ask("connect", { token, resume: [{ conversationId, ...held }] });
  const missed = await session.push("event");
  assert.equal(missed.posted.text, "while you were away");
  assert.equal(missed.position.seq, held.seq + 1);
  assert.deepEqual((await session.push("caughtUp")).position, missed.position);
  assert.equal(await session.close(), 1000);
  console.log("done");
}

const deadline = setTimeout(() => {
  console.error("guest.mjs: too slow");
  process.exit(1);
}, DEADLINE_MS);
main().then(
  () => {
    clearTimeout(deadline);
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
