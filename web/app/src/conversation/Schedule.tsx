// Sends a message later.

import "../words/talk.ts";
import "./Above.css";
import type { NewMessage } from "@parlor/client";
import { useId, useState } from "preact/hooks";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t, timeZone } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { dateTime } from "../words/times.ts";
import { fromClock, onClock, zoneName } from "./clock.ts";

export interface ScheduleProps {
  readonly conversationId: string;
  readonly message: NewMessage;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const HOUR = 60 * 60 * 1000;
const YEAR = 365 * 24 * HOUR;

/** Noon of the viewer's day, as if it were one of UTC: to count days by. */
const today = (): number => Date.parse(`${onClock(Date.now()).slice(0, 10)}T12:00Z`);

/** Nine in the morning of the viewer's zone, so many days ahead. */
const morning = (days: number): number =>
  fromClock(`${new Date(today() + days * 24 * HOUR).toISOString().slice(0, 10)}T09:00`);

export default function Schedule({ conversationId, message, onDone, onClose }: ScheduleProps) {
  const client = useClient();
  const [at, setAt] = useState(onClock(morning(1)));
  const zone = useId();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [clientId] = useState(() => crypto.randomUUID?.() ?? uuid());

  const go = () => {
    const sendAt = fromClock(at);
    if (!(sendAt > Date.now()) || sendAt > Date.now() + YEAR) {
      setFailed(t("conversation.schedulePast"));
      return;
    }
    setBusy(true);
    client.http.call("POST /v1/conversations/{id}/scheduled", { path: { id: conversationId }, body: { ...message, clientId, sendAt } }).then(
      () => {
        onClose();
        onDone();
        toast(t("conversation.scheduledDone", { when: dateTime(sendAt) }));
      },
      (error: unknown) => {
        setBusy(false);
        setFailed(problem(error));
      },
    );
  };
  const chosen = fromClock(at);
  const own = timeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  // The clock leaves this time out, as summer begins.
  const moved = chosen > 0 && onClock(chosen) !== at;
  const hint = !(chosen > 0) ? t("conversation.scheduleZone", { zone: own.replaceAll("_", " "), name: zoneName(Date.now()) })
    : moved ? t("conversation.scheduleMoved", { when: dateTime(chosen) })
    : t("conversation.scheduleZone", { zone: own.replaceAll("_", " "), name: zoneName(chosen) });
  const choices = [
    ["conversation.scheduleSoon", Date.now() + HOUR],
    ["conversation.scheduleTomorrow", morning(1)],
    ["conversation.scheduleMonday", morning(((8 - new Date(today()).getUTCDay()) % 7) || 7)],
  ] as const;

  return (
    <Dialog
      title={t("conversation.scheduleTitle")}
      size="small"
      onClose={onClose}
      onSubmit={go}
      actions={<><Button onClick={onClose}>{t("do.cancel")}</Button><Button kind="main" type="submit" busy={busy}>{t("conversation.scheduleGo")}</Button></>}
    >
      <div class="Above-choices">
        {choices.map(([key, time]) => <Button key={key} size="small" onClick={() => setAt(onClock(time))}>{t(key)}</Button>)}
      </div>
      <label class="Field">
        <span class="Field-label">{t("conversation.scheduleWhen")}</span>
        <input class="Field-box Above-when" type="datetime-local" value={at} min={onClock(Date.now())} max={onClock(Date.now() + YEAR)} required autofocus aria-describedby={zone} onInput={(event) => setAt(event.currentTarget.value)} />
        <span class="Field-hint" id={zone}>{hint}</span>
      </label>
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
    </Dialog>
  );
}

/** Where the page is not a secure context. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
