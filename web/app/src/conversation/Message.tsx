// A message of the timeline, and one's own on its way.

import "./Message.css";
import type { Message, OutboxItem, Person } from "@parlor/client";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { lazy } from "../shell/lazy.tsx";
import { attempt, toast } from "../shell/toasts.tsx";
import { useClient, usePerson } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button, IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import type { Point } from "../ui/place.ts";
import { GuestTag } from "../ui/Tag.tsx";
import { t, tv } from "../words/index.ts";
import { sentenceFor } from "../words/problem.ts";
import { clockTime, dateTime, fewOf } from "../words/times.ts";
import { Attachments } from "./Attachments.tsx";
import { type Talk, useTalk } from "./context.ts";
import { plainText } from "./markdown.ts";
import { Reactions, QUICK } from "./Reactions.tsx";
import { sentenceOf } from "./system.ts";
import { Text } from "./Text.tsx";

/** Its menu has to open without a network, too. */
const MessageMenu = lazy(() => import("./MessageMenu.tsx"), { above: true, later: true });
const EmojiPicker = lazy(() => import("./EmojiPicker.tsx"), { above: true });

const EDITABLE_MS = 24 * 60 * 60 * 1000;
const LONG_PRESS_MS = 450;

export interface MessageProps {
  readonly message: Message;
  readonly head: boolean;
  /** It has the timeline's place in the order of Tab. */
  readonly active: boolean;
  /** It was jumped to. */
  readonly flash: boolean;
  readonly onActive: () => void;
  /** Below it, such as who has seen it. */
  readonly foot?: ComponentChildren;
}

/** What may be done with one's own or another's message. */
export function allowed(message: Message, { conversation, me, internal, reader }: Talk) {
  const own = message.author?.id === me;
  const text = message.kind === "MESSAGE_KIND_TEXT" || message.kind === "MESSAGE_KIND_NOTE";
  const alive = text && !message.deleted;
  const leads = conversation.role === "ROLE_OWNER" || conversation.role === "ROLE_MODERATOR";
  return {
    react: alive,
    reply: alive && !reader && conversation.canSend,
    edit: alive && own && !reader && Date.now() - message.sentAt < EDITABLE_MS && !message.forwarded,
    delete: alive && !reader && (own || leads),
    forward: alive && !reader,
    pin: alive && internal,
    seen: alive && internal,
  };
}

/** A message by a person. */
export function MessageView({ message, head, active, flash, onActive, foot }: MessageProps) {
  const talk = useTalk();
  const client = useClient();
  const [over, setOver] = useState(false);
  const [menu, setMenu] = useState<Element | Point>();
  const [picking, setPicking] = useState<Element | Point>();
  const person = useAuthor(message.author);
  const can = allowed(message, talk);
  const note = message.kind === "MESSAGE_KIND_NOTE";
  const name = person?.name ?? t("person.someone");
  const article = useRef<HTMLElement>(null);
  const press = useLongPress((point) => setMenu(point));
  const react = (emoji: string) => {
    const mine = message.reactions.some((one) => one.emoji === emoji && one.mine);
    void attempt(client.react(message.id, emoji, !mine));
  };
  const unknown = message.kind !== "MESSAGE_KIND_TEXT" && !note;

  return (
    <article
      ref={article}
      class={classes("Msg", head && "Msg--head", note && "Msg--note", flash && "Msg--flash", active && "Msg--active", Boolean(menu ?? picking) && "Msg--menu")}
      aria-label={t(note ? "conversation.noteSays" : "conversation.says", {
        name, when: clockTime(message.sentAt), text: describe(message),
      })}
      tabIndex={active ? 0 : -1}
      onFocusIn={() => {
        setOver(true);
        onActive();
      }}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(false);
      }}
      onPointerEnter={(event) => event.pointerType === "mouse" && setOver(true)}
      onPointerLeave={(event) => event.pointerType === "mouse" && !event.currentTarget.contains(document.activeElement) && setOver(false)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Enter" || event.key === " " || event.key === "ContextMenu") setMenu(event.currentTarget);
        else if (event.key === "r" && can.reply) talk.setPurpose({ is: "reply", to: message });
        else if (event.key === "e" && can.edit) talk.setPurpose({ is: "edit", message });
        else if (event.key === "Delete" && can.delete) void attempt(import("./MessageMenu.tsx").then(({ remove }) => remove(client, message)));
        else return;
        event.preventDefault();
      }}
      onContextMenu={(event) => {
        // Links, pictures and chosen text have the browser's menu.
        const there = event.target instanceof Element && event.target.closest("a, img, button");
        if (there || (getSelection()?.toString() ?? "") !== "") return;
        event.preventDefault();
        setMenu({ x: event.clientX, y: event.clientY });
      }}
      {...press}
    >
      <div class="Msg-side">
        {head ? <Avatar id={message.author?.id ?? "?"} name={name} picture={person?.picture} size={32} />
          : <time class="Msg-sideTime" dateTime={new Date(message.sentAt).toISOString()} title={dateTime(message.sentAt)}>{clockTime(message.sentAt)}</time>}
      </div>
      <div class="Msg-main">
        {head ? (
          <div class="Msg-top">
            <span class="Msg-name" dir="auto">{name}</span>
            {person?.external ? <GuestTag /> : null}
            <time class="Msg-time" dateTime={new Date(message.sentAt).toISOString()} title={dateTime(message.sentAt)}>{clockTime(message.sentAt)}</time>
            {note ? <span class="Msg-noteMark"><Icon name="lock" small />{t("conversation.noteWho")}</span> : null}
          </div>
        ) : null}
        {message.forwarded ? <p class="Msg-about"><Icon name="forward" small />{forwardedText(message)}</p> : null}
        {message.pinned ? <p class="Msg-about"><Icon name="pin" small />{t("conversation.pinned")}</p> : null}
        {message.replyTo ? <QuoteView quote={message.replyTo} onOpen={talk.find} /> : null}
        {unknown ? <p class="Msg-gone">{t("conversation.unsupported")}</p>
          : message.deleted ? <p class="Msg-gone">{t("conversation.deleted")}</p>
          : message.text ? <MessageText message={message} /> : null}
        {message.attachments.length > 0 ? <Attachments message={message} /> : null}
        {message.editedAt && !message.deleted ? (
          <span class="Msg-edited" title={t("conversation.editedAt", { when: dateTime(message.editedAt) })}>({t("conversation.edited")})</span>
        ) : null}
        {message.reactions.length > 0 ? (
          <Reactions message={message} onReact={react} onMore={can.react ? setPicking : undefined} />
        ) : null}
        {foot}
      </div>
      {(over || menu || picking) && !unknown && !message.deleted ? (
        <div class="Msg-bar">
          {QUICK.slice(0, 3).map((emoji) => (
            <button key={emoji} type="button" class="Msg-quick" aria-label={t("conversation.reactWith", { emoji })} title={t("conversation.reactWith", { emoji })} onClick={() => react(emoji)}>
              {emoji}
            </button>
          ))}
          <IconButton icon="smile" small label={t("conversation.react")} onClick={(event) => setPicking(event.currentTarget)} />
          {can.reply ? <IconButton icon="reply" small label={t("conversation.reply")} onClick={() => talk.setPurpose({ is: "reply", to: message })} /> : null}
          <IconButton icon="more" small label={t("conversation.actions")} aria-haspopup="menu" aria-expanded={menu ? "true" : "false"} onClick={(event) => setMenu(event.currentTarget)} />
        </div>
      ) : null}
      {menu ? (
        <MessageMenu
          {...{ message, talk, can, react }}
          anchor={menu}
          pick={() => setPicking(article.current ?? undefined)}
          onClose={() => setMenu(undefined)}
        />
      ) : null}
      {picking ? <EmojiPicker anchor={picking} onPick={react} onClose={() => setPicking(undefined)} /> : null}
    </article>
  );
}

/** Someone with the name and picture of now. */
function useAuthor(author: Person | undefined): Person | undefined {
  const now = usePerson(author?.id ?? "");
  return now ?? author;
}

function MessageText({ message }: { message: Message }) {
  const { me } = useTalk();
  const { store } = useClient();
  const names = message.mentions.map((id) => store.person(id)?.name ?? "").filter(Boolean);
  if (message.mentionAll) names.push("all");
  return <Text text={message.text} mentioned={names} own={message.mentions.includes(me) ? store.person(me)?.name : undefined} />;
}

/** What a message says, on one line. */
export function describe(message: Message): string {
  if (message.deleted) return t("conversation.deleted");
  const files = message.attachments.map((one) => one.name);
  return [plainText(message.text).slice(0, 300), ...files].filter(Boolean).join(", ");
}

function forwardedText(message: Message): string {
  const { author, sentAt } = message.forwarded ?? {};
  if (!author || !sentAt) return t("conversation.forwarded");
  return t("conversation.forwardedFrom", { name: author.name, when: dateTime(sentAt) });
}

/** The message that another one answers. */
function QuoteView({ quote, onOpen }: { quote: NonNullable<Message["replyTo"]>; onOpen: (id: string) => void }) {
  const text = quote.deleted ? t("conversation.quoteDeleted") : quote.excerpt ? plainText(quote.excerpt) : t("conversation.quoteFiles");
  return (
    <button type="button" class="Msg-quote" title={t("conversation.quoteJump")} disabled={quote.deleted} onClick={() => onOpen(quote.messageId)}>
      {quote.author ? <span class="Msg-quoteName" dir="auto">{quote.author.name}</span> : null}
      <span class="Msg-quoteText" dir="auto">{text}</span>
    </button>
  );
}

/** A finger that stays calls the menu, also where the browser has none. */
function useLongPress(open: (point: Point) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const start = useRef<Point | undefined>(undefined);
  const end = () => clearTimeout(timer.current);
  useEffect(() => end, []);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "touch" || (event.target instanceof Element && event.target.closest("a, button"))) return;
      const point = { x: event.clientX, y: event.clientY };
      start.current = point;
      end();
      timer.current = setTimeout(() => {
        swallowClick();
        open(point);
      }, LONG_PRESS_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current && Math.hypot(event.clientX - start.current.x, event.clientY - start.current.y) > 10) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** The finger that called the menu presses nothing in it when it leaves. */
function swallowClick(): void {
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, true);
  const end = () => setTimeout(() => document.removeEventListener("click", swallow, true), 50);
  document.addEventListener("pointerup", end, { capture: true, once: true });
  document.addEventListener("pointercancel", end, { capture: true, once: true });
}

/** The sentence of what happened, on one line. */
export function happened(message: Message): string {
  const sentence = sentenceOf(message, { name: ({ name }) => name, list: fewOf, someone: t("person.someone") });
  return sentence ? t(sentence.key, sentence.values) : t("conversation.unsupported");
}

/** Something that happened, as a sentence. */
export function SystemView({ message, active, onActive, flash }: Omit<MessageProps, "head" | "foot">) {
  const { store } = useClient();
  const sentence = sentenceOf(message, {
    name: (person) => store.person(person.id)?.name ?? person.name, list: fewOf, someone: t("person.someone"),
  });
  const shown = sentence
    ? tv(sentence.key, Object.fromEntries(Object.entries(sentence.values).map(([key, value]) => [key, <b class="Sys-name" dir="auto">{value}</b>])))
    : t("conversation.unsupported");
  return (
    <article class={classes("Sys", flash && "Sys--flash")} aria-label={sentence ? t(sentence.key, sentence.values) : t("conversation.unsupported")} tabIndex={active ? 0 : -1} onFocusIn={onActive}>
      <p class="Sys-text">
        {shown} <time dateTime={new Date(message.sentAt).toISOString()} title={dateTime(message.sentAt)}>{clockTime(message.sentAt)}</time>
      </p>
    </article>
  );
}

/** One's own message before it is in the log. */
export function PendingView({ item, head }: { item: OutboxItem; head: boolean }) {
  const client = useClient();
  const me = client.store.me();
  const { message, state, error } = item;
  return (
    <article class={classes("Msg", "Msg--pending", head && "Msg--head", message.note && "Msg--note", state === "failed" && "Msg--failed")}>
      <div class="Msg-side">{head && me ? <Avatar id={me.id} name={me.name} picture={me.picture} size={32} /> : null}</div>
      <div class="Msg-main">
        {head ? (
          <div class="Msg-top">
            <span class="Msg-name" dir="auto">{me?.name}</span>
            {message.note ? <span class="Msg-noteMark"><Icon name="lock" small />{t("conversation.noteWho")}</span> : null}
          </div>
        ) : null}
        {message.text ? <Text text={message.text} /> : null}
        {message.attachments?.length ? <p class="Msg-about"><Icon name="paperclip" small />{t("conversation.quoteFiles")}</p> : null}
        {message.forward ? <p class="Msg-about"><Icon name="forward" small />{t("conversation.forwarded")}</p> : null}
        {state === "failed" ? (
          <div class="Msg-failed" role="alert">
            <Icon name="error" small />
            <span class="Msg-failedText">{t("conversation.notSent", { why: sentenceFor(error?.code ?? "other") })}</span>
            <Button size="small" onClick={() => client.retry(item.clientId)}>{t("do.retry")}</Button>
            <Button
              size="small"
              kind="plain"
              onClick={() => {
                client.discard(item.clientId);
                const text = message.text ?? "";
                if (text) toast({ text: t("conversation.discard"), action: { text: t("do.undo"), run: () => void client.send(item.conversationId, message) } });
              }}
            >
              {t("conversation.discard")}
            </Button>
          </div>
        ) : null}
      </div>
      {state === "failed" ? null : (
        <span class="Msg-state" role="img" aria-label={t(state === "sent" ? "conversation.sent" : state === "sending" ? "conversation.sending" : "conversation.waiting")}>
          <Icon name={state === "sent" ? "check" : "clock"} small />
        </span>
      )}
    </article>
  );
}
