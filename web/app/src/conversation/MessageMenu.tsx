// What can be done with a message. Fetched by itself after the page.

import "../words/talk.ts";
import type { Client, Message } from "@parlor/client";
import { ask } from "../shell/asks.tsx";
import { attempt } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import Menu from "../ui/Menu.tsx";
import type { MenuItems } from "../ui/MenuButton.tsx";
import type { Point } from "../ui/place.ts";
import { t } from "../words/index.ts";
import type { Talk } from "./context.ts";
import type { allowed } from "./Message.tsx";
import { QUICK } from "./Reactions.tsx";

export interface MessageMenuProps {
  readonly message: Message;
  readonly talk: Talk;
  readonly can: ReturnType<typeof allowed>;
  readonly anchor: Element | Point;
  readonly react: (emoji: string) => void;
  /** Opens the choice of all emoji. */
  readonly pick: () => void;
  readonly onClose: () => void;
}

export default function MessageMenu(props: MessageMenuProps) {
  const { can, anchor, react, onClose } = props;
  const client = useClient();
  return (
    <Menu
      anchor={anchor}
      label={t("conversation.actions")}
      align="end"
      head={can.react ? (
        <div class="Msg-quickRow" role="group" aria-label={t("conversation.react")}>
          {QUICK.map((emoji) => (
            <button
              key={emoji} type="button" class="Msg-quick Msg-quick--large"
              aria-label={t("conversation.reactWith", { emoji })}
              onClick={() => {
                onClose();
                react(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      ) : undefined}
      items={itemsOf(props, client)}
      onClose={onClose}
    />
  );
}

function itemsOf({ message, talk, can, pick }: MessageMenuProps, client: Client): MenuItems {
  const { conversation, internal } = talk;
  return [
    can.reply && { text: t("conversation.reply"), icon: "reply", onChoose: () => talk.setPurpose({ is: "reply", to: message }) },
    can.react && { text: t("conversation.reactMore"), icon: "smile", onChoose: pick },
    can.edit && { text: t("conversation.edit"), icon: "edit", onChoose: () => talk.setPurpose({ is: "edit", message }) },
    can.forward && { text: t("conversation.forward"), icon: "forward", onChoose: () => talk.open({ is: "forward", message }) },
    message.text !== "" && !message.deleted && {
      text: t("conversation.copy"), icon: "copy",
      onChoose: () => void attempt(navigator.clipboard.writeText(message.text), t("do.copied")),
    },
    internal && {
      text: t("conversation.copyLink"), icon: "link",
      onChoose: () => void attempt(
        navigator.clipboard.writeText(`${location.origin}/#/c/${conversation.id}/m/${message.seq}`), t("do.copied"),
      ),
    },
    "line",
    can.pin && {
      text: t(message.pinned ? "conversation.unpin" : "conversation.pin"), icon: "pin",
      onChoose: () => void attempt(client.pin(message.id, !message.pinned)),
    },
    can.seen && { text: t("conversation.seenBy"), icon: "eye", onChoose: () => talk.open({ is: "seen", message }) },
    { text: t("conversation.markUnread"), icon: "unread", onChoose: () => talk.markUnread(message) },
    can.delete && "line",
    can.delete && { text: t("conversation.delete"), icon: "trash", danger: true, onChoose: () => void remove(client, message) },
  ];
}

/** Deletes a message after a question. */
export async function remove(client: Client, message: Message): Promise<void> {
  const sure = await ask({
    title: t("conversation.deleteTitle"), text: t("conversation.deleteText"), confirm: t("do.delete"), danger: true,
  });
  if (sure) await attempt(client.delete(message.id));
}
