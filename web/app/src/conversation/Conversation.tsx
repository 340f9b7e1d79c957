// A conversation: header, messages, composer. For internal users and guests alike.

import "./Conversation.css";
import type { Timeline as Held } from "@parlor/client";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useShortcut } from "../shell/keys.ts";
import { useKept } from "../shell/kept.ts";
import { lazy } from "../shell/lazy.tsx";
import { go } from "../shell/router.ts";
import { attempt, toast } from "../shell/toasts.tsx";
import { useClient, useConversation, useMe, useTimeline } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Empty, Skeleton } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { type Opened, type Purpose, type Talk, TalkContext } from "./context.ts";
import { Header } from "./Header.tsx";
import { allowed } from "./Message.tsx";
import { lastEditable, Timeline, type TimelineHandle } from "./Timeline.tsx";
import { Typing } from "./Typing.tsx";
import { useUploads } from "./uploads.ts";

// Who reads along never needs it; others read first.
const Composer = lazy(() => import("./Composer.tsx"), { quiet: true });
const Above = lazy(() => import("./Above.tsx"), { above: true });

export interface ConversationProps {
  readonly id: string;
  /** A message to be shown, by its number. */
  readonly seq?: number | undefined;
  /** Back to the list, where it is not beside this. */
  readonly onBack?: (() => void) | undefined;
  /** Shows or hides the details. */
  readonly onPanel?: (() => void) | undefined;
  readonly panelOpen?: boolean;
}

/** What one may do stands in the conversation. */
export default function Conversation({ id, seq, onBack, onPanel, panelOpen = false }: ConversationProps) {
  const client = useClient();
  const me = useMe();
  const conversation = useConversation(id);
  const timeline = useTimeline(id);
  const uploads = useUploads(id);
  const [purpose, setPurpose] = useKept<Purpose>(`purpose.${id}`, { is: "write" });
  const [opened, setOpened] = useState<Opened>();
  const [dropping, setDropping] = useState(false);
  const view = useRef<TimelineHandle>(null);
  const focusField = useRef<(() => void) | undefined>(undefined);
  const begin = useBeginning(id, seq, timeline);
  const [marked, setMarked] = useState<number>();

  const jump = useCallback((to: number) => view.current?.jump(to), []);
  const focusComposer = useCallback(() => focusField.current?.(), []);
  const find = useCallback((messageId: string) => {
    const known = client.store.timeline(id).messages.find((one) => one.id === messageId);
    if (known) jump(known.seq);
    else void seek(client, id, messageId).then((found) => {
      if (found === undefined) toast({ text: t("conversation.notHere"), kind: "problem" });
      else jump(found);
    });
  }, [client, id, jump]);

  const talk = useMemo((): Talk | undefined => conversation && {
    conversation,
    me: me.id,
    internal: !me.external,
    reader: me.external && conversation.readOnly,
    setPurpose,
    open: setOpened,
    jump,
    find,
    focusComposer,
    markUnread: (message) => {
      setMarked(message.seq - 1);
      void attempt(client.markUnread(id, message.seq), t("conversation.markedUnread"));
    },
  }, [conversation, me.id, me.external, client, id, jump, find, focusComposer]);

  // Another message is asked for while the conversation is shown.
  const shown = useRef(seq);
  useEffect(() => {
    if (seq !== undefined && seq !== shown.current) jump(seq);
    shown.current = seq;
  }, [seq]);

  useShortcut({ keys: "mod+f", does: "conversation.keySearch", group: "keys.conversation", run: () => setOpened({ is: "search" }) });
  useShortcut({ keys: "m", does: "conversation.keyMessages", group: "keys.conversation", run: () => view.current?.focus() });
  useShortcut({ keys: "c", does: "conversation.keyWrite", group: "keys.conversation", run: focusComposer });

  if (!talk || !begin) {
    if (timeline.status === "failed" && timeline.error) {
      // To ask for it again changes nothing.
      if (timeline.error.code === "not_found") {
        return (
          <Empty icon="search" title={t("conversation.notThere")} action={<Button onClick={() => go({ at: "home" })}>{t("conversation.toList")}</Button>}>
            {problem(timeline.error)}
          </Empty>
        );
      }
      return (
        <Empty icon="offline" title={t("conversation.failed")} action={<Button onClick={() => void client.open(id).catch(() => undefined)}>{t("do.retry")}</Button>}>
          {problem(timeline.error)}
        </Empty>
      );
    }
    return <div class="Talk" aria-busy="true"><Skeleton lines={6} /></div>;
  }

  const takesFiles = talk.conversation.canSend && !talk.reader;
  const newAfter = marked ?? begin.newAfter;
  return (
    <TalkContext.Provider value={talk}>
      <section
        class="Talk"
        aria-label={talk.conversation.title}
        onDragOver={(event) => {
          if (!takesFiles || !event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          setDropping(true);
        }}
        onDragLeave={(event) => {
          if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setDropping(false);
        }}
        onDrop={(event) => {
          if (!takesFiles) return;
          event.preventDefault();
          setDropping(false);
          uploads.add([...(event.dataTransfer?.files ?? [])]);
          focusComposer();
        }}
      >
        <Header
          onBack={onBack}
          onPanel={onPanel}
          panelOpen={panelOpen}
          onUnread={newAfter === undefined ? undefined : () => jump(firstAfter(client.store.timeline(id), newAfter, me.id) ?? newAfter + 1)}
          onNewest={() => view.current?.toEnd()}
        />
        <Timeline handle={view} timeline={timeline} newAfter={newAfter} beginAt={begin.at} reading={marked === undefined} />
        <Typing id={id} />
        {talk.reader ? <Reader /> : talk.conversation.canSend ? (
          <Composer
            purpose={purpose}
            uploads={uploads}
            lastOwn={() => lastEditable(timeline.messages, me.id, (message) => allowed(message, talk).edit)}
            onSent={() => {
              setMarked(undefined);
              view.current?.toEnd();
            }}
            take={(focus) => {
              focusField.current = focus;
            }}
          />
        ) : <p class="Talk-reader">{t("conversation.cannotWrite")}</p>}
        {dropping ? <div class="Talk-drop"><Icon name="upload" />{t("conversation.dropHere")}</div> : null}
        {opened ? <Above opened={opened} onClose={() => setOpened(undefined)} /> : null}
      </section>
    </TalkContext.Provider>
  );
}

/** Why one cannot write, and what one can do. */
function Reader() {
  return (
    <div class="Talk-reader" role="note">
      <span class="Talk-readerIcon"><Icon name="eye" /></span>
      <div>
        <p><b>{t("conversation.readerTitle")}</b></p>
        <p class="Talk-readerText">{t("conversation.readerText")}</p>
      </div>
    </div>
  );
}

interface Beginning {
  /** What came after it is new, if anything. */
  readonly newAfter: number | undefined;
  readonly at: number | undefined;
}

/** Where to begin: a message that was asked for, the first unread one, or the end. Nothing until it is fetched. */
function useBeginning(id: string, seq: number | undefined, timeline: Held): Beginning | undefined {
  const client = useClient();
  const conversation = useConversation(id);
  const [begin, setBegin] = useState<Beginning>();
  const asked = useRef(false);
  const ready = timeline.status === "ready" || (timeline.status === "stale" && timeline.messages.length > 0);
  useEffect(() => {
    if (!conversation || !ready || asked.current) return;
    asked.current = true;
    const newAfter = conversation.unread > 0 || conversation.markedUnread ? conversation.readSeq : undefined;
    const at = seq ?? (newAfter === undefined ? undefined : newAfter + 1);
    const first = timeline.messages[0];
    const there = at === undefined || !timeline.moreBefore || (first !== undefined && first.seq <= at);
    const go = () => setBegin({ newAfter, at: seq });
    if (there && (seq === undefined || !timeline.moreAfter)) go();
    else void client.jump(id, at).then(go, go);
  }, [client, id, conversation !== undefined, ready]);
  return begin;
}

function firstAfter(timeline: Held, seq: number, me: string): number | undefined {
  return timeline.messages.find((one) => one.seq > seq && one.author?.id !== me && one.kind !== "MESSAGE_KIND_SYSTEM")?.seq;
}

/** How many pages are looked through for a message that is known by its id alone. */
const PAGES = 30;

/** Looks for the number of an older message. */
async function seek(client: ReturnType<typeof useClient>, id: string, messageId: string): Promise<number | undefined> {
  let before = client.store.timeline(id).messages[0]?.seq;
  for (let page = 0; page < PAGES && before !== undefined; page += 1) {
    const { messages, moreBefore } = await client.history(id, { before, limit: 100 });
    const found = messages.find((one) => one.id === messageId);
    if (found) return found.seq;
    before = moreBefore ? messages[0]?.seq : undefined;
  }
  return undefined;
}
