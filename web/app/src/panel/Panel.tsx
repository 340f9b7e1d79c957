// Details of a conversation: what it is, who is in it, what is pinned, its settings.

import "./Panel.css";
import type { Conversation } from "@parlor/client";
import { useState } from "preact/hooks";
import { hasWords, muteItems, setArchived, setMuted, setPinned } from "../inbox/actions.ts";
import { isMuted } from "../inbox/order.ts";
import { useKept } from "../shell/kept.ts";
import { attempt, toast } from "../shell/toasts.tsx";
import { useClient, useConversation, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Menu } from "../ui/MenuButton.tsx";
import { Skeleton } from "../ui/Notice.tsx";
import { PictureEdit } from "../ui/PictureEdit.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { GuestTag, Tag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { dateTime, longDate } from "../words/times.ts";
import { lazy } from "../shell/lazy.tsx";
import { may } from "./may.ts";
import { Members } from "./Members.tsx";
import { Pins } from "./Pins.tsx";
import { Settings } from "./Settings.tsx";

const Files = lazy(() => import("./Files.tsx"));

type View = "members" | "pins" | "files" | "settings";

/** For internal users and guests: what one may not see or do is not there. */
export default function Panel({ id, onClose }: { id: string; onClose: () => void }) {
  const conversation = useConversation(id);
  return (
    <div class="Panel">
      <header class="Panel-head">
        <h2 class="Panel-over">{t("frame.panel")}</h2>
        <IconButton icon="close" label={t("frame.closePanel")} onClick={onClose} />
      </header>
      {conversation ? <Details one={conversation} /> : <Skeleton lines={5} />}
    </div>
  );
}

function Details({ one }: { one: Conversation }) {
  const me = useMe();
  const can = may(one, me);
  const [wanted, setWanted] = useKept<View>(`panel.${one.id}`, "members");
  const tabs = [
    ...(can.seeMembers ? [{ id: "members" as const, text: one.memberCount === undefined ? t("panel.members") : t("panel.membersCount", { n: one.memberCount }) }] : []),
    { id: "pins" as const, text: t("panel.pins") },
    { id: "files" as const, text: t("panel.files") },
    { id: "settings" as const, text: t(can.help ? "panel.settings" : "panel.more") },
  ];
  const view = tabs.some((tab) => tab.id === wanted) ? wanted : "pins";
  return (
    <div class="Panel-scroll">
      <About one={one} />
      <Tabs label={t("frame.panel")} tabs={tabs} chosen={view} onChoose={setWanted}>
        {view === "members" ? <Members one={one} can={can} /> : view === "pins" ? <Pins one={one} can={can} /> : view === "files" ? <Files one={one} /> : <Settings one={one} can={can} />}
      </Tabs>
    </div>
  );
}

function About({ one }: { one: Conversation }) {
  const client = useClient();
  const me = useMe();
  const can = may(one, me);
  const other = one.directWith;
  const path = { id: one.id };
  const direct = one.kind === "CONVERSATION_KIND_DIRECT";
  const names = (
    <div class="Panel-names">
      <h3 class="Panel-title"><bdi>{one.title}</bdi> {other?.external || one.hasGuests ? <GuestTag /> : null}</h3>
      <p class="Panel-facts">
        {[
          t(direct ? "panel.direct" : "panel.group"),
          one.readOnly ? t(me.external ? "panel.readOnlyForYou" : "inbox.isReadOnly") : "",
          one.byLink ? t("inbox.isByLink") : "",
          t("panel.since", { date: longDate(one.createdAt) }),
        ].filter(Boolean).join(" · ")}
      </p>
    </div>
  );
  return (
    <section class="Panel-about">
      {can.moderate && !direct ? (
        <PictureEdit
          id={one.id}
          name={one.title}
          picture={one.picture}
          square
          onSet={async (body, square) => {
            await client.http.call("PUT /v1/conversations/{id}/picture", { path, body, query: { ...square } });
            toast(t("panel.pictureSaved"));
          }}
          onDelete={async () => {
            await client.http.call("DELETE /v1/conversations/{id}/picture", { path });
            toast(t("panel.pictureDeleted"));
          }}
        >
          {names}
        </PictureEdit>
      ) : (
        <div class="Panel-lead">
          <Avatar
            id={other?.id ?? one.id} name={one.title} picture={one.picture ?? other?.picture} size={64} square={!direct}
          />
          {names}
        </div>
      )}
      {one.description ? <p class="Panel-description"><bdi>{one.description}</bdi></p> : null}
      {one.tags.length > 0 ? (
        <ul class="Panel-tags" aria-label={t("panel.tags")}>
          {one.tags.map((tag) => <li key={tag}><Tag kind="accent">{tag}</Tag></li>)}
        </ul>
      ) : null}
      <Quick one={one} />
    </section>
  );
}

/** What one sets for oneself. */
function Quick({ one }: { one: Conversation }) {
  const client = useClient();
  const me = useMe();
  const [anchor, setAnchor] = useState<Element>();
  const muted = isMuted(one);
  const pinned = one.pin !== undefined;
  const forEver = one.mutedUntil !== undefined && one.mutedUntil > Date.now() + 10 * 365 * 24 * 60 * 60 * 1000;
  return (
    <>
      <div class="Panel-quick">
        <IconButton
          icon="pin" label={t(pinned ? "inbox.unpin" : "inbox.pin")} active={pinned} disabled={one.archived}
          aria-pressed={pinned} onClick={() => void setPinned(client, one, !pinned)}
        />
        <IconButton
          icon={muted ? "bellOff" : "bell"} label={t(muted ? "inbox.unmute" : "panel.mute")} active={muted}
          aria-haspopup={muted ? undefined : "menu"} aria-expanded={muted ? undefined : anchor ? "true" : "false"}
          onClick={(event) => (muted ? void setMuted(client, one, false) : setAnchor(anchor ? undefined : event.currentTarget))}
        />
        {/* Guests have no place that shows what is archived. */}
        {me.external ? null : (
          <IconButton
            icon="archive" label={t(one.archived ? "inbox.unarchive" : "inbox.archive")} active={one.archived}
            aria-pressed={one.archived} onClick={() => void setArchived(client, one, !one.archived)}
          />
        )}
        <IconButton
          icon="unread" label={t("inbox.markUnread")} disabled={!hasWords(one)}
          onClick={() => void attempt(client.markUnread(one.id, one.lastMessage?.seq ?? one.position.seq), t("inbox.marked"))}
        />
      </div>
      {muted && one.mutedUntil !== undefined ? (
        <p class="Panel-facts">{forEver ? t("panel.mutedForEver") : t("panel.mutedUntil", { time: dateTime(one.mutedUntil) })}</p>
      ) : null}
      {anchor ? (
        <Menu anchor={anchor} label={t("panel.mute")} items={muteItems(client, one)} onClose={() => setAnchor(undefined)} />
      ) : null}
    </>
  );
}

