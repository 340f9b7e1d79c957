// Until when a link can be used, and how often it was.

import type { Api, Conversation } from "@parlor/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { Notice } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { dateTime, longDate } from "../words/times.ts";

/** Whether nobody can join by it any more. */
export const isOver = ({ expiresAt, uses, usesMax }: Api.ConversationLink, now = Date.now()): boolean =>
  (typeof expiresAt === "number" && expiresAt <= now) || (typeof usesMax === "number" && uses >= usesMax);

/** The link of a conversation; looked at anew when somebody came by it, or it was switched. */
export function useLink(one: Conversation, wanted: boolean) {
  const client = useClient();
  const { id } = one;
  const [link, setLink] = useState<Api.ConversationLink>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    setLink(undefined);
    if (!wanted) return undefined;
    const load = () => void client.http.call("GET /v1/conversations/{id}/link", { path: { id } }).then(
      (found) => {
        setLink(found);
        setFailed(undefined);
      },
      (error: unknown) => setFailed(problem(error)),
    );
    load();
    const off = [
      client.on("push", ({ event }) => {
        const system = event?.conversationId === id ? event.posted?.system : undefined;
        if (system?.joinedByLink || system?.linkSwitched?.on) load();
      }),
      client.on("connected", load),
    ];
    return () => off.forEach((end) => end());
  }, [client, id, wanted]);
  return { link, failed, setLink };
}

export function LinkFacts({ link, failed }: { link: Api.ConversationLink | undefined; failed: string | undefined }) {
  if (failed) return <Notice kind="problem">{failed}</Notice>;
  if (!link) return null;
  const { expiresAt, uses, usesMax, createdAt } = link;
  const facts = [
    t("panel.linkSince", { date: longDate(createdAt) }),
    typeof expiresAt === "number" ? t(expiresAt <= Date.now() ? "panel.linkEnded" : "panel.linkEnds", { time: dateTime(expiresAt) }) : t("panel.linkEndsNever"),
    typeof usesMax === "number" ? t("panel.linkUsedOf", { n: uses, max: usesMax }) : t("panel.linkUsed", { n: uses }),
  ].join(" · ");
  return isOver(link) ? <Notice kind="warning">{t("panel.linkOver")} {facts}</Notice> : <p class="Panel-facts">{facts}</p>;
}
