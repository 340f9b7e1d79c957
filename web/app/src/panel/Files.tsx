// The files of a conversation, the newest first: pictures side by side, others by name.

import "./Files.css";
import type { Attachment, Conversation, Message } from "@parlor/client";
import { useCallback, useEffect, useState } from "preact/hooks";
import { lazy } from "../shell/lazy.tsx";
import { href } from "../shell/router.ts";
import { useClient, useMe } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice, Skeleton } from "../ui/Notice.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { shortWhen, size } from "../words/times.ts";

const Viewer = lazy(() => import("../conversation/Viewer.tsx"), { above: true });

const PAGE = 30;

type Kind = "picture" | "other";

interface Found {
  readonly messages: readonly Message[];
  readonly next?: string | null | undefined;
}

/** As one may see them: the server lists no others. */
export default function Files({ one }: { one: Conversation }) {
  const [kind, setKind] = useState<Kind>("picture");
  return (
    <div class="PanelFiles">
      <Segments
        label={t("panel.files")}
        options={[{ id: "picture" as const, text: t("panel.pictures") }, { id: "other" as const, text: t("panel.otherFiles") }]}
        chosen={kind}
        onChoose={setKind}
      />
      <List key={kind} one={one} kind={kind} />
    </div>
  );
}

function List({ one, kind }: { one: Conversation; kind: Kind }) {
  const client = useClient();
  const me = useMe();
  const { id } = one;
  const [found, setFound] = useState<Found>();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<{ message: Message; first: string }>();

  const load = useCallback(async (before?: string) => {
    setBusy(true);
    try {
      const query = { kind, limit: PAGE, ...(before && { before }) };
      const page = await client.http.call("GET /v1/conversations/{id}/files", { path: { id }, query });
      const next = page.next ?? null;
      setFound((now) => ({ messages: before && now ? [...now.messages, ...page.messages] : page.messages, next }));
      setFailed(undefined);
    } catch (error) {
      setFailed(problem(error));
    }
    setBusy(false);
  }, [client, id, kind]);

  useEffect(() => {
    void load();
    const off = [
      client.on("push", ({ event, resyncRequired }) => {
        if (resyncRequired?.conversationId === id) void load();
        if (event?.conversationId !== id) return;
        const gone = event.deleted?.messageId;
        if (gone) setFound((now) => now && { ...now, messages: now.messages.filter((message) => message.id !== gone) });
        const posted = event.posted;
        if (posted?.attachments.some((file) => fits(file, kind))) {
          setFound((now) => now && { ...now, messages: [posted, ...now.messages.filter((message) => message.id !== posted.id)] });
        }
      }),
      client.on("connected", () => void load()),
    ];
    return () => off.forEach((end) => end());
  }, [client, id, kind, load]);

  const retry = <Button size="small" onClick={() => void load()}>{t("do.retry")}</Button>;
  if (failed && !found) return <Notice kind="problem" action={retry}>{failed}</Notice>;
  if (!found) return <Skeleton lines={4} />;
  if (found.messages.length === 0) {
    return <p class="Panel-nothing" role="status">{t(kind === "picture" ? "panel.noPictures" : "panel.noFiles")}</p>;
  }
  const files = found.messages.flatMap((message) =>
    message.attachments.filter((file) => fits(file, kind)).map((file) => ({ message, file })));
  return (
    <>
      {kind === "picture" ? (
        <ul class="PanelFiles-grid">
          {files.map(({ message, file }) => (
            <li key={file.id}>
              <button
                type="button" class="PanelFiles-picture"
                aria-label={t("panel.pictureBy", { name: file.name, who: nameOf(message, me.id) })} title={file.name}
                onClick={() => setOpen({ message, first: file.id })}
              >
                <img src={client.http.url(`/v1/attachments/${file.id}/preview`)} alt="" loading="lazy" />
              </button>
              <Where id={id} message={message} />
            </li>
          ))}
        </ul>
      ) : (
        <ul class="Panel-list">
          {files.map(({ message, file }) => (
            <li key={file.id} class="PanelFiles-row">
              <a
                class="PanelFiles-file" href={client.http.url(`/v1/attachments/${file.id}`)} download={file.name}
                title={t("conversation.fileDownload", { name: file.name })}
              >
                <Icon name="file" />
                <span class="PanelFiles-text">
                  <bdi class="PanelFiles-name">{file.name}</bdi>
                  <span class="Panel-faint">{size(file.bytes)}</span>
                </span>
                <Icon name="download" small />
              </a>
              <Where id={id} message={message} />
            </li>
          ))}
        </ul>
      )}
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
      {found.next ? <Button size="wide" busy={busy} onClick={() => void load(found.next ?? undefined)}>{t("do.loadMore")}</Button> : null}
      {open ? <Viewer message={open.message} first={open.first} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

const fits = (file: Attachment, kind: Kind): boolean => file.preview === (kind === "picture");

/** Who brought it, as far as one may know. */
function nameOf({ author }: Message, me: string): string {
  return author ? (author.id === me ? t("inbox.you") : author.name) : t("person.someone");
}

/** Whose message it came with, and when: the way there. */
function Where({ id, message }: { id: string; message: Message }) {
  const name = nameOf(message, useMe().id);
  return (
    <a class="PanelFiles-where" href={href({ at: "conversation", id, seq: message.seq })} title={t("panel.showMessage")}>
      {message.kind === "MESSAGE_KIND_NOTE" ? <Icon name="lock" small /> : null}
      <bdi>{name}</bdi>
      <time dateTime={new Date(message.sentAt).toISOString()}>{shortWhen(message.sentAt)}</time>
    </a>
  );
}
