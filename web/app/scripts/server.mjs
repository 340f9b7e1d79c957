// What the scripts beside this file need: a server of their own, and Chromium.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const top = join(import.meta.dirname, "../../..");

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The first program that is there: `PARLOR_BIN`, or what cargo built in one of these profiles. */
function program(profiles) {
  const target = process.env.CARGO_TARGET_DIR ?? join(top, "target");
  const places = [process.env.PARLOR_BIN, ...profiles.map((profile) => join(target, profile, "parlor"))];
  const found = places.find((path) => path && existsSync(path));
  if (!found) throw new Error(`there is no server: cargo build --profile ${profiles[0]} -p parlor, or set PARLOR_BIN`);
  return found;
}

/**
 * Begins a server on an empty folder. `ready` finds in what it prints that it is there; its answer is `told`.
 * `stop` ends it and forgets everything.
 */
export async function serve({ profiles, ready, args = [], env = {} }) {
  const path = program(profiles);
  const data = mkdtempSync(join(tmpdir(), "parlor-script-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(path, ["serve", ...args, "--data", data, "--listen", `127.0.0.1:${port}`, "--public-url", url], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, PARLOR_LOG: "warn", ...env },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const told = await new Promise((resolve, reject) => {
      let out = "";
      child.stdout.on("data", (text) => {
        out += text;
        const found = ready(out);
        if (found) resolve(found);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    });
    return { path, url, data, told, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Chromium as `scripts/test-tools.sh` found it, or Debian's. */
export const browse = () => chromium.launch({
  executablePath: process.env.PARLOR_TEST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
  env: { ...process.env, LD_LIBRARY_PATH: process.env.PARLOR_TEST_LIBRARIES ?? "" },
});
