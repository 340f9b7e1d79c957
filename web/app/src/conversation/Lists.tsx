// Messages that were pinned, and messages with certain words.

import "./Above.css";
import type { Message } from "@parlor/client";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { attempt } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { dateTime } from "../words/times.ts";
import { useTalk } from "./context.ts";
import { describe } from "./Message.tsx";

/** The pinned messages, the last pinned first. */
export function Pins({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { conversation, internal } = useTalk();
  const [pins, setPins] = useState<readonly Message[]>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    client.http.call("GET /v1/conversations/{id}/pinned", { path: { id: conversation.id } })
      .then((answer) => setPins(answer.messages), (error: unknown) => setFailed(problem(error)));
  }, [client, conversation.id]);
  return (
    <Dialog title={t("conversation.pins")} onClose={onClose}>
      {failed ? <Notice kind="problem">{failed}</Notice> : pins === undefined ? <Spinner label={t("do.loading")} /> : null}
      {pins?.length === 0 ? <p class="Above-none">{t(internal ? "conversation.pinsNone" : "conversation.pinsNoneGuest")}</p> : null}
      <ul class="Above-list">
        {pins?.map((one) => (
          <Line key={one.id} message={one} onClose={onClose}>
            {internal ? (
              <IconButton icon="close" small label={t("conversation.unpin")} onClick={() => {
                void attempt(client.pin(one.id, false)).then((well) => {
                  if (well) setPins((before) => before?.filter((pin) => pin.id !== one.id));
                });
              }} />
            ) : null}
          </Line>
        ))}
      </ul>
    </Dialog>
  );
}

function Line({ message, words = "", onClose, children }: {
  message: Message; words?: string; onClose: () => void; children?: ComponentChildren;
}) {
  const { jump } = useTalk();
  return (
    <li class="Above-one">
      <button
        type="button"
        class="Above-one"
        title={t("conversation.show")}
        onClick={() => {
          onClose();
          jump(message.seq);
        }}
      >
        <Avatar id={message.author?.id ?? "?"} name={message.author?.name ?? t("person.someone")} picture={message.author?.picture} />
        <span class="Above-text">
          <span class="Above-meta">
            <b dir="auto">{message.author?.name ?? t("person.someone")}</b>
            <time dateTime={new Date(message.sentAt).toISOString()}>{dateTime(message.sentAt)}</time>
            {message.kind === "MESSAGE_KIND_NOTE" ? <Icon name="lock" small /> : null}
          </span>
          <span class="Above-line" dir="auto">{marked(describe(message), words)}</span>
        </span>
      </button>
      {children}
    </li>
  );
}

/** Marks the words that were looked for. */
function marked(text: string, words: string): ComponentChildren {
  const wanted = words.split(/\s+/).filter((word) => word.length > 1).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (wanted.length === 0) return text;
  return text.split(new RegExp(`(${wanted.join("|")})`, "giu")).map((part, at) => (at % 2 === 0 ? part : <mark key={at}>{part}</mark>));
}

const WAIT_MS = 250;

/** Finds messages of this conversation. */
export function Search({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { conversation } = useTalk();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<{ messages: readonly Message[]; next?: string | null; words: string }>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();

  const look = (words: string, signal?: AbortSignal, cursor?: string) => client.http.call("GET /v1/search", {
    query: { q: words, in: conversation.id, limit: 30, ...(cursor && { cursor }) }, ...(signal && { signal }),
  });
  useEffect(() => {
    const words = query.trim();
    setFailed(undefined);
    if (words.length < 2) {
      setFound(undefined);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      setBusy(true);
      look(words, stop.signal).then(
        (answer) => {
          setBusy(false);
          setFound({ messages: answer.messages, next: answer.next ?? null, words });
          announce(answer.messages.length === 0 ? t("conversation.searchNone") : t("conversation.searchFound", { n: answer.messages.length }));
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setBusy(false);
          setFailed(problem(error));
        },
      );
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);

  return (
    <Dialog title={t("conversation.search")} onClose={onClose}>
      <TextField type="search" icon="search" label={t("conversation.search")} hideLabel placeholder={t("conversation.searchHint")} value={query} onText={setQuery} autofocus autocomplete="off" />
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
      {busy && !found ? <Spinner label={t("do.loading")} /> : null}
      {found?.messages.length === 0 ? <p class="Above-none">{t("conversation.searchNone")}</p> : null}
      <ul class="Above-list">
        {found?.messages.map((one) => <Line key={one.id} message={one} words={found.words} onClose={onClose} />)}
      </ul>
      {found?.next ? (
        <Button size="wide" onClick={() => {
          void look(found.words, undefined, found.next ?? undefined).then((answer) => setFound((before) => before && {
            ...before, messages: [...before.messages, ...answer.messages], next: answer.next ?? null,
          }), (error: unknown) => setFailed(problem(error)));
        }}>{t("do.loadMore")}</Button>
      ) : null}
    </Dialog>
  );
}
