// What one does with a conversation in a menu: in the list, and in its details.

import type { Client, Conversation } from "@parlor/client";
import { ask } from "../shell/asks.tsx";
import { announce } from "../shell/live.tsx";
import { go } from "../shell/router.ts";
import { attempt, toast } from "../shell/toasts.tsx";
import type { MenuItem, MenuItems } from "../ui/MenuButton.tsx";
import { t } from "../words/index.ts";
import { isMuted, isUnread, moved, muteUntil, pinned } from "./order.ts";

const PINNED_MAX = 20;

const putPinned = (client: Client, conversations: readonly string[]) =>
  attempt(client.http.call("PUT /v1/pinned-conversations", { body: { conversations } }));

/** Pins a conversation as the last one, or takes the pin away. */
export async function setPinned(client: Client, { id }: Conversation, on: boolean): Promise<void> {
  const ids = pinned(client.store.list().conversations);
  if (on && ids.length >= PINNED_MAX) toast({ text: t("inbox.pinnedFull", { n: PINNED_MAX }), kind: "problem" });
  else await putPinned(client, on ? [...ids.filter((one) => one !== id), id] : ids.filter((one) => one !== id));
}

/** Moves a pinned one up or down among the pinned ones. */
export async function movePinned(client: Client, one: Conversation, step: 1 | -1): Promise<void> {
  const order = moved(pinned(client.store.list().conversations), one.id, step);
  if (!order || !await putPinned(client, order)) return;
  announce(t("inbox.moved", { title: one.title, n: order.indexOf(one.id) + 1 }));
}

/** Mutes until a time, until one switches it on (`true`), or not at all (`false`). */
export const setMuted = (client: Client, { id }: Conversation, until: number | boolean): Promise<boolean> =>
  attempt(client.http.call("PUT /v1/conversations/{id}/mute", {
    path: { id },
    body: typeof until === "number" ? { on: true, until } : { on: until },
  }));

/** Archives or brings back; the former can be taken back in the notice. */
export async function setArchived(client: Client, one: Conversation, on: boolean): Promise<void> {
  const put = (archived: boolean) =>
    client.http.call("PUT /v1/conversations/{id}/archive", { path: { id: one.id }, body: { on: archived } });
  if (!await attempt(put(on)) || !on) return;
  toast({ text: t("inbox.archived", { title: one.title }), action: { text: t("do.undo"), run: () => void attempt(put(false)) } });
}

/** Whether somebody has written something there. */
export const hasWords = ({ lastMessage }: Conversation): boolean => lastMessage !== undefined && !lastMessage.system;

/** Marks as unread from the last message on, or as read. */
export async function setUnread(client: Client, one: Conversation, on: boolean): Promise<void> {
  const from = one.lastMessage?.seq ?? one.position.seq;
  await attempt(on ? client.markUnread(one.id, from) : client.read(one.id, one.position.seq));
}

/** Leaves, after a question. Gives whether one left. */
export async function leave(client: Client, one: Conversation): Promise<boolean> {
  const owner = one.role === "ROLE_OWNER";
  const sure = await ask({
    title: t("inbox.leaveTitle", { title: one.title }),
    text: t(owner ? "inbox.leaveOwner" : one.role === "ROLE_GUEST" ? "inbox.leaveGuest" : "inbox.leaveText"),
    confirm: t("inbox.leave"),
    danger: true,
  });
  if (!sure) return false;
  return attempt(client.http.call("POST /v1/conversations/{id}/leave", { path: { id: one.id } }), t("inbox.left", { title: one.title }));
}

/** The entries that mute, or take it back. */
export function muteItems(client: Client, one: Conversation): readonly MenuItem[] {
  if (isMuted(one)) {
    return [{ text: t("inbox.unmute"), icon: "bell", onChoose: () => void setMuted(client, one, false) }];
  }
  const until = (text: string, span: number | "tomorrow" | undefined): MenuItem => ({
    text, icon: "bellOff", onChoose: () => void setMuted(client, one, span === undefined ? true : muteUntil(span)),
  });
  return [
    until(t("inbox.muteHours", { n: 1 }), 1),
    until(t("inbox.muteHours", { n: 8 }), 8),
    until(t("inbox.muteTomorrow"), "tomorrow"),
    until(t("inbox.mute"), undefined),
  ];
}

/** The whole menu of a conversation. `chosen`: it is the one that is open. */
export function menuOf(client: Client, one: Conversation, chosen: boolean): MenuItems {
  const order = pinned(client.store.list().conversations);
  const at = order.indexOf(one.id);
  const unread = isUnread(one);
  return [
    unread
      ? { text: t("inbox.markRead"), icon: "check", onChoose: () => void setUnread(client, one, false) }
      : { text: t("inbox.markUnread"), icon: "unread", disabled: !hasWords(one), onChoose: () => void setUnread(client, one, true) },
    !one.archived && { text: t(at < 0 ? "inbox.pin" : "inbox.unpin"), icon: "pin", onChoose: () => void setPinned(client, one, at < 0) },
    !one.archived && at > 0 && { text: t("inbox.moveUp"), icon: "up", onChoose: () => void movePinned(client, one, -1) },
    !one.archived && at >= 0 && at < order.length - 1 &&
      { text: t("inbox.moveDown"), icon: "down", onChoose: () => void movePinned(client, one, 1) },
    "line",
    ...muteItems(client, one),
    "line",
    {
      text: t(one.archived ? "inbox.unarchive" : "inbox.archive"), icon: "archive",
      onChoose: () => {
        void setArchived(client, one, !one.archived);
        if (chosen && !one.archived) go({ at: "home" });
      },
    },
    { text: t("inbox.leave"), icon: "leave", danger: true, onChoose: () => void leave(client, one) },
  ];
}
