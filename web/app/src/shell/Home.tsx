// The page of internal users: their inbox, a conversation, its details.

import "../words/inside.ts";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import Conversation from "../conversation/Conversation.tsx";
import Inbox from "../inbox/Inbox.tsx";
import { Empty } from "../ui/Notice.tsx";
import { Button } from "../ui/Button.tsx";
import { t } from "../words/index.ts";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { Frame } from "./Frame.tsx";
import { useShortcut } from "./keys.ts";
import { useGone, useMissing } from "../state/index.ts";
import { lazy } from "./lazy.tsx";
import { useNarrow, useWide } from "./media.ts";
import { type Route, go, parse, useRoute } from "./router.ts";

const Panel = lazy(() => import("../panel/Panel.tsx"));
const NewConversation = lazy(() => import("../inbox/NewConversation.tsx"), { above: true });
const Settings = lazy(() => import("../profile/Settings.tsx"));
const KeysDialog = lazy(() => import("./KeysDialog.tsx"), { above: true });

/** Inbox, conversation and panel. */
export default function Home() {
  const wanted = useRoute();
  // The dialog of a new conversation lies above what was there before.
  const under = useRef<Route>({ at: "home" });
  if (wanted.at !== "new") under.current = wanted;
  const route = under.current;
  const narrow = useNarrow();
  const wide = useWide();
  // Where it lies beside the conversation it stays as one left it; above it, it is opened each time.
  const [beside, setBeside] = useState(readBeside);
  const [above, setAbove] = useState(false);
  const [keys, setKeys] = useState(false);
  const panel = wide ? beside : above;

  const id = route.at === "conversation" ? route.id : undefined;
  const gone = useGone(id);
  const missing = useMissing(id);
  useEffect(() => setAbove(false), [id, wide]);

  const togglePanel = useCallback(() => {
    if (wide) {
      setBeside((open) => {
        keepBeside(!open);
        return !open;
      });
    } else setAbove((open) => !open);
  }, [wide]);
  const home = useCallback(() => go({ at: "home" }), []);
  const closeNew = () => {
    // Not if it led to the conversation that it made.
    if (parse(location.hash).at === "new") go(route, true);
  };

  useShortcut({ keys: "?", does: "keys.open", group: "keys.general", run: () => setKeys(true) });
  useShortcut({ keys: "mod+,", does: "keys.settings", group: "keys.general", run: () => go({ at: "settings", page: "profile" }) });
  useShortcut(id ? { keys: "mod+.", does: "keys.panel", group: "keys.conversation", run: togglePanel } : undefined);

  return (
    <>
      <Frame
        notice={<ConnectionNotice />}
        list={<Inbox chosen={id} alone={narrow && route.at === "home"} />}
        showing={route.at === "home" ? "list" : "main"}
        mainKey={id ?? route.at}
        main={
          route.at === "settings" ? <Settings page={route.page} onBack={narrow ? home : undefined} />
          : id && gone ? <Gone onHome={home} />
          : id ? (
            <Conversation
              key={id}
              id={id}
              seq={route.at === "conversation" ? route.seq : undefined}
              onBack={narrow ? home : undefined}
              onPanel={togglePanel}
              panelOpen={panel}
            />
          ) : <NothingChosen />
        }
        panel={id && panel && !gone && !missing ? <Panel key={id} id={id} onClose={togglePanel} /> : undefined}
        onClosePanel={togglePanel}
      />
      {wanted.at === "new" ? <NewConversation onClose={closeNew} /> : null}
      {keys ? <KeysDialog onClose={() => setKeys(false)} /> : null}
    </>
  );
}

function NothingChosen() {
  return (
    <Empty
      icon="inbox"
      title={t("home.title")}
      level={1}
      action={<Button kind="main" icon="add" onClick={() => go({ at: "new" })}>{t("home.new")}</Button>}
    >
      {t("home.text")}
    </Empty>
  );
}

function Gone({ onHome }: { onHome: () => void }) {
  return (
    <Empty
      icon="leave"
      title={t("end.gone")}
      level={1}
      action={<Button onClick={onHome}>{t("end.home")}</Button>}
    >
      {t("end.goneText")}
    </Empty>
  );
}

const BESIDE = "parlor.panel";

function readBeside(): boolean {
  try {
    return localStorage.getItem(BESIDE) === "open";
  } catch {
    return false;
  }
}

function keepBeside(open: boolean): void {
  try {
    localStorage.setItem(BESIDE, open ? "open" : "closed");
  } catch {
    // It holds for this page.
  }
}
