// What stands in the timeline, row by row: days, messages in groups, the line above what is new.

import type { Message, OutboxItem, Timeline } from "@parlor/client";
import type { End } from "./paging.ts";
import type { Sized } from "./strip.ts";

/** Messages of one author within this time stand under one name. */
export const GROUP_MS = 5 * 60 * 1000;

interface Of<K extends string> extends Sized {
  readonly is: K;
}

export type DayRow = Of<"day"> & { readonly at: number };
export type MessageRow = Of<"message"> & {
  readonly message: Message;
  /** Begins a group: shown with picture and name. */
  readonly head: boolean;
};
export type SystemRow = Of<"system"> & { readonly message: Message };
export type PendingRow = Of<"pending"> & { readonly item: OutboxItem; readonly head: boolean };
/** Where more is to come. */
export type LoadingRow = Of<"loading"> & { readonly key: End };
export type Row = DayRow | MessageRow | SystemRow | PendingRow | Of<"new"> | Of<"start"> | LoadingRow;

export interface RowsOf {
  readonly timeline: Timeline;
  readonly me: string;
  /** What came after this number is new; none: nothing is. */
  readonly newAfter: number | undefined;
  /** Names the day of a time, in the viewer's zone. */
  readonly dayOf: (at: number) => string;
}

/** Whether a message by a person is new to the viewer. */
export const isNews = (message: Message, me: string): boolean =>
  message.kind !== "MESSAGE_KIND_SYSTEM" && message.author?.id !== me;

/** What one marked as unread oneself may be one's own. */
const begins = (message: Message, newAfter: number, me: string): boolean =>
  isNews(message, me) || (message.seq === newAfter + 1 && message.kind !== "MESSAGE_KIND_SYSTEM");

/** The name of a message's row: that of the own message on its way stays when it has arrived. */
export const keyOf = (message: Message, me: string): string =>
  `m${message.clientId && message.author?.id === me ? message.clientId : message.id}`;

/** The rows of a timeline, the oldest first. */
export function rowsOf({ timeline, me, newAfter, dayOf }: RowsOf): Row[] {
  const { messages, pending, moreBefore, moreAfter } = timeline;
  const rows: Row[] = [moreBefore ? { is: "loading", key: "older", guess: 48, passing: true } : { is: "start", key: "start", guess: 64 }];
  let day = "";
  let before: Message | undefined;
  let drawn = newAfter === undefined;
  const startDay = (at: number) => {
    const today = dayOf(at);
    if (today === day) return false;
    day = today;
    // The first one moves up with what else was said on its day.
    rows.push({ is: "day", key: `d${today}`, guess: 44, at, passing: moreBefore && rows.length === 1 });
    return true;
  };
  for (const message of messages) {
    let cut = startDay(message.sentAt);
    if (!drawn && newAfter !== undefined && message.seq > newAfter && begins(message, newAfter, me)) {
      rows.push({ is: "new", key: "new", guess: 36 });
      drawn = true;
      cut = true;
    }
    if (message.kind === "MESSAGE_KIND_SYSTEM") rows.push({ is: "system", key: keyOf(message, me), guess: 30, message });
    else {
      const head = cut || !together(before, message);
      rows.push({ is: "message", key: keyOf(message, me), guess: guess(message, head), message, head });
    }
    before = message;
  }
  if (moreAfter) {
    rows.push({ is: "loading", key: "newer", guess: 48, passing: true });
    return rows;
  }
  let last = before && before.author?.id === me && before.kind === "MESSAGE_KIND_TEXT" ? before.sentAt : undefined;
  for (const item of pending) {
    const cut = startDay(item.createdAt);
    const note = item.message.note === true;
    const head = cut || note || last === undefined || item.createdAt - last > GROUP_MS || item.message.replyTo !== undefined;
    rows.push({ is: "pending", key: `m${item.clientId}`, guess: head ? 56 : 28, item, head });
    last = note ? undefined : item.createdAt;
  }
  return rows;
}

function together(before: Message | undefined, message: Message): boolean {
  return before !== undefined && before.kind === message.kind && before.author?.id === message.author?.id &&
    !message.replyTo && !message.forwarded && message.sentAt - before.sentAt <= GROUP_MS;
}

function guess(message: Message, head: boolean): number {
  let lines = 0;
  for (const line of message.text.split("\n", 60)) lines += 1 + Math.floor(line.length / 80);
  const pictures = message.attachments.filter((one) => one.preview).length;
  return (head ? 36 : 6) + lines * 22 + (message.replyTo ? 40 : 0) + (message.reactions.length > 0 ? 34 : 0) +
    pictures * 200 + (message.attachments.length - pictures) * 56;
}

/** Remembers the days of times: each quarter of an hour is in one day, in every zone. */
export function rememberDays(dayOf: (at: number) => string): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at / 900_000);
    let day = known.get(quarter);
    if (day === undefined) known.set(quarter, (day = dayOf(at)));
    return day;
  };
}
