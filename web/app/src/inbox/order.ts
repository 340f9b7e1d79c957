// Places in the list: the next unread one, and the order of the pinned ones.

import type { Conversation } from "@parlor/client";

/** Whether a conversation has something new, or was marked so. */
export const isUnread = ({ unread, mentions, markedUnread }: Conversation): boolean =>
  unread > 0 || mentions > 0 || markedUnread;

/** Whether it is muted now. */
export const isMuted = ({ mutedUntil }: Conversation, now = Date.now()): boolean =>
  mutedUntil !== undefined && mutedUntil > now;

/** The next (1) or previous (-1) conversation with something unread, around the end; muted ones only for mentions. */
export function nextUnread(list: readonly Conversation[], chosen: string | undefined, step: 1 | -1): Conversation | undefined {
  const start = list.findIndex(({ id }) => id === chosen);
  const from = start < 0 && step < 0 ? 0 : start;
  for (let away = 1; away <= list.length; away += 1) {
    const one = list[(from + step * away + list.length * 2) % list.length];
    if (one && one.id !== chosen && isUnread(one) && (!isMuted(one) || one.mentions > 0)) return one;
  }
  return undefined;
}

/** The ids of the pinned ones in their order. */
export const pinned = (list: readonly Conversation[]): string[] =>
  list.filter(({ pin }) => pin !== undefined).toSorted((a, b) => (a.pin ?? 0) - (b.pin ?? 0)).map(({ id }) => id);

/** The order after one moved up (-1) or down (1) in it; nothing where there is no further. */
export function moved(ids: readonly string[], id: string, step: 1 | -1): string[] | undefined {
  const at = ids.indexOf(id);
  const to = at + step;
  if (at < 0 || to < 0 || to >= ids.length) return undefined;
  const rest = ids.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/** `until` of muting: a number of hours, or tomorrow at eight. */
export function muteUntil(span: number | "tomorrow", now = Date.now()): number {
  if (span !== "tomorrow") return now + span * 60 * 60 * 1000;
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  day.setHours(8, 0, 0, 0);
  return day.getTime();
}
