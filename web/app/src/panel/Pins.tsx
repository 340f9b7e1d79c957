// What is pinned in a conversation, the last one first.

import type { Conversation, Message } from "@parlor/client";
import { useEffect, useState } from "preact/hooks";
import { lineOf } from "../inbox/preview.ts";
import { href } from "../shell/router.ts";
import { attempt } from "../shell/toasts.tsx";
import { useClient, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice, Skeleton } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { shortWhen } from "../words/times.ts";
import type { May } from "./may.ts";

export function Pins({ one, can }: { one: Conversation; can: May }) {
  const client = useClient();
  const me = useMe();
  const [messages, setMessages] = useState<readonly Message[]>();
  const [failed, setFailed] = useState<string>();
  const { id } = one;

  async function load() {
    try {
      const { messages: found } = await client.http.call("GET /v1/conversations/{id}/pinned", { path: { id } });
      setMessages(found);
      setFailed(undefined);
    } catch (error) {
      setFailed(problem(error));
    }
  }

  useEffect(() => {
    void load();
    const off = [
      client.on("push", ({ event }) => {
        // Only these change what is pinned, or how it reads.
        if (event?.conversationId === id && (event.pinned || event.deleted || event.edited)) void load();
      }),
      client.on("connected", () => void load()),
    ];
    return () => off.forEach((end) => end());
  }, [client, id]);

  if (failed) return <Notice kind="problem" action={<Button size="small" onClick={() => void load()}>{t("do.retry")}</Button>}>{failed}</Notice>;
  if (!messages) return <Skeleton lines={4} />;
  if (messages.length === 0) return <p class="Panel-nothing">{t(can.help ? "panel.noPins" : "panel.noPinsGuest")}</p>;
  return (
    <ul class="Panel-list">
      {messages.map((message) => {
        const line = lineOf(message, { kind: "CONVERSATION_KIND_DIRECT" }, "");
        const author = message.author;
        return (
          <li key={message.id} class="Panel-pin">
            <a class="Panel-pinLink" href={href({ at: "conversation", id, seq: message.seq })}>
              <span class="Panel-name">
                {author ? <Avatar id={author.id} name={author.name} picture={author.picture} size={20} /> : null}
                <bdi>{author ? (author.id === me.id ? t("inbox.you") : author.name) : t("person.someone")}</bdi>
                <time class="Panel-faint" dateTime={new Date(message.sentAt).toISOString()}>{shortWhen(message.sentAt)}</time>
              </span>
              <span class="Panel-pinText">
                {line.mark ? <Icon name={line.mark} small /> : null}
                <bdi>{line.text}</bdi>
              </span>
            </a>
            {can.help ? (
              <IconButton icon="close" label={t("panel.unpinMessage")} small onClick={() => void attempt(client.pin(message.id, false))} />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
