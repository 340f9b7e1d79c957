// Goes anywhere by a few letters: conversations, and people whom one has none with yet.

import "./Switcher.css";
import type { Api, Conversation } from "@parlor/client";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { openConversation } from "../shell/router.ts";
import { attempt } from "../shell/toasts.tsx";
import { useClient, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { Count, GuestTag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { findPeople } from "./directory.ts";
import { best } from "./fuzzy.ts";
import { useWholeList } from "./narrowed.ts";

const CONVERSATIONS_MAX = 8;
const PEOPLE_MAX = 5;
const SETTLE_MS = 150;

type Entry =
  | { readonly is: "conversation"; readonly id: string; readonly one: Conversation }
  | { readonly is: "person"; readonly id: string; readonly user: Api.UserView };

export default function Switcher({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const me = useMe();
  const all = useWholeList(true);
  const [typed, setTyped] = useState("");
  const [users, setUsers] = useState<readonly Api.UserView[]>([]);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  useEffect(() => {
    const query = typed.trim();
    if (!query) {
      setUsers([]);
      return undefined;
    }
    const end = new AbortController();
    const timer = setTimeout(() => {
      findPeople(client, { query, me: me.id, limit: 20, signal: end.signal }).then(
        setUsers,
        // Conversations are found all the same.
        () => undefined,
      );
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [client, typed]);

  const conversations = best(all, (one) => one.title, typed, CONVERSATIONS_MAX);
  const known = new Set(all.flatMap((one) => one.directWith?.id ?? []));
  const people = users.filter((user) => !known.has(user.id)).slice(0, PEOPLE_MAX);
  const entries: readonly Entry[] = [
    ...conversations.map((one) => ({ is: "conversation" as const, id: one.id, one })),
    ...people.map((user) => ({ is: "person" as const, id: user.id, user })),
  ];
  const now = Math.min(at, entries.length - 1);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }), [now, typed]);

  async function take(entry: Entry | undefined) {
    if (!entry) return;
    if (entry.is === "conversation") {
      onClose();
      openConversation(entry.id);
      return;
    }
    await attempt(
      client.http.call("POST /v1/conversations/direct", { body: { userId: entry.id } }).then(async ({ conversation }) => {
        await client.loadConversation(conversation.id);
        onClose();
        openConversation(conversation.id);
      }),
    );
  }

  return (
    <Dialog title={t("inbox.switcher")} onClose={onClose} bare onSubmit={() => void take(entries[now])}>
      <div class="Switcher">
        <TextField
          label={t("inbox.switcherField")}
          hideLabel
          placeholder={t("inbox.switcherField")}
          icon="search"
          role="combobox"
          autofocus
          autocomplete="off"
          maxLength={100}
          aria-expanded={entries.length > 0 ? "true" : "false"}
          aria-controls={`${id}-list`}
          aria-activedescendant={entries[now] ? `${id}-${now}` : undefined}
          value={typed}
          onText={(text) => {
            setTyped(text);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step === 0 || entries.length === 0) return;
            event.preventDefault();
            setAt((now + step + entries.length) % entries.length);
          }}
        />
        <ul ref={list} id={`${id}-list`} class="Switcher-list" role="listbox" aria-label={t("inbox.switcher")}>
          {entries.map((entry, index) => (
            <li
              key={entry.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === now}
              class={classes("Switcher-one", index === now && "Switcher-one--now")}
              onMouseMove={() => setAt(index)}
              onClick={() => void take(entry)}
            >
              {entry.is === "conversation" ? <OfConversation one={entry.one} /> : <OfPerson user={entry.user} />}
            </li>
          ))}
        </ul>
        {entries.length === 0 ? <p class="Switcher-none" role="status">{t("inbox.nothingFound")}</p> : null}
        <p class="Switcher-hint" aria-hidden="true">{t("inbox.switcherHint")}</p>
      </div>
    </Dialog>
  );
}

function OfConversation({ one }: { one: Conversation }) {
  const other = one.directWith;
  return (
    <>
      <Avatar
        id={other?.id ?? one.id} name={one.title} picture={one.picture ?? other?.picture}
        square={one.kind !== "CONVERSATION_KIND_DIRECT"}
      />
      <bdi class="Switcher-title">{one.title}</bdi>
      {other?.external || one.hasGuests ? <GuestTag /> : null}
      {one.unread > 0 ? <Count value={one.unread} label={t("inbox.unreadCount", { n: one.unread })} /> : null}
    </>
  );
}

function OfPerson({ user }: { user: Api.UserView }) {
  return (
    <>
      <Avatar id={user.id} name={user.name} picture={user.picture} />
      <span class="Switcher-title">
        <bdi>{user.name}</bdi>
        {user.email ? <span class="Switcher-email"> {user.email}</span> : null}
      </span>
      {user.external ? <GuestTag /> : null}
      <span class="Switcher-email">{t("inbox.begin")}</span>
    </>
  );
}
