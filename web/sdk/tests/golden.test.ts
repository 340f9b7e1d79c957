// The frames of proto/golden: what the server may say is read whole, and what the client says is as it should be.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLOSES, type Commands, createClient, ParlorError, type SocketMaker } from "../src/index.ts";
import { shapes } from "../src/generated/shapes.ts";
import { read } from "../src/wire.ts";
import { FakeSocket, Model } from "./model.ts";
import { top, until } from "./server.ts";

type Json = Record<string, unknown>;

const folder = join(top, "proto/golden");
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
const golden = (name: string): Json => JSON.parse(readFileSync(join(folder, name), "utf8"));

/** Everything of `wire` is in `value`; 64-bit numbers are numbers there. */
function holds(value: unknown, wire: unknown, path: string): void {
  if (Array.isArray(wire)) {
    expect(value, path).toHaveLength(wire.length);
    for (const [at, entry] of wire.entries()) holds((value as unknown[])[at], entry, `${path}.${at}`);
  } else if (typeof wire === "object" && wire !== null) {
    for (const [key, entry] of Object.entries(wire)) holds((value as Json)[key], entry, `${path}.${key}`);
  } else if (value === Number.POSITIVE_INFINITY) expect(wire, path).toBe("9223372036854775807");
  else if (typeof value === "number") expect(String(value), path).toBe(String(wire));
  else expect(value, path).toBe(wire);
}

/** Every field that the contract does not call optional has a value. */
function complete(shape: string, value: Json): void {
  for (const field of shapes[shape]?.split(" ").filter(Boolean) ?? []) {
    const [, name = "", kind, what = ""] = /(\w+)([=?*])(\w+)/.exec(field) ?? [];
    if (kind !== "?") expect(value[name], `${shape}.${name}`).toBeDefined();
    for (const inner of [value[name]].flat()) if (what in shapes && inner !== undefined) complete(what, inner as Json);
  }
}

describe("frames of the server", () => {
  for (const name of names.filter((it) => !it.startsWith("command."))) {
    test(`${name} is read whole`, () => {
      const frame = read("Frame", golden(name));
      holds(frame, golden(name), name);
      complete("Frame", frame as unknown as Json);
    });
  }

  test("all pushes are taken, and unknown ones are told and skipped", async () => {
    const sockets: FakeSocket[] = [];
    class Socket extends FakeSocket {
      constructor() {
        super(new Model(() => 0));
        sockets.push(this);
      }
    }
    const client = createClient({ url: "http://model.test", WebSocket: Socket as unknown as SocketMaker, fetch: new Model(() => 0).fetch });
    let told = 0;
    client.on("push", () => (told += 1));
    await client.start();
    const pushes = names.filter((name) => name.startsWith("push.") && name !== "push.drain.json").map(golden);
    const unknown = [{ push: { somethingNew: { x: 1 } } }, { push: { event: { position: {}, conversationId: "c", turned: {} } } }, { other: 1 }, "no"];
    for (const frame of [...pushes, ...unknown]) sockets[0]?.give(frame as object);
    expect(client.store.connection().status).toBe("online");
    expect(told).toBe(pushes.length + 2);
    client.stop();
  });
});

describe("commands of the client", () => {
  test("are those of the contract", async () => {
    const said: Json[] = [];
    class Socket extends FakeSocket {
      constructor() {
        super(new Model(() => 0));
      }
      override send(data: string) {
        said.push(JSON.parse(data));
        super.send(data);
      }
    }
    const client = createClient({ url: "http://model.test", token: "8sVv1nTqvJm3yZ0c5Yw2xkQe7RrLb9dHf4uGaPiN6oE", name: "example 1.0", WebSocket: Socket as unknown as SocketMaker });
    await client.start();
    expect(said[0]).toEqual(golden("command.connect.json"));
    const commands = names.filter((name) => name.startsWith("command.") && !name.startsWith("command.connect"));
    expect(commands.length).toBeGreaterThan(12);
    for (const name of commands) {
      const { id: _, ...command } = golden(name);
      const [[kind, body]] = Object.entries(command) as [[keyof Commands, Commands["ping"]["body"]]];
      void client.command(kind, body).catch(() => {});
      await until(() => said.some((one) => JSON.stringify({ ...one, id: 0 }) === JSON.stringify({ id: 0, ...command })), 15_000, name);
    }
    client.stop();
  });
});

test("codes say what the catalogue says", () => {
  const text = readFileSync(join(top, "proto/PROTOCOL.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| \d{3} \| (yes|no) \|/gm)];
  expect(rows.length).toBeGreaterThan(25);
  for (const [, code = "", again] of rows) expect(new ParlorError(code, "").retryable, code).toBe(again === "yes");
  expect(new ParlorError("of_tomorrow", "", { retryAfterMs: 1 }).retryable).toBe(true);
  expect(new ParlorError("of_tomorrow", "").retryable).toBe(false);
  expect(CLOSES[4501]).toBe("signed_out");
});
