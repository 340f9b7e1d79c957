// Who is in a conversation.

import type { Conversation, Member } from "@parlor/client";
import { useMemo, useState } from "preact/hooks";
import { ask } from "../shell/asks.tsx";
import { useKept } from "../shell/kept.ts";
import { lazy } from "../shell/lazy.tsx";
import { openConversation } from "../shell/router.ts";
import { attempt } from "../shell/toasts.tsx";
import { useClient, useMe, useMembers, usePresence, useWatchPresence } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { MenuButton, type MenuItems } from "../ui/MenuButton.tsx";
import { Skeleton } from "../ui/Notice.tsx";
import { GuestTag, Tag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { type May, mayWith, ordered } from "./may.ts";

const AddPeople = lazy(() => import("./AddPeople.tsx"), { above: true });

/** Rows that are drawn at once, and with each further press. */
const STEP = 60;
const WITH_SEARCH = 8;
/** The server follows no more of them. */
const WATCHED = 150;

export function Members({ one, can }: { one: Conversation; can: May }) {
  const me = useMe();
  const members = useMembers(one.id);
  const [query, setQuery] = useState("");
  const [shown, setShown] = useState(STEP);
  const [adding, setAdding] = useKept(`adding.${one.id}`, false);
  const all = useMemo(() => ordered(members ?? [], query), [members, query]);
  const rows = all.slice(0, shown);
  useWatchPresence(me.external ? [] : rows.slice(0, WATCHED).map(({ person }) => person.id));
  if (!members) return <Skeleton lines={5} />;
  return (
    <section class="Panel-section">
      {can.help ? <Button icon="personAdd" size="wide" onClick={() => setAdding(true)}>{t("panel.add")}</Button> : null}
      {members.length > WITH_SEARCH ? (
        <TextField
          label={t("panel.findMember")} hideLabel placeholder={t("panel.findMember")} type="search" icon="search"
          autocomplete="off" value={query}
          onText={(text) => {
            setQuery(text);
            setShown(STEP);
          }}
        />
      ) : null}
      <ul class="Panel-list">
        {rows.map((member) => <Row key={member.person.id} member={member} one={one} can={can} />)}
      </ul>
      {all.length === 0 ? <p class="Panel-facts" role="status">{t("inbox.nothingFound")}</p> : null}
      {all.length > shown ? <Button onClick={() => setShown(shown + STEP)}>{t("do.loadMore")}</Button> : null}
      {adding ? <AddPeople one={one} there={members} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function Row({ member, one, can }: { member: Member; one: Conversation; can: May }) {
  const client = useClient();
  const me = useMe();
  const { person, role } = member;
  const presence = usePresence(person.id);
  const with_ = mayWith(member, can, me);
  const path = { id: one.id, user: person.id };

  const give = (to: "owner" | "moderator" | "member") =>
    attempt(client.http.call("PATCH /v1/conversations/{id}/members/{user}", { path, body: { role: to } }));

  async function handOver() {
    const sure = await ask({
      title: t("panel.handOverTitle", { name: person.name }), text: t("panel.handOverText"), confirm: t("panel.handOver"),
    });
    if (sure) await give("owner");
  }

  async function remove() {
    const sure = await ask({
      title: t("panel.removeTitle", { name: person.name }), text: t("panel.removeText"), confirm: t("do.remove"), danger: true,
    });
    if (sure) await attempt(client.http.call("DELETE /v1/conversations/{id}/members/{user}", { path }), t("panel.removed", { name: person.name }));
  }

  const talk = () => attempt(
    client.http.call("POST /v1/conversations/direct", { body: { userId: person.id } }).then(async ({ conversation }) => {
      await client.loadConversation(conversation.id);
      openConversation(conversation.id);
    }),
  );

  const items: MenuItems = [
    with_.talk && one.directWith?.id !== person.id && { text: t("panel.talk"), icon: "mail", onChoose: () => void talk() },
    with_.makeModerator && { text: t("panel.makeModerator"), icon: "key", onChoose: () => void give("moderator") },
    with_.makeMember && { text: t("panel.makeMember"), icon: "person", onChoose: () => void give("member") },
    with_.handOver && { text: t("panel.handOver"), icon: "forward", onChoose: () => void handOver() },
    with_.remove && { text: t("panel.remove"), icon: "close", danger: true, onChoose: () => void remove() },
  ];
  const any = items.some(Boolean);
  return (
    <li class="Panel-row">
      <Avatar id={person.id} name={person.name} picture={person.picture} availability={presence?.availability} />
      <span class="Panel-who">
        <span class="Panel-name">
          <bdi>{person.name}</bdi>
          {person.id === me.id ? <span class="Panel-faint">({t("person.you")})</span> : null}
          {person.external ? <GuestTag /> : null}
          {role === "ROLE_OWNER" ? <Tag kind="accent">{t("panel.owner")}</Tag> : null}
          {role === "ROLE_MODERATOR" ? <Tag>{t("panel.moderator")}</Tag> : null}
        </span>
        {presence?.status ? <span class="Panel-faint"><bdi>{presence.status}</bdi></span>
          : person.external && person.proven === false ? <span class="Panel-faint">{t("panel.unproven")}</span> : null}
      </span>
      {any ? <MenuButton label={t("panel.actions", { name: person.name })} items={() => items} small /> : null}
    </li>
  );
}
