// A conversation in the list.

import "./ListRow.css";
import type { Conversation } from "@parlor/client";
import { useLayoutEffect, useRef } from "preact/hooks";
import { href } from "../shell/router.ts";
import { useDraft, useMe, usePresence, useTyping } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Point } from "../ui/place.ts";
import { Count, GuestTag } from "../ui/Tag.tsx";
import { VisuallyHidden } from "../ui/VisuallyHidden.tsx";
import { t } from "../words/index.ts";
import { dateTime, listOf, shortWhen } from "../words/times.ts";
import { isMuted, isUnread } from "./order.ts";
import { lineOf, markName, plain, shortName } from "./preview.ts";

export interface ListRowProps {
  readonly one: Conversation;
  readonly index: number;
  readonly count: number;
  /** Pixels from the beginning of the list. */
  readonly top: number;
  readonly chosen: boolean;
  /** The one that Tab leads to. */
  readonly active: boolean;
  /** A message of one's own could not be sent there. */
  readonly failed: boolean;
  readonly onMenu: (anchor: Element | Point, one: Conversation) => void;
}

export function ListRow({ one, index, count, top, chosen, active, failed, onMenu }: ListRowProps) {
  const ref = useRef<HTMLLIElement>(null);
  const other = one.directWith;
  const presence = usePresence(other?.id ?? "");
  const muted = isMuted(one);
  const unread = isUnread(one);
  useLayoutEffect(() => ref.current?.style.setProperty("--top", `${top}px`), [top]);

  return (
    <li
      ref={ref}
      class={classes("ListRow", chosen && "ListRow--chosen", unread && "ListRow--unread", muted && "ListRow--muted")}
      aria-setsize={count}
      aria-posinset={index + 1}
      onContextMenu={(event) => {
        event.preventDefault();
        // Keys give no place, or that of the corner.
        const byKey = event.button !== 2 || (event.clientX === 0 && event.clientY === 0);
        onMenu(byKey ? event.currentTarget : { x: event.clientX, y: event.clientY }, one);
      }}
    >
      <a
        class="ListRow-link"
        href={href({ at: "conversation", id: one.id })}
        data-id={one.id}
        draggable={false}
        tabIndex={active ? 0 : -1}
        aria-current={chosen ? "page" : undefined}
      >
        <Avatar
          id={other?.id ?? one.id}
          name={one.title}
          picture={one.picture ?? other?.picture}
          size={40}
          square={one.kind !== "CONVERSATION_KIND_DIRECT"}
          availability={presence?.availability}
        />
        <span class="ListRow-body">
          <span class="ListRow-line">
            <bdi class="ListRow-title">{one.title}</bdi>
            <time class="ListRow-time" dateTime={new Date(one.lastAt).toISOString()} title={dateTime(one.lastAt)}>
              {shortWhen(one.lastAt)}
            </time>
          </span>
          <span class="ListRow-line">
            <Preview one={one} chosen={chosen} failed={failed} />
            {other?.external || one.hasGuests ? <GuestTag /> : null}
            <Marks one={one} muted={muted} />
            {one.mentions > 0 ? <Count value={one.mentions} text="@" label={t("inbox.mentions", { n: one.mentions })} /> : null}
            {one.unread > 0 ? (
              <Count value={one.unread} quiet={muted} label={t("inbox.unreadCount", { n: one.unread })} />
            ) : one.markedUnread ? (
              <span class="ListRow-dot" role="img" aria-label={t("inbox.marked")} />
            ) : null}
          </span>
        </span>
      </a>
      <span class="ListRow-more">
        <IconButton
          icon="more"
          label={t("inbox.actions", { title: one.title })}
          small
          tabIndex={active ? 0 : -1}
          aria-haspopup="menu"
          onClick={(event) => onMenu(event.currentTarget, one)}
        />
      </span>
    </li>
  );
}

function Marks({ one, muted }: { one: Conversation; muted: boolean }) {
  return (
    <span class="ListRow-marks">
      {one.pin !== undefined && !one.archived ? <Mark icon="pin" label={t("inbox.isPinned")} /> : null}
      {one.readOnly ? <Mark icon="eye" label={t("inbox.isReadOnly")} /> : null}
      {one.byLink ? <Mark icon="link" label={t("inbox.isByLink")} /> : null}
      {muted ? <Mark icon="bellOff" label={t("inbox.isMuted")} /> : null}
    </span>
  );
}

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return <span class="ListRow-mark" role="img" aria-label={label} title={label}><Icon name={icon} small /></span>;
}

/** The line below the title: what failed, who types, a draft, or the last message. */
function Preview({ one, chosen, failed }: { one: Conversation; chosen: boolean; failed: boolean }) {
  const me = useMe();
  const typists = useTyping(one.id);
  const draft = useDraft(one.id);
  if (failed) {
    return (
      <span class="ListRow-preview ListRow-preview--failed">
        <Icon name="error" small />
        {t("inbox.notSent")}
      </span>
    );
  }
  if (typists.length > 0) {
    const names = typists.slice(0, 2).map(({ person }) => shortName(person.name));
    return (
      <span class="ListRow-preview ListRow-preview--typing">
        {one.kind === "CONVERSATION_KIND_DIRECT" ? t("inbox.typing") : t("inbox.typingWho", { n: typists.length, who: listOf(names) })}
      </span>
    );
  }
  if (draft && !chosen) {
    return (
      <span class="ListRow-preview">
        <span class="ListRow-draft">{t("inbox.draft")}</span> <bdi class="ListRow-text">{plain(draft)}</bdi>
      </span>
    );
  }
  if (!one.lastMessage) return <span class="ListRow-preview ListRow-preview--faint">{t("inbox.noMessages")}</span>;
  const line = lineOf(one.lastMessage, one, me.id);
  return (
    <span class={classes("ListRow-preview", line.faint && "ListRow-preview--faint", line.mark === "lock" && "ListRow-preview--note")}>
      {line.mark ? (
        <>
          <Icon name={line.mark} small />
          <VisuallyHidden>{markName(line.mark)} </VisuallyHidden>
        </>
      ) : null}
      {line.who ? <span class="ListRow-who"><bdi>{line.who}</bdi>:</span> : null}
      <bdi class="ListRow-text">{line.text}</bdi>
    </span>
  );
}
