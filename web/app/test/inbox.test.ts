// The pure parts of the list: its window, order, lines and matches.

import type { Conversation, Message } from "@parlor/client";
import { expect, test } from "vitest";
import { best, score } from "../src/inbox/fuzzy.ts";
import { moved, muteUntil, nextUnread, pinned } from "../src/inbox/order.ts";
import { found, lineOf, plain, shortName } from "../src/inbox/preview.ts";
import { drawn, keepPlace, reveal } from "../src/inbox/window.ts";

const conversation = (id: string, more: Partial<Conversation> = {}): Conversation => ({
  id, kind: "CONVERSATION_KIND_GROUP", title: id, readOnly: false, position: { epoch: "e", seq: 1 }, role: "ROLE_MEMBER",
  unread: 0, mentions: 0, readSeq: 0, markedUnread: false, archived: false, createdAt: 0, lastAt: 0, canSend: true,
  tags: [], ...more,
});

const message = (more: Partial<Message> = {}): Message => ({
  id: "m", conversationId: "c", seq: 1, kind: "MESSAGE_KIND_TEXT", author: { id: "ben", name: "Ben Miller" }, sentAt: 0,
  text: "Hello", deleted: false, attachments: [], reactions: [], mentions: [], mentionAll: false, pinned: false, ...more,
});

test("of a thousand rows those that are seen are drawn, and a few around", () => {
  const { from, to } = drawn(500 * 66, 660, 66, 1000);
  expect(from).toBe(494);
  expect(to).toBe(516);
  expect(drawn(0, 660, 66, 3)).toEqual({ from: 0, to: 3 });
});

test("who is at the top sees what is new, who is further down keeps the place", () => {
  const before = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const after = ["g", "a", "b", "c", "d", "e", "f", "h"];
  expect(keepPlace(before, after, 0, 50)).toBe(0);
  expect(keepPlace(before, after, 100, 50)).toBe(150);
  expect(keepPlace(before, before.slice(1), 100, 50)).toBe(50);
  // The one that one looks at jumped away: the others decide.
  expect(keepPlace(before, ["c", "a", "b", "d", "e", "f", "g", "h"], 100, 50)).toBe(100);
});

test("a row comes into view by the shortest way", () => {
  expect(reveal(3, 0, 200, 50)).toBeUndefined();
  expect(reveal(4, 0, 200, 50)).toBe(50);
  expect(reveal(1, 100, 200, 50)).toBe(50);
});

test("the next unread one is found around the end, muted ones only for mentions", () => {
  const list = [
    conversation("a", { unread: 1 }), conversation("b"), conversation("c", { unread: 2, mutedUntil: Number.MAX_SAFE_INTEGER }),
    conversation("d", { unread: 1, mentions: 1, mutedUntil: Number.MAX_SAFE_INTEGER }),
  ];
  expect(nextUnread(list, "b", 1)?.id).toBe("d");
  expect(nextUnread(list, "d", 1)?.id).toBe("a");
  expect(nextUnread(list, "b", -1)?.id).toBe("a");
  expect(nextUnread(list, undefined, 1)?.id).toBe("a");
  expect(nextUnread(list, undefined, -1)?.id).toBe("d");
  expect(nextUnread([conversation("a", { unread: 1 })], "a", 1)).toBeUndefined();
});

test("pinned ones move among themselves", () => {
  const list = [conversation("a", { pin: 2 }), conversation("b", { pin: 1 }), conversation("c")];
  expect(pinned(list)).toEqual(["b", "a"]);
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], "a", -1)).toBeUndefined();
  expect(moved(["a", "b"], "b", 1)).toBeUndefined();
});

test("muted until tomorrow is until eight in the morning", () => {
  const until = new Date(muteUntil("tomorrow", new Date(2026, 0, 31, 23, 30).getTime()));
  expect([until.getMonth(), until.getDate(), until.getHours()]).toEqual([1, 1, 8]);
  expect(muteUntil(8, 0)).toBe(8 * 3_600_000);
});

test("a line has no signs of Markdown, and keeps what are none", () => {
  expect(plain("**Hello** _you_, see [the plan](https://example.org/a_(b))\n> and `code`")).toBe("Hello you, see the plan and code");
  expect(plain("snake_case_name 2 * 3 * 4 a*b*c")).toBe("snake_case_name 2 * 3 * 4 a*b*c");
  expect(plain("- one\n- two\n1. three")).toBe("one two three");
  expect(plain("```js\nlet a = 1;\n```")).toBe("let a = 1;");
});

test("a line says who, in groups and of oneself", () => {
  expect(lineOf(message(), conversation("c"), "ana")).toEqual({ who: "Ben", text: "Hello" });
  expect(lineOf(message(), conversation("c", { kind: "CONVERSATION_KIND_DIRECT" }), "ana")).toEqual({ text: "Hello" });
  expect(lineOf(message(), conversation("c"), "ben")).toEqual({ who: "You", text: "Hello" });
  expect(lineOf(message({ deleted: true, text: "" }), conversation("c"), "ana")).toEqual({ who: "Ben", text: "Message deleted", faint: true });
  const file = { id: "f", name: "plan.pdf", mediaType: "application/pdf", bytes: 1, preview: false };
  expect(lineOf(message({ text: "", attachments: [file] }), conversation("c"), "ana")).toEqual({ who: "Ben", text: "plan.pdf", mark: "paperclip" });
  expect(lineOf(message({ kind: "MESSAGE_KIND_NOTE" }), conversation("c"), "ana").mark).toBe("lock");
});

test("a short name is a whole one where its first word says nothing", () => {
  expect(["Ben Miller", "Ben, sales", "A guest", "  "].map(shortName)).toEqual(["Ben", "Ben", "A guest", "  "]);
});

test("what was found is marked, and the text begins near it", () => {
  expect(found("The **plan** is good", "plan")).toEqual([
    { text: "The ", found: false }, { text: "plan", found: true }, { text: " is good", found: false },
  ]);
  const [first] = found(`${"word ".repeat(40)}goal (x)`, "goal (x)");
  expect(first?.text.startsWith("…")).toBe(true);
});

test("names are found by letters, beginnings first, marks left aside", () => {
  const names = ["Plans for Garden", "Big Group", "garden", "Über uns", "Ben"];
  expect(best(names, (name) => name, "gar", 5)[0]).toBe("garden");
  expect(best(names, (name) => name, "bg", 5)).toEqual(["Big Group"]);
  expect(best(names, (name) => name, "uber", 5)).toEqual(["Über uns"]);
  expect(best(names, (name) => name, "", 2)).toEqual(["Plans for Garden", "Big Group"]);
  expect(score("abc", "cb")).toBeUndefined();
});
