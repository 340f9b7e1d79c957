// The connection alone, in virtual time: when it is made again, when not, and how a dead one is noticed.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Client, SocketMaker } from "../src/index.ts";
import { createClient } from "../src/index.ts";
import { FakeSocket, Model } from "./model.ts";

let sockets: FakeSocket[] = [];
const open: Client[] = [];

class Socket extends FakeSocket {
  readonly said: string[] = [];
  constructor() {
    super(new Model(() => 0));
    sockets.push(this);
  }
  override send(data: string) {
    this.said.push(data);
    super.send(data);
  }
}

class Deaf extends Socket {
  override send() {}
}

function made(maker: unknown = Socket): Client {
  const client = createClient({ url: "http://model.test", WebSocket: maker as SocketMaker, random: () => 0.999 });
  open.push(client);
  return client;
}

const last = () => sockets.at(-1) as Socket;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
});

afterEach(() => {
  for (const client of open.splice(0)) client.stop();
  vi.useRealTimers();
});

async function begun(): Promise<Client> {
  const client = made();
  void client.start();
  await pass(10);
  expect(client.store.connection().status).toBe("online");
  return client;
}

describe("close codes", () => {
  for (const [code, again] of [
    [1000, true], [1001, true], [1006, true], [1011, true], [1012, true], [1013, true], [1002, false], [1003, false],
    [1007, false], [1009, false], [4000, true], [4001, true], [4004, true], [4499, true], [4500, false], [4501, false],
    [4502, false], [4504, false], [4999, false],
  ] as const) {
    test(`${code} ${again ? "is followed by another connection" : "means to stay away"}`, async () => {
      const client = await begun();
      last().end(code);
      expect(client.store.connection().status).toBe(again ? "waiting" : "stopped");
      await pass(60_000);
      expect(sockets.length).toBe(again ? 2 : 1);
    });
  }

  test("a sign-in that ended is told, with its reason", async () => {
    const client = await begun();
    const told: string[] = [];
    client.on("signedOut", ({ reason }) => told.push(reason));
    last().end(4501);
    expect(told).toEqual(["signed_out"]);
    expect(client.store.connection().reason).toBe("signed_out");
  });
});

describe("waiting", () => {
  test("doubles from 1 s to 30 s while nothing answers", async () => {
    const client = made(class extends Socket {
      override onopen = null;
      constructor() {
        super();
        setTimeout(() => this.end(1006), 1);
      }
    });
    void client.start().catch(() => {});
    const waits: number[] = [];
    client.on("connection", ({ status, retryAt }) => status === "waiting" && waits.push(Math.ceil(((retryAt ?? 0) - Date.now()) / 1000)));
    await pass(200_000);
    expect(waits.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  test("is as long as drain says, and 1012 does not shorten it", async () => {
    const client = await begun();
    last().give({ push: { drain: { reconnectAfterMs: 7_000 } } });
    last().end(1012);
    await pass(6_900);
    expect(sockets).toHaveLength(1);
    client.wake();
    expect(sockets).toHaveLength(1);
    await pass(200);
    expect(sockets).toHaveLength(2);
  });

  test("is not there at all when drain says so: the others have another time", async () => {
    await begun();
    last().give({ push: { drain: {} } });
    last().end(1012);
    await pass(10);
    expect(sockets).toHaveLength(2);
  });

  test("is as long as the server says that has too much to do, not more and not less", async () => {
    let full = true;
    const client = made(class extends Socket {
      override send(data: string) {
        if (!full) return super.send(data);
        this.give({ reply: { id: 1, error: { code: "overloaded", retryAfterMs: 2_500 } } });
        this.end(1013);
      }
    });
    void client.start();
    await pass(2_000);
    expect(client.store.connection().status).toBe("waiting");
    expect(sockets).toHaveLength(1);
    full = false;
    client.wake();
    expect(sockets).toHaveLength(1);
    await pass(600);
    expect(sockets).toHaveLength(2);
    expect(client.store.connection().status).toBe("online");
  });

  test("comes back although the close after drain did not arrive", async () => {
    await begun();
    last().give({ push: { drain: { reconnectAfterMs: 3_000 } } });
    await pass(6_000);
    expect(sockets).toHaveLength(2);
  });

  test("is at least 5 s after 1013", async () => {
    await begun();
    last().end(1013);
    await pass(4_900);
    expect(sockets).toHaveLength(1);
    await pass(200);
    expect(sockets).toHaveLength(2);
  });

  test("ends when the page comes back to life", async () => {
    const client = await begun();
    for (let at = 0; at < 6; at += 1) {
      last().end(1006);
      if (at < 5) await pass(40_000);
    }
    const before = sockets.length;
    client.wake();
    expect(sockets).toHaveLength(before + 1);
  });

  test("begins anew with 1 s after a good minute", async () => {
    const client = await begun();
    for (let at = 0; at < 6; at += 1) {
      last().end(1006);
      await pass(31_000);
    }
    await pass(61_000);
    last().end(1006);
    expect((client.store.connection().retryAt ?? 0) - Date.now()).toBeLessThanOrEqual(1_000);
  });
});

describe("a dead connection", () => {
  test("is noticed within 35 s by a ping without answer", async () => {
    const client = await begun();
    const socket = last();
    socket.send = (data) => void socket.said.push(data);
    await pass(25_100);
    expect(socket.said.some((data) => data.includes('"ping"'))).toBe(true);
    expect(client.store.connection().status).toBe("online");
    await pass(10_000);
    expect(client.store.connection()).toMatchObject({ status: "waiting", reason: "silent" });
  });

  test("is noticed within 15 s while it is made", async () => {
    const client = made(Deaf);
    void client.start().catch(() => {});
    await pass(15_100);
    expect(client.store.connection()).toMatchObject({ status: "waiting", reason: "silent" });
  });

  test("that answers pings stays", async () => {
    const client = await begun();
    await pass(10 * 60_000);
    expect(client.store.connection().status).toBe("online");
    expect(sockets).toHaveLength(1);
  });
});

describe("commands", () => {
  test("wait for a connection, and are said again after a break", async () => {
    const client = await begun();
    const first = last();
    first.send = () => {};
    const done = client.pin("m1", true);
    await pass(10);
    first.end(1006);
    await pass(2_000);
    expect(await done).toEqual({});
    expect(last().said.some((data) => data.includes('"pin"'))).toBe(true);
  });

  test("fail after 30 s without a connection", async () => {
    const client = made(Deaf);
    void client.start().catch(() => {});
    const failed = expect(client.pin("m1", true)).rejects.toMatchObject({ code: "unreachable" });
    await pass(31_000);
    await failed;
  });

  test("fail at once when the client stops", async () => {
    const client = await begun();
    last().send = () => {};
    const failed = expect(client.pin("m1", true)).rejects.toMatchObject({ code: "stopped" });
    client.stop();
    await failed;
    await expect(client.pin("m1", true)).rejects.toMatchObject({ code: "stopped" });
  });

  test("are under way 16 at a time", async () => {
    const client = await begun();
    const socket = last();
    const before = socket.said.length;
    socket.send = (data) => void socket.said.push(data);
    for (let at = 0; at < 20; at += 1) client.pin(`m${at}`, true).catch(() => {});
    expect(socket.said.length - before).toBe(16);
  });

  test("larger than the server takes are refused here, and the session lives", async () => {
    const client = await begun();
    await expect(client.edit("m1", "x".repeat(70_000))).rejects.toMatchObject({ code: "too_large" });
    expect(client.store.connection().status).toBe("online");
  });
});
