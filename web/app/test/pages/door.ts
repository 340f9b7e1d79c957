// A way into the server that a test can cut, close, hold and slow down: the network between a person and it.

import { type AddressInfo, type Socket, connect, createServer } from "node:net";

export interface Door {
  readonly port: number;
  /** Where it leads. */
  to(port: number): void;
  /** Breaks every connection, at once and without a word; new ones are let in. */
  cut(): void;
  /** Breaks every connection and lets none in, until it is opened again. */
  shut(): void;
  open(): void;
  /** Lets nothing through in either direction, and breaks nothing, until `release`. `after`: once so many bytes went in. */
  hold(after?: number): void;
  /** Lets nothing out: what one says arrives, and no answer comes. Until `release`. */
  deafen(): void;
  /** What was held goes on. */
  release(): void;
  /** Changes what the server says, in place: the text that is put in has to be as long. */
  say(was?: RegExp, now?: (found: string) => string): void;
  stop(): Promise<void>;
}

export async function makeDoor(): Promise<Door> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = 0;
  let closed = false;
  let held = false;
  /** Bytes that may still go in before it holds. */
  let left = Number.POSITIVE_INFINITY;
  let change: ((chunk: Buffer) => Buffer) | undefined;

  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  const hold = () => {
    held = true;
    for (const pair of pairs) for (const socket of pair) socket.pause();
  };
  const server = createServer((outside) => {
    if (closed) {
      outside.destroy();
      return;
    }
    outside.setNoDelay(true);
    const inside = connect(target, "127.0.0.1").setNoDelay(true);
    const pair = [outside, inside] as const;
    pairs.add(pair);
    outside.on("data", (chunk) => {
      left -= chunk.length;
      if (!inside.write(chunk)) outside.pause();
      if (left <= 0 && !held) hold();
    });
    inside.on("drain", () => held || outside.resume());
    inside.on("data", (chunk) => {
      if (!outside.write(change ? change(chunk) : chunk)) inside.pause();
    });
    outside.on("drain", () => held || inside.resume());
    for (const [one, other] of [pair, [inside, outside]] as const) {
      one.on("error", () => undefined);
      one.on("end", () => other.end());
      one.on("close", () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    if (held) {
      outside.pause();
      inside.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    to(port) {
      target = port;
    },
    cut,
    shut() {
      closed = true;
      cut();
    },
    open() {
      closed = false;
    },
    hold(after) {
      if (after === undefined) hold();
      else left = after;
    },
    deafen() {
      for (const [, inside] of pairs) inside.pause();
    },
    release() {
      held = false;
      left = Number.POSITIVE_INFINITY;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    say(was, now = (found) => found) {
      change = was && ((chunk) => Buffer.from(chunk.toString("latin1").replace(was, now), "latin1"));
    },
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
