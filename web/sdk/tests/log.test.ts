// The places where pages and events meet, one by one; merge.test.ts throws dice over all of them.

import { expect, test } from "vitest";
import type { HistoryPage, LogEvent, Message } from "../src/index.ts";
import { Log } from "../src/log.ts";
import { BEN, ID } from "./model.ts";

const message = (seq: number, text = `text ${seq}`): Message => ({
  id: `m${seq}`, conversationId: ID, seq, kind: "MESSAGE_KIND_TEXT", author: BEN, sentAt: seq, text, deleted: false,
  attachments: [], reactions: [], mentions: [], mentionAll: false, pinned: false,
});

const page = (seq: number, messages: readonly Message[], more: Partial<HistoryPage> = {}): HistoryPage => ({
  messages, position: { epoch: "e", seq }, moreBefore: false, moreAfter: false, ...more,
});

const edit = (seq: number, of: number): LogEvent => ({
  conversationId: ID, position: { epoch: "e", seq }, at: seq, edited: message(of, `edit ${seq}`),
});

const post = (seq: number): LogEvent => ({ conversationId: ID, position: { epoch: "e", seq }, at: seq, posted: message(seq) });

const texts = (log: Log) => log.messages.map((one) => one.text);

test("a page that was read before an event, and came after it, gets the event", () => {
  const log = new Log(page(5, [message(4), message(5)], { moreBefore: true }), "ana");
  const recent = [edit(6, 1), post(7)];
  for (const event of recent) expect(log.event(event)).toBe("applied");
  expect(log.add(page(5, [message(1)]), "before", recent)).toBe(true);
  expect(texts(log)).toEqual(["edit 6", "text 4", "text 5", "text 7"]);
});

test("a page that is ahead of the stream does not go back", () => {
  const log = new Log(page(5, [message(5)], { moreBefore: true }), "ana");
  log.add(page(7, [message(1, "edit 7")]), "before", []);
  expect(log.event(edit(6, 1))).toBe("applied");
  expect(texts(log)).toEqual(["edit 7", "text 5"]);
  expect(log.event(edit(7, 1))).toBe("applied");
  expect(log.event(edit(8, 1))).toBe("applied");
  expect(texts(log)).toEqual(["edit 8", "text 5"]);
});

test("what is posted while newer pages are missing comes with them, once", () => {
  const log = new Log(page(9, [message(1)], { moreAfter: true }), "ana");
  const recent = [post(10)];
  expect(log.event(post(10))).toBe("applied");
  expect(texts(log)).toEqual(["text 1"]);
  log.add(page(9, [message(2), message(9)]), "after", recent);
  expect(texts(log)).toEqual(["text 1", "text 2", "text 9", "text 10"]);
});

test("repeats are known, holes and other numberings are holes", () => {
  const log = new Log(page(5, [message(5)]), "ana");
  expect(log.event(post(5))).toBe("known");
  expect(log.event(post(7))).toBe("hole");
  expect(log.event({ ...post(6), position: { epoch: "f", seq: 6 } })).toBe("hole");
  expect(log.event(post(6))).toBe("applied");
  expect(log.add({ ...page(6, []), position: { epoch: "f", seq: 6 } }, "before", [])).toBe(false);
});

test("one's own reaction is told apart from the event, in either order", () => {
  const reacted = (seq: number, on: boolean): LogEvent => ({
    conversationId: ID, position: { epoch: "e", seq }, at: seq, reacted: { messageId: "m1", emoji: "👍", on, count: on ? 1 : 0 },
  });
  const mine = (log: Log) => log.messages[0]?.reactions[0]?.mine;
  const before = new Log(page(1, [message(1)]), "ana");
  before.ownReaction("m1", "👍", true);
  before.event(reacted(2, true));
  expect(mine(before)).toBe(true);
  const after = new Log(page(1, [message(1)]), "ana");
  after.event(reacted(2, true));
  expect(mine(after)).toBe(false);
  after.ownReaction("m1", "👍", true);
  expect(mine(after)).toBe(true);
});
