// A real server, a real browser, and people in contexts of their own, for the tests of pages.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { expect } from "vitest";

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

export interface World {
  readonly url: string;
  readonly data: string;
  readonly browser: Browser;
  /** The one-time address of the first administrator. */
  readonly setup: string;
  /** Opens a page for somebody of their own. */
  open(path: string, more?: BrowserContextOptions): Promise<Page>;
  /** Writes what everyone sees now into the folder `PARLOR_SHOTS`, if it is set. */
  shots(name: string): Promise<void>;
  /** Ends the server and starts it again on the same port and data. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Run {
  readonly setup: string | undefined;
  end(): Promise<void>;
}

function run(data: string, port: number): Promise<Run> {
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
          async end() {
            child.kill("SIGTERM");
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

/** A server without anyone, and a browser. */
export async function startWorld(): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), "parlor-pages-"));
  const port = await freePort();
  let server = await run(data, port);
  const browser = await chromium.launch({
    executablePath: browserProgram(),
    args: ["--no-sandbox"],
    // Those it was unpacked with, if it was.
    env: { ...process.env, LD_LIBRARY_PATH: process.env["PARLOR_TEST_LIBRARIES"] ?? "" },
  });
  const url = `http://localhost:${port}`;
  return {
    url,
    data,
    browser,
    setup: `/#setup=${server.setup}`,
    async open(path, more = {}) {
      const context = await browser.newContext({
        locale: "en-GB", reducedMotion: "reduce", viewport: { width: 1440, height: 900 }, ...more,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(url + path);
      return page;
    },
    async shots(name) {
      const folder = process.env["PARLOR_SHOTS"];
      const pages = browser.contexts().flatMap((context) => context.pages());
      for (const [at, page] of pages.entries()) {
        if (folder) await page.screenshot({ path: join(folder, `${name.replace(/\W+/g, "-")}-${at}.png`) });
      }
    },
    async restart(meanwhile) {
      await server.end();
      await meanwhile?.();
      writeFileSync(join(data, ".done"), "");
      server = await run(data, port);
    },
    async stop() {
      await browser.close();
      await server.end();
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
    const found = await page.evaluate(`axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }).then(({ violations }) => violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" ")))`);
    expect(found, `${page.url()} ${colorScheme}`).toEqual([]);
  }
}

/** Nothing sticks out at the side at 320 pixels. */
export async function fits(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate("document.documentElement.scrollWidth"), page.url()).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}
