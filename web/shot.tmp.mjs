import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
const pw = readFileSync("/tmp/inbox-demo.pw", "utf8").trim();
const base = "http://localhost:5471";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
export async function page(width, { dark = false, who = "ana", lang = "en-GB", height = 860 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", locale: lang, reducedMotion: "reduce" });
  const p = await context.newPage();
  p.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log("console", m.text()));
  p.on("pageerror", (e) => console.log("pageerror", e.message, e.stack?.split("\n").slice(0,4).join("|")));
  await p.goto(base);
  await p.evaluate(async ([email, password]) => { const r = await fetch("/v1/sign-in", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password, cookie: true }) }); if (!r.ok) throw new Error(await r.text()); }, [`${who}@example.com`, pw]);
  await p.reload();
  await p.waitForSelector(".Inbox", { timeout: 20000 });
  await p.waitForTimeout(1200);
  return p;
}
const which = process.argv[2];
const mod = await import(which);
try { await mod.default(page); } catch (e) { console.log("FAILED", e.message); }
await browser.close();
