// What was found for a text: conversations by their titles, messages by what they say.

import "./SearchResults.css";
import type { Api, Message } from "@parlor/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { href } from "../shell/router.ts";
import { useClient, useConversation, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Empty, Notice, Skeleton } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { dateTime, shortWhen } from "../words/times.ts";
import { best } from "./fuzzy.ts";
import { useWholeList } from "./narrowed.ts";
import { found, lineOf } from "./preview.ts";

const SETTLE_MS = 250;
const CONVERSATIONS_MAX = 6;

interface Found {
  readonly query: string;
  readonly messages: readonly Message[];
  readonly next: string | undefined;
}

export default function SearchResults({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const client = useClient();
  const all = useWholeList(true);
  const [result, setResult] = useState<Found>();
  const [failed, setFailed] = useState<string>();
  const latest = useRef(query);
  latest.current = query;

  async function look(cursor?: string, signal?: AbortSignal) {
    setFailed(undefined);
    try {
      const answer: Api.FoundView = await client.http.call("GET /v1/search", {
        query: { q: query, ...(cursor !== undefined && { cursor }) }, ...(signal && { signal }),
      });
      if (latest.current !== query) return;
      setResult((before) => {
        const messages = cursor !== undefined && before ? [...before.messages, ...answer.messages] : answer.messages;
        announce(t("inbox.foundMessages", { n: messages.length }));
        return { query, messages, next: answer.next ?? undefined };
      });
    } catch (error) {
      if (latest.current === query && !signal?.aborted) setFailed(problem(error));
    }
  }

  useEffect(() => {
    const end = new AbortController();
    const timer = setTimeout(() => void look(undefined, end.signal), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [client, query]);

  const conversations = best(all, (one) => one.title, query, CONVERSATIONS_MAX);
  const nothing = result?.query === query && result.messages.length === 0 && conversations.length === 0;
  return (
    <div
      class="SearchResults"
      onKeyDown={(event) => {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (step === 0) {
          if (event.key === "Escape") onQuery("");
          return;
        }
        const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
        const next = links[links.findIndex((one) => one === document.activeElement) + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
      }}
    >
      {conversations.length > 0 ? (
        <section>
          <h2 class="SearchResults-head">{t("frame.list")}</h2>
          <ul>
            {conversations.map((one, at) => (
              <li key={one.id}>
                <a class="SearchResults-one" href={href({ at: "conversation", id: one.id })} data-first={at === 0 ? "" : undefined}>
                  <Avatar
                    id={one.directWith?.id ?? one.id} name={one.title} picture={one.picture ?? one.directWith?.picture}
                    square={one.kind !== "CONVERSATION_KIND_DIRECT"}
                  />
                  <bdi class="SearchResults-title">{one.title}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {failed ? (
        <Notice kind="problem" action={<Button size="small" onClick={() => void look()}>{t("do.retry")}</Button>}>{failed}</Notice>
      ) : null}
      {result && result.messages.length > 0 ? (
        <section aria-busy={result.query !== query}>
          <h2 class="SearchResults-head">{t("inbox.messages")}</h2>
          <ul>
            {result.messages.map((one, at) => (
              <li key={one.id}>
                <Hit message={one} query={result.query} first={at === 0 && conversations.length === 0} />
              </li>
            ))}
          </ul>
          {result.next ? <div class="SearchResults-more"><Button onClick={() => void look(result.next)}>{t("do.loadMore")}</Button></div> : null}
        </section>
      ) : null}
      {!result && !failed ? <Skeleton lines={6} /> : null}
      {nothing ? <Empty icon="search" title={t("inbox.nothingFound")}>{t("inbox.nothingFoundText")}</Empty> : null}
    </div>
  );
}

function Hit({ message, query, first }: { message: Message; query: string; first: boolean }) {
  const client = useClient();
  const me = useMe();
  const id = message.conversationId;
  const conversation = useConversation(id);
  useEffect(() => {
    if (!conversation) client.loadConversation(id).catch(() => undefined);
  }, [client, id]);
  const line = lineOf(message, { kind: "CONVERSATION_KIND_GROUP" }, me.id);
  return (
    <a class="SearchResults-hit" href={href({ at: "conversation", id, seq: message.seq })} data-first={first ? "" : undefined}>
      <span class="SearchResults-line">
        <bdi class="SearchResults-title">{conversation?.title ?? "…"}</bdi>
        <time class="SearchResults-time" dateTime={new Date(message.sentAt).toISOString()} title={dateTime(message.sentAt)}>
          {shortWhen(message.sentAt)}
        </time>
      </span>
      <span class="SearchResults-text">
        {line.mark ? <Icon name={line.mark} small /> : null}
        {line.who ? <span class="SearchResults-who"><bdi>{line.who}</bdi>: </span> : null}
        <bdi>{found(message.text || line.text, query).map((piece, at) => (piece.found ? <mark key={at}>{piece.text}</mark> : piece.text))}</bdi>
      </span>
    </a>
  );
}
