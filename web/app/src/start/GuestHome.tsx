// The page of guests: their conversation, or their few.

import "./GuestHome.css";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Message } from "@parlor/client";
import Conversation from "../conversation/Conversation.tsx";
import { describe, happened } from "../conversation/Message.tsx";
import { AccountMenu } from "../shell/AccountMenu.tsx";
import { ConnectionNotice } from "../shell/ConnectionNotice.tsx";
import { Frame } from "../shell/Frame.tsx";
import { lazy } from "../shell/lazy.tsx";
import { useNarrow } from "../shell/media.ts";
import { go, href, openConversation, useRoute } from "../shell/router.ts";
import { useGone, useList, useMe, useOrganisation } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Empty } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { Count } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { shortWhen } from "../words/times.ts";

const Panel = lazy(() => import("../panel/Panel.tsx"));
const Settings = lazy(() => import("../profile/Settings.tsx"));
const CodeDialog = lazy(() => import("./CodeDialog.tsx"), { above: true });

/** One conversation fills the page; with several there is a list beside it. */
export default function GuestHome() {
  const route = useRoute();
  const narrow = useNarrow();
  const list = useList();
  const home = useCallback(() => go({ at: "home" }), []);
  const id = route.at === "conversation" ? route.id : undefined;
  const gone = useGone(id);
  const several = list.conversations.length > 1;
  // Others may be on their way as long as the list is.
  const only = list.status === "ready" && !several ? list.conversations[0]?.id : undefined;

  useEffect(() => {
    // With one there is nothing to choose.
    if ((route.at === "home" || route.at === "new") && only) openConversationInPlace(only);
  }, [route.at, only]);

  const [panel, setPanel] = useState(false);
  const togglePanel = useCallback(() => setPanel((open) => !open), []);
  useEffect(() => setPanel(false), [id]);

  const seq = route.at === "conversation" ? route.seq : undefined;
  return (
    <Frame
      notice={<><ConnectionNotice /><GuestBar /></>}
      list={several ? <GuestList chosen={id} /> : undefined}
      showing={several && !id && route.at !== "settings" ? "list" : "main"}
      mainKey={id ?? route.at}
      main={
        route.at === "settings" ? <Settings page={route.page} onBack={home} />
        : id && gone ? <Empty icon="leave" title={t("end.gone")} level={1}>{t("end.goneText")}</Empty>
        : id ? (
          <Conversation
            key={id} id={id} seq={seq} onBack={several && narrow ? home : undefined}
            onPanel={togglePanel} panelOpen={panel}
          />
        )
        : <Nothing loading={list.status === "empty" || list.status === "loading" || only !== undefined} several={several} />
      }
      panel={id && panel && !gone ? <Panel key={id} id={id} onClose={togglePanel} /> : undefined}
      onClosePanel={togglePanel}
    />
  );
}

const openConversationInPlace = (id: string): void => go({ at: "conversation", id }, true);

function Nothing({ loading, several }: { loading: boolean; several: boolean }) {
  if (loading) return <div class="Lazy"><Spinner label={t("do.loading")} /></div>;
  if (several) return <Empty icon="inbox" title={t("home.title")} />;
  return <Empty icon="inbox" title={t("guest.none")}>{t("guest.noneText")}</Empty>;
}

/** Where one is a guest, and who one is. */
function GuestBar() {
  const me = useMe();
  const organisation = useOrganisation();
  const [proving, setProving] = useState(false);
  return (
    <header class="GuestBar">
      <span class="GuestBar-name">{organisation}</span>
      {me.email && !me.emailProven ? (
        <button type="button" class="GuestBar-prove" title={t("guest.prove")} onClick={() => setProving(true)}>
          <span class="GuestBar-long">{t("guest.prove")}</span>
          <span class="GuestBar-short">{t("guest.proveShort")}</span>
        </button>
      ) : null}
      <AccountMenu />
      {proving ? <CodeDialog onClose={() => setProving(false)} /> : null}
    </header>
  );
}

function lineFor(message: Message): string {
  return message.system ? happened(message) : describe(message);
}

function GuestList({ chosen }: { chosen: string | undefined }) {
  const list = useList();
  return (
    <>
      <h1 class="GuestList-title">{t("guest.list")}</h1>
      <ul class="GuestList">
        {list.conversations.map((one) => (
          <li key={one.id}>
            <a
              class="GuestList-one"
              href={href({ at: "conversation", id: one.id })}
              aria-current={one.id === chosen ? "page" : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                openConversation(one.id);
              }}
            >
              <Avatar id={one.id} name={one.title} picture={one.picture ?? one.directWith?.picture} size={40} square />
              <span class="GuestList-text">
                <bdi class="GuestList-name">{one.title}</bdi>
                <bdi class="GuestList-last">{one.lastMessage ? lineFor(one.lastMessage) : ""}</bdi>
              </span>
              <span class="GuestList-side">
                <time dateTime={new Date(one.lastAt).toISOString()}>{shortWhen(one.lastAt)}</time>
                {one.unread > 0 ? <Count value={one.unread} label={t("guest.unread", { n: one.unread })} /> : null}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
