// Says calmly that the connection is gone, and that there is a new version.

import "./ConnectionNotice.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient, useConnection } from "../state/index.ts";
import { Icon } from "../ui/Icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { t } from "../words/index.ts";
import { announce } from "./live.tsx";
import { OUTDATED, reload } from "./reload.ts";

/** Most breaks are over before anyone has to hear of them. */
const SAID_AFTER_MS = 1500;

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const changed = () => setOnline(navigator.onLine);
    window.addEventListener("online", changed);
    window.addEventListener("offline", changed);
    return () => {
      window.removeEventListener("online", changed);
      window.removeEventListener("offline", changed);
    };
  }, []);
  return online;
}

/** A bar across the top, or nothing. */
export function ConnectionNotice() {
  const client = useClient();
  const connection = useConnection();
  const online = useOnline();
  const [late, setLate] = useState(false);
  const [newer, setNewer] = useState(false);
  const said = useRef(false);
  const broken = connection.status === "waiting" || connection.status === "connecting" || !online;

  useEffect(() => {
    const found = () => setNewer(true);
    addEventListener(OUTDATED, found);
    const off = client.on("version", found);
    return () => {
      off();
      removeEventListener(OUTDATED, found);
    };
  }, [client]);
  useEffect(() => {
    if (!broken) {
      if (said.current) announce(t("connection.back"));
      said.current = false;
      setLate(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      said.current = true;
      setLate(true);
      announce(t(navigator.onLine ? "connection.waiting" : "connection.offline"));
    }, SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [broken]);

  if (connection.status === "stopped" && connection.reason === "session_replaced") {
    return <Bar icon="device" text={t("connection.replaced")} action={t("connection.resume")} run={() => void client.start()} />;
  }
  if (broken && late) {
    return online
      ? <Bar icon="reload" text={t("connection.waiting")} action={t("connection.retryNow")} run={() => client.wake()} />
      : <Bar icon="offline" text={t("connection.offline")} />;
  }
  if (newer) {
    return (
      <Bar
        icon="reload"
        text={`${t("connection.version")} ${t("connection.versionSafe")}`}
        action={t("do.reload")}
        run={() => void reload()}
        later={() => setNewer(false)}
      />
    );
  }
  return null;
}

function Bar({ icon, text, action, run, later }: {
  icon: IconName; text: string; action?: string; run?: () => void; later?: () => void;
}) {
  return (
    <div class="ConnectionNotice" role="region" aria-label={t("frame.notifications")}>
      <Icon name={icon} small />
      <span class="ConnectionNotice-text">{text}</span>
      {action ? <button type="button" class="ConnectionNotice-action" onClick={run}>{action}</button> : null}
      {later ? <button type="button" class="ConnectionNotice-action" onClick={later}>{t("do.later")}</button> : null}
    </div>
  );
}
