// The messages of a conversation: drawn where they are seen, read when they are seen.

import "./Timeline.css";
import type { Message, Timeline as Held } from "@parlor/client";
import { type Ref } from "preact";
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { toastProblem } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { t } from "../words/index.ts";
import { dayName, dayOf } from "../words/times.ts";
import { useTalk } from "./context.ts";
import { describe, MessageView, PendingView, SystemView } from "./Message.tsx";
import { usePaging } from "./paging.ts";
import { isNews, keyOf, rememberDays, type Row, rowsOf } from "./rows.ts";
import { Scroller, type ScrollerHandle, type View } from "./Scroller.tsx";
import { SeenLine } from "./SeenLine.tsx";

export interface TimelineHandle {
  readonly jump: (seq: number) => void;
  readonly toEnd: () => void;
  readonly focus: () => void;
}

export interface TimelineProps {
  readonly timeline: Held;
  /** What came after this number is marked as new. */
  readonly newAfter: number | undefined;
  /** A message to begin at. */
  readonly beginAt: number | undefined;
  /** Whether what is seen counts as read. */
  readonly reading: boolean;
  readonly handle: Ref<TimelineHandle>;
}

const READ_EVERY_MS = 400;

export function Timeline({ timeline, newAfter, beginAt, reading, handle }: TimelineProps) {
  const talk = useTalk();
  const { conversation, me } = talk;
  const { id } = conversation;
  const client = useClient();
  const scroller = useRef<ScrollerHandle>(null);
  const days = useMemo(() => rememberDays(dayOf), []);
  const rows = useMemo(() => rowsOf({ timeline, me, newAfter, dayOf: days }), [timeline, me, newAfter, days]);
  const [active, setActive] = useState<string>();
  const [flash, setFlash] = useState<string>();
  const [view, setView] = useState<{ atEnd: boolean; day: number | undefined; below: number }>({ atEnd: true, day: undefined, below: 0 });
  const held = useRef({ timeline, rows, reading, conversation });
  held.current = { timeline, rows, reading, conversation };
  const lastView = useRef<View | undefined>(undefined);
  /** The newest that was seen: what came after it is counted on the button. */
  const seenSeq = useRef(0);
  const { more, failing, retry } = usePaging(id, timeline);

  const [begin] = useState(() => {
    if (beginAt !== undefined) {
      const there = timeline.messages.find((one) => one.seq >= beginAt);
      if (there) return { key: keyOf(there, me), place: 0.3 };
    }
    return rows.some((row) => row.is === "new") ? { key: "new", place: 0.2 } : undefined;
  });

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useRef(0);
  /** Says what was read, when it was really seen. */
  const read = useCallback(() => {
    timer.current = undefined;
    const { rows: now, reading: may, conversation: about, timeline: log } = held.current;
    const at = lastView.current;
    if (!at || !may || document.visibilityState !== "visible" || !document.hasFocus()) return;
    if (at.atEnd && !log.moreAfter) {
      if (about.unread > 0 || about.mentions > 0 || about.markedUnread || about.readSeq < about.position.seq) {
        if (told.current < about.position.seq || about.unread > 0) {
          told.current = about.position.seq;
          void client.read(id).catch(() => {
            told.current = 0;
          });
        }
      }
      return;
    }
    for (let index = at.last; index >= at.first; index -= 1) {
      const row = now[index];
      if (row?.is !== "message" && row?.is !== "system") continue;
      const { seq } = row.message;
      if (seq > about.readSeq && seq > told.current) {
        told.current = seq;
        void client.read(id, seq).catch(() => {
          told.current = 0;
        });
      }
      return;
    }
  }, [client, id]);
  const readSoon = useCallback(() => {
    timer.current ??= setTimeout(read, READ_EVERY_MS);
  }, [read]);
  useEffect(() => {
    window.addEventListener("focus", readSoon);
    document.addEventListener("visibilitychange", readSoon);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener("focus", readSoon);
      document.removeEventListener("visibilitychange", readSoon);
    };
  }, [readSoon]);
  useEffect(readSoon, [timeline, reading]);

  const onView = (now: View) => {
    lastView.current = now;
    const { rows: all, timeline: log } = held.current;
    if (now.atEnd) seenSeq.current = log.messages.at(-1)?.seq ?? 0;
    else {
      for (let index = now.last; index >= now.first; index -= 1) {
        const row = all[index];
        if (row?.is !== "message") continue;
        seenSeq.current = Math.max(seenSeq.current, row.message.seq);
        break;
      }
    }
    let below = 0;
    if (!now.atEnd) {
      for (let at = log.messages.length - 1; at >= 0; at -= 1) {
        const message = log.messages[at];
        if (!message || message.seq <= seenSeq.current) break;
        if (isNews(message, me)) below += 1;
      }
    }
    const first = all[now.first];
    const day = first && "message" in first ? first.message.sentAt : first?.is === "day" ? first.at : undefined;
    setView((before) => (before.atEnd === now.atEnd && before.below === below && before.day === day ? before : { atEnd: now.atEnd, day, below }));
    readSoon();
  };

  const flashOn = (key: string) => {
    setFlash(undefined);
    requestAnimationFrame(() => setFlash(key));
  };
  const showSeq = (seq: number): boolean => {
    const there = client.store.timeline(id).messages.find((one) => one.seq === seq);
    if (!there) return false;
    const key = keyOf(there, me);
    scroller.current?.show(key, 0.3);
    setActive(key);
    flashOn(key);
    return true;
  };
  useEffect(() => {
    if (beginAt !== undefined && begin) flashOn(begin.key);
  }, []);
  const toEnd = () => {
    if (client.store.timeline(id).moreAfter) void client.jump(id).then(() => scroller.current?.toEnd(), toastProblem);
    else scroller.current?.toEnd();
  };

  useImperativeHandle(handle, () => ({
    jump: (seq) => {
      if (showSeq(seq)) return;
      client.jump(id, seq).then((fetched) => {
        // The rows come with the rendering that follows.
        const nearest = fetched.messages.find((one) => one.seq >= seq) ?? fetched.messages.at(-1);
        if (nearest) setTimeout(() => showSeq(nearest.seq));
      }, toastProblem);
    },
    toEnd,
    focus: () => {
      const last = rows.findLast((row) => row.is === "message" || row.is === "system");
      const key = active !== undefined && rows.some((row) => row.key === active) ? active : last?.key;
      if (key) scroller.current?.reveal(key)?.querySelector("article")?.focus();
    },
  }), [client, id, rows, active]);

  // New messages are said, once, in words.
  useEffect(() => client.on("message", ({ message, mine }) => {
    if (mine || message.conversationId !== id || message.kind === "MESSAGE_KIND_SYSTEM") return;
    announce(t("conversation.came", { name: message.author?.name ?? t("person.someone"), text: describe(message) }));
  }), [client, id]);

  const moves = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.tagName !== "ARTICLE" || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity, PageUp: -8, PageDown: 8 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const can = rows.filter((row) => row.is === "message" || row.is === "system");
    const now = can.findIndex((row) => row.key === active);
    const next = can[Math.max(0, Math.min(can.length - 1, now + step))];
    if (!next || now < 0) return;
    if (next.key === active && step > 0) {
      talk.focusComposer();
      return;
    }
    setActive(next.key);
    const element = scroller.current?.reveal(next.key);
    if (element) element.querySelector("article")?.focus({ preventScroll: true });
    else requestAnimationFrame(() => scroller.current?.reveal(next.key)?.querySelector("article")?.focus({ preventScroll: true }));
  };

  const lastOwn = talk.internal ? rows.findLast((row) => row.is === "message" && row.message.author?.id === me) : undefined;
  const stop = active ?? rows.findLast((row) => row.is === "message" || row.is === "system")?.key;
  const drawn = useMemo(() => new WeakMap<Row, preact.VNode>(), [rows, stop, flash, talk, failing]);
  const draw = (row: Row) => {
    const known = drawn.get(row);
    if (known) return known;
    const made = one(row);
    drawn.set(row, made);
    return made;
  };
  function one(row: Row): preact.VNode {
    const common = { active: row.key === stop, flash: row.key === flash, onActive: () => setActive(row.key) };
    switch (row.is) {
      case "message":
        return <MessageView {...common} message={row.message} head={row.head} foot={row === lastOwn ? <SeenLine message={row.message} /> : undefined} />;
      case "system":
        return <SystemView {...common} message={row.message} />;
      case "pending":
        return <PendingView item={row.item} head={row.head} />;
      case "day":
        return <h2 class="Line"><span class="Line-text">{dayName(row.at)}</span></h2>;
      case "new":
        return <h2 class="Line Line--new"><span class="Line-text">{t("conversation.new")}</span></h2>;
      case "loading":
        return failing[row.key] ? (
          <div class="Line-loading">
            <span>{t("conversation.moreFailed")}</span>
            <Button size="small" onClick={() => retry(row.key)}>{t("do.retry")}</Button>
          </div>
        ) : <div class="Line-loading"><Spinner label={t("do.loading")} /></div>;
      case "start":
        return <p class="Line-start">{t(timeline.messages.length + timeline.pending.length === 0 ? "conversation.empty" : "conversation.start")}</p>;
    }
  }

  return (
    <div class="Timeline">
      {view.day !== undefined && !view.atEnd ? <div class="Timeline-day" aria-hidden="true"><span>{dayName(view.day)}</span></div> : null}
      <Scroller
        handle={scroller}
        rows={rows}
        draw={draw}
        label={t("conversation.timeline")}
        begin={begin}
        complete={!timeline.moreAfter}
        onNearStart={() => more("older")}
        onNearEnd={() => more("newer")}
        onView={onView}
        onKeyDown={moves}
      />
      {view.atEnd ? null : (
        <button type="button" class="Timeline-newest" onClick={toEnd} aria-label={view.below > 0 ? t("conversation.newBelow", { n: view.below }) : t("conversation.jumpNewest")}>
          <Icon name="down" small />
          {view.below > 0 ? <span>{t("conversation.newBelow", { n: view.below })}</span> : null}
        </button>
      )}
    </div>
  );
}

/** One's own last message that can still be changed. */
export function lastEditable(messages: readonly Message[], me: string, can: (message: Message) => boolean): Message | undefined {
  return messages.findLast((message) => message.author?.id === me && can(message));
}
