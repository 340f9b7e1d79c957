// Figures of the built client in Chromium: first loads, pressing and typing, scrolling. `npm run -w app measure`, after
// `cargo build --profile quick -p parlor` (or with PARLOR_BIN). SLOW=4 makes the processor so many times slower, as a telephone's is.
// MESSAGES and CONVERSATIONS say how much there is to scroll. `-- --write` puts the table into README.md of the client.

import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { basename, dirname, join } from "node:path";
import { WebSocket } from "ws";
import { browse, serve } from "./server.mjs";

const MESSAGES = Number(process.env.MESSAGES ?? 10_000);
const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1_000);
const SLOW = Number(process.env.SLOW ?? 1);
const PASSWORD = "a long enough password";
/** How long it is scrolled to the other end of a conversation or a list; what is held by then is measured. */
const HOLD_SECONDS = 45;
/** What one frame may take at 60 a second, and how exactly Chromium tells it. */
const FRAME_MS = 1000 / 60;
const GRAIN_MS = 1;

const { path: program, url, data, told: setup, stop } = await serve({
  profiles: ["quick", "debug"],
  ready: (out) => /#setup=(\S+)\s/.exec(out)?.[1],
  env: { PARLOR_SEND_BURST: "100000", PARLOR_INTERNAL_SENDS_PER_SECOND: "100000" },
});

const begun = performance.now();
/** Says on the console how far it is. */
const step = (what) => console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}`);

/** A request by token. */
async function api(token, method, path, body) {
  const ask = () => fetch(url + path, {
    method, headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  // The server closes a connection that was idle in the moment in which it is used again.
  const answer = await ask().catch(ask);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

const LINES = [
  "Good morning", "The opening hours change on Monday, see **the plan** for details.", "Yes.",
  "I looked into it: the order left the house on Friday, and the number that we have is the one of the parcel before. I will ask again and write here.",
  "- first the roof\n- then the walls\n- `paint` at last", "Thanks! 🎉", "> when does it come?\n\nTomorrow at noon, I think.",
];

/** Two people write by turns, as many messages as are wanted. */
async function say(tokens, conversationId, count) {
  await Promise.all(tokens.map((token, who) => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace("http", "ws")}/v1/socket`, ["parlor.v1.json"]);
    const mine = Math.floor(count / tokens.length);
    let next = 0;
    let answered = 0;
    const more = () => {
      for (; next < mine && next - answered < 12; next += 1) {
        const text = LINES[(next * 3 + who) % LINES.length];
        socket.send(JSON.stringify({ id: next + 2, send: { conversationId, clientId: randomUUID(), text } }));
      }
    };
    socket.on("open", () => socket.send(JSON.stringify({ id: 1, connect: { token, client: "measure" } })));
    socket.on("error", reject);
    socket.on("message", (frame) => {
      const { reply } = JSON.parse(String(frame));
      if (!reply) return;
      if (reply.error) reject(new Error(reply.error.message));
      if (reply.id > 1) answered += 1;
      if (answered === mine) {
        socket.close();
        resolve();
      } else more();
    });
  })));
}

const rows = [];
const figure = (what, value) => {
  rows.push([what, value]);
  step(`${what}: ${value}`);
};
const middle = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
const nearMost = (all) => all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * 0.99))] ?? 0;
const ms = (value) => `${Math.round(value)} ms`;

/** What the page is told before anything of it runs: paints, long tasks, how long presses take. */
const WATCH = () => {
  globalThis.seen = { long: [], events: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.seen.long.push(entry.duration);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) globalThis.seen.events.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
};

/** A page with the processor as slow as wanted, and its counter of bytes. */
async function open(browser, state) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...(state && { storageState: state }) });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(WATCH);
  const tools = await context.newCDPSession(page);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
  await tools.send("Network.enable");
  const bytes = { script: 0, all: 0, requests: 0 };
  const kinds = new Map();
  tools.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  tools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes.requests += 1;
    bytes.all += encodedDataLength;
    if (kinds.get(requestId) === "Script") bytes.script += encodedDataLength;
  });
  return { context, page, tools, bytes };
}

/** Loads a page anew several times, each in a fresh context, until something can be used. */
async function load(browser, name, path, usable, state) {
  const runs = [];
  for (let run = 0; run < 3; run += 1) {
    const { context, page, bytes } = await open(browser, state);
    await page.goto(url + path);
    await page.locator(usable).first().waitFor();
    const ready = await page.evaluate(() => performance.now());
    await page.waitForLoadState("networkidle");
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
    const long = await page.evaluate(() => globalThis.seen.long);
    runs.push({ paint, ready, ...bytes, blocked: long.reduce((sum, one) => sum + Math.max(0, one - 50), 0), longest: Math.max(0, ...long) });
    await context.close();
  }
  const of = (key) => middle(runs.map((run) => run[key]));
  figure(`${name}: first contentful paint`, ms(of("paint")));
  figure(`${name}: usable`, ms(of("ready")));
  figure(`${name}: transferred`, `${(of("all") / 1000).toFixed(1)} kB in ${of("requests")} requests, ${(of("script") / 1000).toFixed(1)} kB of it script`);
  figure(`${name}: longest task, blocked in all`, `${ms(of("longest"))}, ${ms(of("blocked"))}`);
}

/** Scrolls as a finger on a touchpad does, 24,000 pixels in 6 seconds, and counts from Chromium's tracing how long each frame took to come. */
async function scroll(browser, { page, tools }, name, selector, down) {
  const box = await page.locator(selector).boundingBox();
  const file = join(data, "trace.json");
  await page.evaluate(() => {
    globalThis.seen.long.length = 0;
    const frames = globalThis.frames_ = [];
    let last = 0;
    globalThis.counting = true;
    const count = (now) => {
      if (last) frames.push(now - last);
      last = now;
      if (globalThis.counting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await browser.startTracing(page, { path: file, categories: ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"] });
  await tools.send("Input.synthesizeScrollGesture", {
    x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2), yDistance: down ? -24_000 : 24_000,
    speed: 4_000, gestureSourceType: "mouse", preventFling: true,
  });
  await browser.stopTracing();
  const frames = await page.evaluate(() => {
    globalThis.counting = false;
    return globalThis.frames_;
  });
  const { traceEvents } = JSON.parse(readFileSync(file, "utf8"));
  const dropped = traceEvents.filter((event) => event.name === "DroppedFrame").length;
  const drawn = traceEvents.filter((event) => event.name === "DrawFrame").length;
  const tasks = traceEvents.filter((event) => event.name === "RunTask" && event.dur > 50_000).length;
  const busy = traceEvents.filter((event) => ["FunctionCall", "Layout", "UpdateLayoutTree", "PrePaint", "Paint"].includes(event.name)).reduce((sum, event) => sum + (event.dur ?? 0), 0);
  const late = frames.filter((one) => one > FRAME_MS + GRAIN_MS).length;
  const share = (100 * late / Math.max(1, frames.length)).toFixed(1);
  figure(`${name}: frames`, `${share} % of ${frames.length} over 16.7 ms; median ${middle(frames).toFixed(1)}, 99 of 100 within ${nearMost(frames).toFixed(1)}, longest ${Math.max(0, ...frames).toFixed(1)} ms`);
  figure(`${name}: by tracing`, `${drawn} drawn, ${dropped} dropped, ${(busy / 1000 / Math.max(1, drawn)).toFixed(1)} ms of work each, ${tasks} tasks over 50 ms`);
}

/** Scrolls to where older ones come until `there` is in the page, or so many rows are listed, or the patience is at its end. Says whether it came. */
const holdAll = (page, pane, toEnd, there) => page.evaluate(([selector, down, mark, patience]) => new Promise((done) => {
  const element = document.querySelector(selector);
  const end = performance.now() + patience;
  const go = () => {
    const come = typeof mark === "string" ? document.querySelector(mark) !== null
      : Number(document.querySelector(".ListRow")?.getAttribute("aria-setsize")) >= mark;
    if (come || performance.now() > end) return done(come);
    element.scrollTop = down ? element.scrollHeight : 0;
    // More is asked for once the frame is drawn.
    setTimeout(go, 20);
  };
  go();
}), [pane, toEnd, there, HOLD_SECONDS * 1000]);

/** The slowest of the presses since the last look, as INP counts them. */
async function presses(page) {
  // Entries come with the frame after the press.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60))));
  return page.evaluate(() => globalThis.seen.events.splice(0).reduce((most, one) => Math.max(most, one), 0));
}

try {
  const first = await api(undefined, "POST", "/v1/setup", { token: setup, organisation: "Example", name: "Ana", email: "ana@example.com", password: PASSWORD });
  const made = await api(first.token, "POST", "/v1/users", { name: "Ben", email: "ben@example.com", password: PASSWORD });
  const ben = await api(undefined, "POST", "/v1/sign-in", { email: "ben@example.com", password: PASSWORD });
  for (let at = 1; at < CONVERSATIONS; at += 16) {
    await Promise.all(Array.from({ length: Math.min(16, CONVERSATIONS - at) }, (_, one) => api(first.token, "POST", "/v1/conversations", { name: `Project ${at + one}`, members: [made.id] })));
  }
  const long = await api(first.token, "POST", "/v1/conversations", { name: "Long story", members: [made.id], byLink: true });
  await say([first.token, ben.token], long.conversation.id, MESSAGES);
  const link = new URL(long.link).hash;
  step(`${MESSAGES} messages and ${CONVERSATIONS} conversations are there`);

  const browser = await browse();
  const signed = await browser.newContext();
  await signed.request.post(`${url}/v1/sign-in`, { data: { email: "ana@example.com", password: PASSWORD, cookie: true }, headers: { origin: url } });
  const state = await signed.storageState();
  const warm = await open(browser, state);
  await warm.page.goto(url);
  await warm.page.locator(".ListRow").first().waitFor();
  await warm.context.close();

  await load(browser, "guest's page", `/${link}`, "input[name=email]");
  await load(browser, "inbox", "/", ".ListRow", state);
  await load(browser, "conversation", `/#/c/${long.conversation.id}`, "textarea", state);

  const one = await open(browser, state);
  const { page } = one;
  await page.goto(url);
  await page.locator(".ListRow").nth(3).waitFor();
  await page.waitForLoadState("networkidle");
  await presses(page);
  const opening = [];
  for (let at = 1; at <= 8; at += 1) {
    await page.locator(".ListRow-link").nth(at).click();
    await page.locator("textarea").waitFor();
    opening.push(await presses(page));
  }
  figure("opening a conversation: a press answered within", `${ms(middle(opening))} (slowest ${ms(Math.max(...opening))})`);
  await page.goto(`${url}/#/c/${long.conversation.id}`);
  await page.locator("article.Msg").first().waitFor();
  const typing = [];
  const sending = [];
  for (let at = 1; at <= 8; at += 1) {
    await page.locator("textarea").pressSequentially(`message ${at}`, { delay: 20 });
    typing.push(await presses(page));
    await page.keyboard.press("Enter");
    await page.locator("article.Msg", { hasText: `message ${at}` }).waitFor();
    sending.push(await presses(page));
  }
  figure("typing into 10 letters: slowest key within", `${ms(middle(typing))} (slowest ${ms(Math.max(...typing))})`);
  figure("sending: a press answered within", `${ms(middle(sending))} (slowest ${ms(Math.max(...sending))})`);

  // Until the whole of it is held: then nothing is waited for.
  await scroll(browser, one, `${MESSAGES} messages, older ones coming`, ".Scroller", false);
  const whole = await holdAll(page, ".Scroller", false, ".Line-start");
  figure("elements in the page with all of it held", String(await page.evaluate(() => document.querySelectorAll("*").length)));
  await scroll(browser, one, `${MESSAGES} messages, ${whole ? "all" : "not all"} held`, ".Scroller", true);

  const list = ".ConversationList";
  const listed = await holdAll(page, list, true, CONVERSATIONS);
  await scroll(browser, one, `${CONVERSATIONS} conversations, ${listed ? "all" : "not all"} held`, list, false);

  const how = `${basename(dirname(program))} server, Chromium ${browser.version()}, ${availableParallelism()} processors, `
    + `slowed ${SLOW} times; ${loadavg()[0].toFixed(1)} programs ran or waited beside it at the end`;
  await browser.close();
  const table = `| Figure | Measured |\n| --- | --- |\n${rows.map(([what, value]) => `| ${what} | ${value} |`).join("\n")}`;
  console.log(`${how}\n\n${table}`);
  if (process.argv.includes("--write")) {
    const file = join(import.meta.dirname, "../README.md");
    const before = readFileSync(file, "utf8");
    const after = before.replace(/(<!-- measured -->\n)[^]*?(<!-- end -->)/, (_, from, to) => `${from}Of ${how}.\n\n${table}\n${to}`);
    writeFileSync(file, after);
  }
  step("done");
} finally {
  await stop();
}
