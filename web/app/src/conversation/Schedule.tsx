// Sends a message later.

import "../words/talk.ts";
import "./Above.css";
import type { NewMessage } from "@parlor/client";
import { useState } from "preact/hooks";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { dateTime } from "../words/times.ts";

export interface ScheduleProps {
  readonly conversationId: string;
  readonly message: NewMessage;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const HOUR = 60 * 60 * 1000;
const YEAR = 365 * 24 * HOUR;

/** As the field of the browser writes it, in this machine's zone. */
const written = (at: number): string => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Nine in the morning, so many days ahead. */
function morning(days: number): number {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return date.setHours(9, 0, 0, 0);
}

export default function Schedule({ conversationId, message, onDone, onClose }: ScheduleProps) {
  const client = useClient();
  const [at, setAt] = useState(written(morning(1)));
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [clientId] = useState(() => crypto.randomUUID?.() ?? uuid());

  const go = () => {
    const sendAt = new Date(at).getTime();
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
  const choices = [
    ["conversation.scheduleSoon", Date.now() + HOUR],
    ["conversation.scheduleTomorrow", morning(1)],
    ["conversation.scheduleMonday", morning(((8 - new Date().getDay()) % 7) || 7)],
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
        {choices.map(([key, time]) => <Button key={key} size="small" onClick={() => setAt(written(time))}>{t(key)}</Button>)}
      </div>
      <label class="Field">
        <span class="Field-label">{t("conversation.scheduleWhen")}</span>
        <input class="Field-box Above-when" type="datetime-local" value={at} min={written(Date.now())} max={written(Date.now() + YEAR)} required autofocus onInput={(event) => setAt(event.currentTarget.value)} />
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
