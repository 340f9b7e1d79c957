// The pure pieces of a conversation: text, rows, places, sentences, mentions.

import type { Member, Message, Timeline } from "@parlor/client";
import { expect, test } from "vitest";
import { fromClock, onClock, zoneName } from "../src/conversation/clock.ts";
import { deeper, higher, nextLine, type Typed } from "../src/conversation/lists.ts";
import { type Block, parse, plainText, safe } from "../src/conversation/markdown.ts";
import { fitting, looking, mentioned } from "../src/conversation/mentions.ts";
import { rememberDays, rowsOf } from "../src/conversation/rows.ts";
import { Strip } from "../src/conversation/strip.ts";
import { sentenceOf } from "../src/conversation/system.ts";
import { speak } from "../src/words/index.ts";

const paragraph = (text: string) => {
  const [first] = parse(text);
  return first?.is === "paragraph" ? first.inside : [];
};
const said = (text: string) => ({ is: "text", text });

test("marks become emphasis, and what is no mark stays as it was written", () => {
  expect(paragraph("a **b *c*** ~~d~~")).toEqual([
    said("a "), { is: "bold", inside: [said("b "), { is: "italic", inside: [said("c")] }] }, said(" "),
    { is: "strike", inside: [said("d")] },
  ]);
  expect(paragraph("snake_case_name and 2 * 3 * 4")).toEqual([said("snake_case_name and 2 * 3 * 4")]);
  expect(paragraph("**open")).toEqual([said("**open")]);
  expect(paragraph("`a **b**`")).toEqual([{ is: "code", text: "a **b**" }]);
  expect(paragraph("\\*a\\*")).toEqual([said("*a*")]);
  expect(paragraph("a\nb")).toEqual([said("a"), { is: "break" }, said("b")]);
});

test("lines become quotes, lists and code", () => {
  const blocks: Block[] = parse("> q\n- a\n- b\n3. c\n```\nx < y\n```\nend");
  expect(blocks.map((one) => one.is)).toEqual(["quote", "list", "list", "code", "paragraph"]);
  expect(blocks[2]).toMatchObject({ first: 3 });
  expect(blocks[3]).toEqual({ is: "code", text: "x < y" });
  expect(parse("```\nopen")[0]?.is).toBe("paragraph");
});

test("only http, https and mailto lead anywhere", () => {
  expect(safe("javascript:alert(1)")).toBeUndefined();
  expect(safe("data:text/html,x")).toBeUndefined();
  expect(safe("https://example.com/a")).toBe("https://example.com/a");
  expect(paragraph("[x](javascript:alert(1))")).toEqual([said("[x](javascript:alert(1))")]);
  expect(paragraph("see https://example.com/a_b_c.")).toEqual([
    said("see "), { is: "link", href: "https://example.com/a_b_c", inside: [said("https://example.com/a_b_c")] }, said("."),
  ]);
  expect(paragraph("[*x*](mailto:ana@example.com)")).toEqual([
    { is: "link", href: "mailto:ana@example.com", inside: [said("*x*")] },
  ]);
});

test("nothing a person writes takes long to read", () => {
  for (const text of ["*".repeat(16_000), "[".repeat(16_000), "> ".repeat(8_000), "**a ".repeat(4_000), "_a`".repeat(5_000)]) {
    const begin = performance.now();
    parse(text);
    expect(performance.now() - begin).toBeLessThan(3000);
  }
});

test("a text on one line has no marks", () => {
  expect(plainText("**a**\n> b\n- [c](https://example.com)\n- d")).toBe("a b c, d");
});

const ana = { id: "ana", name: "Ana" };
const ben = { id: "ben", name: "Ben" };
let seq = 0;
const message = (more: Partial<Message>): Message => ({
  id: `m${(seq += 1)}`, conversationId: "c", seq, kind: "MESSAGE_KIND_TEXT", author: ana, sentAt: 0, text: "x", deleted: false,
  attachments: [], reactions: [], mentions: [], mentionAll: false, pinned: false, ...more,
});
const timeline = (messages: Message[], more: Partial<Timeline> = {}): Timeline => ({
  status: "ready", messages, pending: [], moreBefore: false, moreAfter: false, ...more,
});
const MINUTE = 60_000;
const utc = (at: number) => new Date(at).toISOString().slice(0, 10);

test("messages of one author within five minutes stand under one name", () => {
  const rows = rowsOf({
    me: "ben", newAfter: undefined, dayOf: utc,
    timeline: timeline([
      message({ sentAt: 0 }), message({ sentAt: 5 * MINUTE }), message({ sentAt: 11 * MINUTE }),
      message({ sentAt: 11 * MINUTE, kind: "MESSAGE_KIND_NOTE" }), message({ sentAt: 12 * MINUTE, author: ben }),
    ]),
  });
  expect(rows.map((row) => (row.is === "message" ? row.head : row.is))).toEqual(["start", "day", true, false, true, true, true]);
});

test("days are told apart, and the line stands above the first new message of another", () => {
  const day = 24 * 60 * MINUTE;
  const messages = [message({ sentAt: 0 }), message({ kind: "MESSAGE_KIND_SYSTEM" }), message({ sentAt: day, author: ben }), message({ sentAt: day })];
  const rows = rowsOf({ me: "ben", newAfter: messages[0]?.seq, dayOf: utc, timeline: timeline(messages) });
  expect(rows.map((row) => row.is)).toEqual(["start", "day", "message", "system", "day", "message", "new", "message"]);
});

test("a message keeps its row when it has arrived", () => {
  const item = { clientId: "k", userId: "ana", conversationId: "c", message: { text: "x" }, createdAt: 0, state: "sending" } as const;
  const before = rowsOf({ me: "ana", newAfter: undefined, dayOf: utc, timeline: timeline([], { pending: [item] }) });
  const after = rowsOf({ me: "ana", newAfter: undefined, dayOf: utc, timeline: timeline([message({ clientId: "k" })]) });
  expect(after.at(-1)?.key).toBe(before.at(-1)?.key);
});

test("a day is found once for each quarter of an hour", () => {
  let asked = 0;
  const day = rememberDays((at) => {
    asked += 1;
    return utc(at);
  });
  day(0);
  day(14 * MINUTE);
  day(16 * MINUTE);
  expect(asked).toBe(2);
});

const strip = (count: number, from = 0) => Array.from({ length: count }, (_, at) => ({ key: `r${from + at}`, guess: 50 }));

test("what one looks at keeps its place while rows come above it and others change their height", () => {
  const one = new Strip();
  one.set(strip(100, 100));
  const anchor = one.anchor(1020);
  expect(anchor).toEqual({ key: "r120", index: 20, below: -20 });
  if (!anchor) return;
  one.set(strip(200, 0));
  expect(one.scrolled(anchor)).toBe(120 * 50 + 20);
  one.measure([["r3", 80], ["r150", 10]]);
  expect(one.scrolled(anchor)).toBe(120 * 50 + 30 + 20);
  expect(one.total).toBe(200 * 50 + 30 - 40);
});

test("what moves up with older messages is not what keeps the place", () => {
  const of = (messages: Message[], moreBefore: boolean) =>
    rowsOf({ me: "ben", newAfter: undefined, dayOf: utc, timeline: timeline(messages, { moreBefore }) });
  const known = [message({}), message({})];
  const one = new Strip();
  one.set(of(known, true));
  // Not the wheel, nor the day below it.
  const anchor = one.anchor(0);
  expect(anchor).toMatchObject({ key: `m${known[0]?.id}`, index: 2 });
  if (!anchor) return;
  const before = one.top(2);
  one.set(of([message({}), message({}), ...known], false));
  expect(one.scrolled(anchor)).toBe(one.top(4) - before);
});

test("the rows between two places are found", () => {
  const one = new Strip();
  one.set(strip(10_000));
  expect(one.range(100, 199)).toEqual({ from: 2, to: 4 });
  expect(one.range(-500, 10)).toEqual({ from: 0, to: 1 });
  expect(one.range(499_990, 600_000)).toEqual({ from: 9_999, to: 10_000 });
  one.set([]);
  expect(one.range(0, 100)).toEqual({ from: 0, to: 0 });
});

test("what happened is a sentence, with names where one may know them", () => {
  const words = { name: (person: { name: string }) => person.name, list: (names: readonly string[]) => names.join("+"), someone: "someone" };
  const of = (more: Partial<Message>) => sentenceOf(message({ kind: "MESSAGE_KIND_SYSTEM", ...more }), words);
  expect(of({ system: { membersAdded: { members: [{ person: ben }] } } })).toEqual({
    key: "conversation.sysAdded", values: { actor: "Ana", people: "Ben" },
  });
  const { author: _, ...rest } = message({ kind: "MESSAGE_KIND_SYSTEM", system: { renamed: { name: "Plans" } } });
  expect(sentenceOf(rest, words)).toEqual({ key: "conversation.sysNamed0", values: { name: "Plans" } });
  expect(of({ system: {} })).toBeUndefined();
});

const members: Member[] = [{ person: ana }, { person: ben }, { person: { id: "a2", name: "Ana Banana" } }];

test("people are found by the beginnings of their names", () => {
  expect(looking("hi @an", 6)).toEqual({ from: 3, text: "an" });
  expect(looking("ana@example", 11)).toBeUndefined();
  expect(looking("@ and so", 8)).toBeUndefined();
  expect(fitting(members, "b", 8).map((one) => one.person.id)).toEqual(["ben", "a2"]);
});

test("who stands in the text is mentioned", () => {
  expect(mentioned("@Ben and @Ana Banana, @all", members, true)).toEqual({ mentions: ["ana", "ben", "a2"], mentionAll: true });
  expect(mentioned("@Benedict @all", members, false)).toEqual({ mentions: [], mentionAll: false });
});

test("what is indented below an item belongs to it, also a list, and lists in that", () => {
  const [list, ...after] = parse("- a\n  - b\n      1. c\n      2. d\n  - e\n- f\n\tand *more*\n1. g\nend");
  expect(plainText("- a\n  - b\n- c")).toBe("a b, c");
  expect(after.map((one) => one.is)).toEqual(["list", "paragraph"]);
  if (list?.is !== "list") throw new Error("no list");
  expect(list.items.map((one) => one.inside)).toEqual([[said("a")], [said("f")]]);
  const [inner] = list.items[0]?.under ?? [];
  if (inner?.is !== "list") throw new Error("no list in the list");
  expect(inner.items.map((one) => one.inside)).toEqual([[said("b")], [said("e")]]);
  expect(inner.items[0]?.under).toMatchObject([{ is: "list", first: 1, items: [{ inside: [said("c")] }, { inside: [said("d")] }] }]);
  expect(list.items[1]?.under).toMatchObject([{ is: "paragraph" }]);
  // Deeper than can be shown it stays text, and stays fast.
  const deep = Array.from({ length: 120 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n");
  expect(parse(deep)).toHaveLength(1);
});

/** The text with `|` where the cursor stands. */
function keyed(run: (text: string, at: number) => Typed | undefined, shown: string): string | undefined {
  const typed = run(shown.replace("|", ""), shown.indexOf("|"));
  return typed && `${typed.text.slice(0, typed.at)}|${typed.text.slice(typed.at)}`;
}

test("a new line in a list begins its next item, and an empty item ends what it is in", () => {
  expect(keyed(nextLine, "- a|")).toBe("- a\n- |");
  expect(keyed(nextLine, "9. a|b")).toBe("9. a\n10. |b");
  expect(keyed(nextLine, "- a\n  1) b|")).toBe("- a\n  1) b\n  2) |");
  expect(keyed(nextLine, "2. a\n   - b\n   - |")).toBe("2. a\n   - b\n3. |");
  expect(keyed(nextLine, "- a\n- |")).toBe("- a\n|");
  expect(keyed(nextLine, "no list|")).toBeUndefined();
  expect(keyed(nextLine, "|- a")).toBeUndefined();
});

test("an item goes below the one before it, and back", () => {
  expect(keyed(deeper, "- a\n- |")).toBe("- a\n  - |");
  expect(keyed(deeper, "- a\n  - |")).toBeUndefined();
  expect(keyed(deeper, "- |")).toBeUndefined();
  expect(keyed(deeper, "1. a\n2. b|")).toBe("1. a\n   1. b|");
  expect(keyed(higher, "1. a\n   1. b|")).toBe("1. a\n2. b|");
  expect(keyed(higher, "- a|")).toBeUndefined();
});

test("a time is that of the viewer's zone, also where its clock is moved", async () => {
  await speak(["en"], "Europe/Berlin");
  const at = (time: string) => new Date(fromClock(time)).toISOString();
  expect(at("2026-01-15T09:00")).toBe("2026-01-15T08:00:00.000Z");
  expect(at("2026-07-15T09:00")).toBe("2026-07-15T07:00:00.000Z");
  // The hour that is left out, and the hour that comes twice.
  expect(at("2026-03-29T02:30")).toBe("2026-03-29T01:30:00.000Z");
  expect(at("2026-03-29T03:00")).toBe("2026-03-29T01:00:00.000Z");
  expect(at("2026-10-25T02:30")).toBe("2026-10-25T00:30:00.000Z");
  expect(at("2026-10-25T03:00")).toBe("2026-10-25T02:00:00.000Z");
  for (const zone of ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]) {
    await speak(["en"], zone);
    for (let hour = 0; hour < 24 * 366; hour += 5) {
      const time = Date.UTC(2026, 0, 1, hour, 30);
      const back = fromClock(onClock(time));
      // Only in the hour that comes twice there is another one.
      if (back !== time) expect(onClock(back), zone).toBe(onClock(time));
    }
  }
  expect(zoneName(Date.UTC(2026, 6, 1))).not.toBe("");
  await speak(["en"]);
});
