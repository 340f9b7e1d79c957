// The examples of README.md, one after another as one program, against a real server.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PASSWORD, type Server, startServer } from "./server.ts";

let server: Server;
const made = new URL(`readme-${process.pid}.made.ts`, import.meta.url);

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  rmSync(made, { force: true });
  await server?.stop();
});

test("the examples of the README run", async () => {
  const ben = await server.person("Ben");
  await server.conversation(ben, [server.ana]);
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(4);
  const lines = blocks.join("\n").split("\n");
  const imports = lines.filter((line) => line.startsWith("import ")).map((line) => line.replace("@parlor/client", "../src/index.ts"));
  const body = lines.filter((line) => !line.startsWith("import "));
  const given = "{ SERVER, PASSWORD, show, notify, console }";
  const types = "{ SERVER: string; PASSWORD: string; show: unknown; notify: unknown; console: unknown }";
  const code = [...imports, `export async function run(${given}: ${types} & Record<string, any>) {`, ...body, "stop();", "return { client, item, token };", "}"];
  writeFileSync(made, code.join("\n"));
  const said: unknown[] = [];
  const shown: unknown[] = [];
  const program = await import(/* @vite-ignore */ made.href);
  const { client, item, token } = await program.run({
    SERVER: server.url,
    PASSWORD,
    console: { log: (...all: unknown[]) => said.push(all[0]) },
    show: (...all: unknown[]) => shown.push(all),
    notify: () => {},
  });
  client.stop();
  expect(said[0]).toBe("Ben is signed in");
  expect(token).toBeTruthy();
  expect(item.message.text).toContain("**anyone**");
  expect(shown.length).toBeGreaterThan(0);
});
