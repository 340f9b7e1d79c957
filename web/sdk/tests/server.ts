// A real server for a test: on a free port, in a temporary folder, stopped by its id.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { type Client, type ClientOptions, createClient, type SocketMaker } from "../src/index.ts";

export const top = fileURLToPath(new URL("../../../", import.meta.url));
export const PASSWORD = "a long enough password";

/** The server's program: `PARLOR_BIN`, or what `cargo build` made. */
function program(): string {
  const path = process.env["PARLOR_BIN"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(top, "target"), "debug/parlor");
  if (!existsSync(path)) throw new Error(`there is no ${path}: cargo build -p parlor, or set PARLOR_BIN`);
  return path;
}

export interface Person {
  readonly id: string;
  readonly token: string;
}

export interface Server {
  readonly url: string;
  /** Ends and starts it again, on the same port and data; `hard` as a crash does. */
  restart(hard?: boolean): Promise<void>;
  stop(): Promise<void>;
  /** The first administrator. */
  readonly ana: Person;
  /** Another internal user. */
  person(name: string): Promise<Person>;
  conversation(by: Person, members: readonly Person[], more?: object): Promise<{ id: string; link?: string }>;
}

export async function api(url: string, token: string | undefined, method: string, path: string, body?: object) {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

interface Run {
  readonly url: string;
  readonly setup: string | undefined;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the program and waits until it answers. */
function run(data: string, listen: string, hosts: readonly string[]): Promise<Run> {
  const child = spawn(program(), ["serve"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      PARLOR_LISTEN: listen,
      PARLOR_DATA: data,
      PARLOR_LOG: "warn",
      PARLOR_SEND_BURST: "1000",
      PARLOR_INTERNAL_SENDS_PER_SECOND: "1000",
      PARLOR_SIGN_IN_BURST: "1000",
      PARLOR_DRAIN_SECONDS: "1",
      ...(hosts.length && { PARLOR_ALLOWED_HOSTS: hosts.join(",") }),
    },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return new Promise((resolve, reject) => {
    let out = "";
    const heard = (text: Buffer) => {
      out += text;
      const [, address] = /listening on ([\d.:]+)/.exec(out) ?? [];
      const first = /administrator/.test(out) ? /#setup=(\S+)\s/.exec(out) : undefined;
      if (address && first !== null) resolve({ url: `http://${address}`, setup: first?.[1], end });
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${out}`)));
  });
}

/** A server with an administrator. `hosts`: addresses of proxies before it. */
export async function startServer(hosts: readonly string[] = []): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), "parlor-sdk-"));
  let now = await run(data, "127.0.0.1:0", hosts);
  // The line about the administrator follows that about the address.
  while (now.setup === undefined) {
    await now.end("SIGTERM");
    rmSync(data, { recursive: true, force: true });
    now = await run(data, "127.0.0.1:0", hosts);
  }
  const { url } = now;
  const call = (token: string | undefined, method: string, path: string, body?: object) => api(url, token, method, path, body);
  const first = await call(undefined, "POST", "/v1/setup", {
    token: now.setup, organisation: "Example", name: "Ana", email: "ana@example.org", password: PASSWORD,
  });
  const ana = { id: first.user.id, token: first.token };
  return {
    url,
    ana,
    async restart(hard = false) {
      await now.end(hard ? "SIGKILL" : "SIGTERM");
      now = await run(data, url.replace("http://", ""), hosts);
    },
    async stop() {
      await now.end("SIGTERM");
      rmSync(data, { recursive: true, force: true });
    },
    async person(name) {
      const email = `${name.toLowerCase()}@example.org`;
      await call(ana.token, "POST", "/v1/users", { name, email, password: PASSWORD });
      const answer = await call(undefined, "POST", "/v1/sign-in", { email, password: PASSWORD });
      return { id: answer.user.id, token: answer.token };
    },
    async conversation(by, members, more = {}) {
      const body = { name: "Plans", members: members.map((member) => member.id), ...more };
      const { conversation, link } = await call(by.token, "POST", "/v1/conversations", body);
      return { id: conversation.id, link };
    },
  };
}

/** A client for a test: the socket of `ws`, and little waiting between two tries. */
export function client(url: string, token: string, more: ClientOptions = {}): Client {
  const random = () => Math.random() * 0.05;
  return createClient({ url, token, WebSocket: WebSocket as unknown as SocketMaker, random, name: "test 1", ...more });
}

/** Waits until something is so; looks after every change that `listen` tells. */
export async function until<T>(what: () => T | false | undefined | null, ms = 30_000, say = String(what)): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`it did not come: ${say}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Proxy {
  readonly host: string;
  readonly url: string;
  /** Where it leads to. */
  to(url: string): void;
  /** From now on nothing is cut. */
  calm(): void;
  cuts(): number;
  stop(): Promise<void>;
}

/**
 * Passes bytes on and cuts: after how many bytes, in which direction, is thrown anew for each connection. Bytes
 * up to that place arrive, none after it.
 */
export async function cuttingProxy(seed: number, most: number): Promise<Proxy> {
  const next = dice(seed);
  const open = new Set<Socket>();
  let port = 0;
  let cuts = 0;
  let calm = false;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const left = new Map([[near, Math.floor(next() * most)], [far, Math.floor(next() * most)]]);
    const pass = (from: Socket, to: Socket) => {
      open.add(from);
      from.on("data", (bytes) => {
        const rest = calm ? Number.POSITIVE_INFINITY : (left.get(from) ?? 0);
        left.set(from, rest - bytes.length);
        if (bytes.length < rest) to.write(bytes);
        else {
          cuts += 1;
          to.write(bytes.subarray(0, rest), end);
          from.destroy();
        }
      });
      from.on("error", end);
      from.on("close", () => {
        open.delete(from);
        if (!to.destroyed) to.end();
      });
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: mine } = server.address() as { port: number };
  return {
    host: `127.0.0.1:${mine}`,
    url: `http://127.0.0.1:${mine}`,
    to: (url) => void (port = Number(new URL(url).port)),
    calm: () => void (calm = true),
    cuts: () => cuts,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
