// Goes to the first message of a day.

import "./Above.css";
import { useState } from "preact/hooks";
import { toastProblem } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { t } from "../words/index.ts";
import { dayOf } from "../words/times.ts";
import { useTalk } from "./context.ts";

export function JumpDate({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { conversation, jump } = useTalk();
  const [day, setDay] = useState(dayOf(Date.now()));
  const [busy, setBusy] = useState(false);
  const go = () => {
    if (!day || busy) return;
    setBusy(true);
    firstOf(client, conversation.id, conversation.position.seq, day).then((seq) => {
      onClose();
      if (seq !== undefined) jump(seq);
    }, (error: unknown) => {
      setBusy(false);
      toastProblem(error);
    });
  };
  return (
    <Dialog
      title={t("conversation.jumpDate").replace(/…$/, "")}
      size="small"
      onClose={onClose}
      onSubmit={go}
      actions={<><Button onClick={onClose}>{t("do.cancel")}</Button><Button kind="main" type="submit" busy={busy}>{t("conversation.jumpDateGo")}</Button></>}
    >
      <TextField type="date" label={t("conversation.jumpDateLabel")} value={day} min={dayOf(conversation.createdAt)} max={dayOf(Date.now())} required autofocus onText={setDay} />
    </Dialog>
  );
}

/** Numbers grow with time: the first message of a day, or after it, is found by halving. */
async function firstOf(client: ReturnType<typeof useClient>, id: string, last: number, day: string): Promise<number | undefined> {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { messages } = await client.history(id, { after: middle, limit: 1 });
    const next = messages[0];
    if (!next || dayOf(next.sentAt) >= day) high = middle;
    else low = next.seq;
  }
  const { messages } = await client.history(id, { after: low, limit: 1 });
  return messages[0]?.seq ?? last;
}
