// A real server, a real browser, and people in contexts of their own, for the tests of pages.

import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { expect } from "vitest";
import { type Door, makeDoor } from "./door.ts";

const top = join(import.meta.dirname, "../../../..");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The server's program: `PARLOR_BIN`, or what `cargo build` made. */
function program(): string {
  const path = process.env["PARLOR_BIN"] ?? join(process.env["CARGO_TARGET_DIR"] ?? join(top, "target"), "debug/parlor");
  if (!existsSync(path)) throw new Error(`there is no ${path}: cargo build -p parlor, or set PARLOR_BIN`);
  return path;
}

/** The Chromium that `scripts/test-tools.sh` found, or Debian's. */
function browserProgram(): string {
  const path = process.env["PARLOR_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(path)) throw new Error(`there is no ${path}: apt-get install chromium, or set PARLOR_TEST_CHROMIUM`);
  return path;
}

/** How long a page has for what it is asked: more than it takes where everything else runs beside it. */
export const WAIT_MS = 30_000;

/** Where a server keeps everything. Postgres comes with Redis and two nodes. */
export type Store = "sqlite" | "postgres";

export interface World {
  readonly url: string;
  readonly data: string;
  readonly browser: Browser;
  /** The one-time address of the first administrator. */
  readonly setup: string;
  /** What must not happen on any page: requests to others, breaches of the policy, mistakes of ours. */
  readonly wrong: readonly string[];
  /** A way in of one's own, by its name: see `WorldOptions`. */
  door(name: string): Door;
  /** Opens a page for somebody of their own, by a door or straight. */
  open(path: string, more?: BrowserContextOptions, door?: string): Promise<Page>;
  /** All pages that are open. */
  pages(): Page[];
  /** Writes what everyone sees now, or one of them, into the folder `PARLOR_SHOTS`, if it is set. */
  shots(name: string, only?: Page): Promise<void>;
  /** Ends the server and starts it again on the same port and data; `hard` as a crash does. */
  restart(meanwhile?: () => Promise<void>, hard?: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly store?: Store;
  /** People whose network is their own. */
  readonly doors?: readonly string[];
  /** Settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Nobody is told to write slower. */
export const TALKATIVE = { PARLOR_SEND_BURST: "10000", PARLOR_INTERNAL_SENDS_PER_SECOND: "10000" };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Somebody else may take a port between the question and its use, or while the server is away. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries >= 20 || !/in use/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

interface Run {
  readonly setup: string | undefined;
  end(signal?: NodeJS.Signals): Promise<void>;
}

interface Place {
  readonly data: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

function run({ data, port, settings }: Place): Promise<Run> {
  const child = spawn(program(), ["serve"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      PARLOR_LISTEN: `127.0.0.1:${port}`,
      PARLOR_PUBLIC_URL: `http://localhost:${port}`,
      PARLOR_DATA: data,
      PARLOR_LOG: "warn",
      PARLOR_SIGN_IN_BURST: "1000",
      PARLOR_DRAIN_SECONDS: "0",
      ...settings,
    },
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    let out = "";
    const heard = (text: Buffer) => {
      out += text;
      const setup = /#setup=(\S+)\s/.exec(out)?.[1];
      // With an administrator there is none to be made, and nothing is said of it.
      if (setup || (/listening on/.test(out) && existsSync(join(data, ".done")))) {
        resolve({
          setup,
          async end(signal = "SIGTERM") {
            child.kill(signal);
            await ended;
          },
        });
      }
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${out}`)));
  });
}

/** A database of its own on the Postgres of `scripts/with-servers.sh`. */
function database(): { readonly settings: Readonly<Record<string, string>>; drop(): void } {
  const { PARLOR_TEST_DATABASE_URL: url, PARLOR_TEST_REDIS_URL: redis, PARLOR_TEST_POSTGRES_BIN: bin } = process.env;
  if (!url || !redis || !bin) throw new Error("there is no Postgres: scripts/with-servers.sh scripts/test-web.sh");
  const name = `pages_${randomBytes(6).toString("hex")}`;
  const call = (tool: string, ...more: string[]) => execFileSync(join(bin, tool), ["--maintenance-db", url, ...more, name], {
    env: { ...process.env, LD_LIBRARY_PATH: process.env["PARLOR_TEST_LIBRARIES"] ?? "" },
  });
  call("createdb");
  return { settings: { DATABASE_URL: url.replace(/[^/]*$/, name), REDIS_URL: redis }, drop: () => void call("dropdb", "--force") };
}

/** What no page may do, told of all pages of a context. */
async function watch(context: BrowserContext, wrong: string[]): Promise<void> {
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && hostname !== "localhost") wrong.push(`request to ${request.url()}`);
  });
  context.on("weberror", (error) => wrong.push(`${error.page()?.url()}: ${error.error().stack}`));
  context.on("console", (message) => {
    // The browser's own complaint about what was refused or broken, which tests bring about.
    const usual = /^(Failed to load resource|WebSocket connection to)/.test(message.text());
    if (message.type() === "error" && !usual) wrong.push(`${message.page()?.url()}: ${message.text()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`the policy forbids ${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
}

/** A server without anyone, and a browser. */
export async function startWorld({ store = "sqlite", doors = [], settings: more = {} }: WorldOptions = {}): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), "parlor-pages-"));
  const base = store === "postgres" ? database() : undefined;
  const ways = new Map<string, Door>();
  for (const name of doors) ways.set(name, await makeDoor());
  const names = [...ways.values()].map(({ port }) => `localhost:${port}`);
  const settings = {
    ...base?.settings,
    ...more,
    ...(names.length > 0 && {
      PARLOR_ALLOWED_HOSTS: names.join(), PARLOR_ALLOWED_ORIGINS: names.map((name) => `http://${name}`).join(),
    }),
  };
  const places: Place[] = [];
  for (let node = 0; node < (base ? 2 : 1); node += 1) places.push({ data, port: await freePort(), settings });
  const port = places[0]?.port ?? 0;
  // Neighbours are at different nodes.
  [...ways.values()].forEach((door, at) => door.to(places[at % places.length]?.port ?? port));
  const begin = () => Promise.all(places.map((place) => patiently(() => run(place))));
  const first = await patiently(() => run(places[0] as Place));
  let nodes = [first];
  writeFileSync(join(data, ".done"), "");
  for (const place of places.slice(1)) nodes.push(await patiently(() => run(place)));

  const browser = await chromium.launch({
    executablePath: browserProgram(),
    args: ["--no-sandbox"],
    timeout: 120_000,
    // Those it was unpacked with, if it was.
    env: { ...process.env, LD_LIBRARY_PATH: process.env["PARLOR_TEST_LIBRARIES"] ?? "" },
  });
  const wrong: string[] = [];
  const door = (name: string): Door => {
    const found = ways.get(name);
    if (!found) throw new Error(`there is no door ${name}`);
    return found;
  };
  const pages = () => browser.contexts().flatMap((context) => context.pages());
  return {
    url: `http://localhost:${port}`,
    data,
    browser,
    setup: `/#setup=${first.setup}`,
    wrong,
    door,
    async open(path, more = {}, by) {
      const context = await browser.newContext({
        locale: "en-GB", reducedMotion: "reduce", viewport: { width: 1440, height: 900 }, ...more,
      });
      await watch(context, wrong);
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      const slower = Number(process.env["PARLOR_TEST_SLOWER"] ?? 1);
      // As on a machine that is so many times slower.
      if (slower > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slower });
      await page.goto(`http://localhost:${by === undefined ? port : door(by).port}${path}`);
      return page;
    },
    pages,
    async shots(name, only) {
      const folder = process.env["PARLOR_SHOTS"];
      for (const [at, page] of (only ? [only] : pages()).entries()) {
        if (folder) await page.screenshot({ path: join(folder, `${name.replace(/\W+/g, "-")}-${at}.png`) });
      }
    },
    async restart(meanwhile, hard = false) {
      await Promise.all(nodes.map((node) => node.end(hard ? "SIGKILL" : "SIGTERM")));
      await meanwhile?.();
      nodes = await begin();
    },
    async stop() {
      await browser.close();
      await Promise.all([...ways.values()].map((one) => one.stop()));
      await Promise.all(nodes.map((node) => node.end()));
      base?.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Axe finds nothing on the page as it is now, in both themes. */
export async function accessible(page: Page): Promise<void> {
  const known: unknown = await page.evaluate("typeof axe");
  // The policy of the page allows no script but its own; this one comes past it.
  if (known === "undefined") await page.evaluate(axe);
  // Colours on their way to others are no one's choice.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
    document.adoptedStyleSheets = [still];
  });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    // Without a copy of the style sheets, which the policy forbids: only the lock of an orientation needs one.
    const look = () => page.evaluate(`axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      preload: false,
    }).then(({ violations }) => violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" ")))`);
    // What is on its way to somewhere else is given a moment.
    await expect.poll(look, { timeout: 5_000, message: `${page.url()} ${colorScheme}` }).toEqual([]);
  }
}

/** Nothing sticks out at the side at 320 pixels. */
export async function fits(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth"), { message: page.url() }).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}
