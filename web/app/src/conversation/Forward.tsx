// Repeats a message in another conversation.

import "./Above.css";
import type { Message } from "@parlor/client";
import { useState } from "preact/hooks";
import { openConversation } from "../shell/router.ts";
import { toast } from "../shell/toasts.tsx";
import { useClient, useList } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { useTalk } from "./context.ts";
import { describe } from "./Message.tsx";

export function Forward({ message, onClose }: { message: Message; onClose: () => void }) {
  const client = useClient();
  const { internal } = useTalk();
  const list = useList();
  const [query, setQuery] = useState("");
  const note = message.kind === "MESSAGE_KIND_NOTE";
  const wanted = query.trim().toLocaleLowerCase();
  const found = list.conversations.filter((one) => one.canSend && one.title.toLocaleLowerCase().includes(wanted));
  return (
    <Dialog title={t("conversation.forwardTitle")} onClose={onClose}>
      <blockquote class="Above-quote" dir="auto">
        <b>{message.author?.name}</b>
        <span>{describe(message)}</span>
      </blockquote>
      {note ? <Notice icon="lock" kind="warning">{t("conversation.forwardAsNote")}</Notice> : null}
      <TextField type="search" icon="search" label={t("conversation.forwardSearch")} hideLabel placeholder={t("conversation.forwardSearch")} value={query} onText={setQuery} autofocus autocomplete="off" />
      <ul class="Above-list">
        {found.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              class="Above-one"
              onClick={() => {
                client.send(one.id, { forward: message.id, ...(note && internal && { note: true }) });
                onClose();
                toast({ text: t("conversation.forwardDone", { title: one.title }), action: { text: t("conversation.forwardOpen"), run: () => openConversation(one.id) } });
              }}
            >
              <Avatar id={one.directWith?.id ?? one.id} name={one.title} picture={one.picture ?? one.directWith?.picture} square={one.kind !== "CONVERSATION_KIND_DIRECT"} />
              <span class="Above-name" dir="auto">{one.title}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p class="Above-none" role="status">{t("conversation.forwardNone")}</p> : null}
      {list.more ? <Button size="wide" onClick={() => void client.moreList().catch(() => undefined)}>{t("do.loadMore")}</Button> : null}
    </Dialog>
  );
}
