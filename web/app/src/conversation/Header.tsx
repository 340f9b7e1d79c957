// The top of a conversation: what it is, and what can be looked up in it.

import "./Header.css";
import { useNarrow } from "../shell/media.ts";
import { usePresence, useWatchPresence } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { MenuButton } from "../ui/MenuButton.tsx";
import { GuestTag, Tag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { useTalk } from "./context.ts";

export interface HeaderProps {
  readonly onBack: (() => void) | undefined;
  readonly onPanel: (() => void) | undefined;
  readonly panelOpen: boolean;
  readonly onUnread: (() => void) | undefined;
  readonly onNewest: () => void;
}

export function Header({ onBack, onPanel, panelOpen, onUnread, onNewest }: HeaderProps) {
  const { conversation, internal, open } = useTalk();
  const { title, directWith } = conversation;
  const narrow = useNarrow();
  const search = () => open({ is: "search" });
  const group = conversation.kind !== "CONVERSATION_KIND_DIRECT";
  return (
    <header class="Head">
      {onBack ? <IconButton icon="back" label={t("do.back")} onClick={onBack} /> : null}
      {directWith && internal ? <WithPresence id={directWith.id} title={title} picture={conversation.picture ?? directWith.picture} />
        : <Avatar id={directWith?.id ?? conversation.id} name={title} picture={conversation.picture ?? directWith?.picture} size={40} square={group} />}
      <div class="Head-text">
        <div class="Head-titleLine">
          <h1 class="Head-title" dir="auto">{title}</h1>
          {directWith?.external ? <GuestTag /> : null}
        </div>
        <p class="Head-about">
          {group && conversation.hasGuests ? <GuestTag /> : null}
          {conversation.readOnly ? (
            <span class="Head-mark" title={t("conversation.readOnlyLong")}><Icon name="eye" small />{t("conversation.readOnly")}</span>
          ) : null}
          {internal && conversation.byLink ? (
            <span class="Head-mark" title={t("conversation.byLinkLong")}><Icon name="link" small />{t("conversation.byLink")}</span>
          ) : null}
          {group && conversation.memberCount !== undefined ? <span>{t("conversation.members", { n: conversation.memberCount })}</span> : null}
          {directWith && internal ? <Status id={directWith.id} /> : null}
          {internal && conversation.tags.length > 0 ? (
            <span class="Head-tags">{conversation.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}</span>
          ) : null}
          {conversation.description ? <span class="Head-description" dir="auto" title={conversation.description}>{conversation.description}</span> : null}
        </p>
      </div>
      {narrow ? null : <IconButton icon="search" label={t("conversation.search")} onClick={search} />}
      <MenuButton
        label={t("conversation.more")}
        items={() => [
          // The title needs the room.
          narrow && { text: t("conversation.search"), icon: "search", onChoose: search },
          { text: t("conversation.pins"), icon: "pin", onChoose: () => open({ is: "pins" }) },
          { text: t("conversation.jumpDate"), icon: "calendar", onChoose: () => open({ is: "date" }) },
          onUnread && { text: t("conversation.jumpUnread"), icon: "up", onChoose: onUnread },
          { text: t("conversation.jumpNewest"), icon: "down", onChoose: onNewest },
          conversation.canSend && "line",
          conversation.canSend && { text: t("conversation.scheduled"), icon: "clock", onChoose: () => open({ is: "scheduled" }) },
        ]}
      />
      {onPanel ? (
        <IconButton icon="info" label={t("conversation.details")} active={panelOpen} aria-pressed={panelOpen} onClick={onPanel} />
      ) : null}
    </header>
  );
}

function WithPresence({ id, title, picture }: { id: string; title: string; picture: string | undefined }) {
  useWatchPresence([id]);
  return <Avatar id={id} name={title} picture={picture} size={40} availability={usePresence(id)?.availability} />;
}

function Status({ id }: { id: string }) {
  const status = usePresence(id)?.status;
  return status ? <span dir="auto">{status}</span> : null;
}
