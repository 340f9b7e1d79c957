// What one has scheduled in this conversation.

import "./Above.css";
import type { Api } from "@parlor/client";
import { useEffect, useState } from "preact/hooks";
import { attempt } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { t } from "../words/index.ts";
import { problem, sentenceFor } from "../words/problem.ts";
import { dateTime } from "../words/times.ts";
import { useTalk } from "./context.ts";
import { plainText } from "./markdown.ts";

export function Scheduled({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const { conversation } = useTalk();
  const [all, setAll] = useState<readonly Api.ScheduledView[]>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    client.http.call("GET /v1/scheduled").then(
      ({ scheduled }) => setAll(scheduled.filter((one) => one.conversationId === conversation.id)),
      (error: unknown) => setFailed(problem(error)),
    );
  }, [client, conversation.id]);
  return (
    <Dialog title={t("conversation.scheduled")} onClose={onClose}>
      {failed ? <Notice kind="problem">{failed}</Notice> : all === undefined ? <Spinner label={t("do.loading")} /> : null}
      {all?.length === 0 ? <p class="Above-none">{t("conversation.scheduledNone")}</p> : null}
      <ul class="Above-list">
        {all?.map((one) => (
          <li key={one.id} class="Above-one">
            <Icon name={one.note ? "lock" : "clock"} />
            <span class="Above-text">
              <span class="Above-meta"><b>{dateTime(one.sendAt)}</b></span>
              <span class="Above-line" dir="auto">{plainText(one.text) || t("conversation.quoteFiles")}</span>
              {one.failed ? <span class="Field-problem">{t("conversation.scheduledFailed", { why: sentenceFor(one.failed) })}</span> : null}
            </span>
            <Button size="small" onClick={() => {
              void attempt(client.http.call("DELETE /v1/scheduled/{id}", { path: { id: one.id } }), t("conversation.scheduledCancelled")).then((well) => {
                if (well) setAll((before) => before?.filter((other) => other.id !== one.id));
              });
            }}>{t("conversation.scheduledCancel")}</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
