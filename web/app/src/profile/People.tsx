// The organisation's people, for administrators: finding, inviting, changing, importing.

import type { Api } from "@parlor/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../shell/asks.tsx";
import { useKept } from "../shell/kept.ts";
import { lazy } from "../shell/lazy.tsx";
import { attempt } from "../shell/toasts.tsx";
import { useClient, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { TextField } from "../ui/Field.tsx";
import { MenuButton, type MenuItems } from "../ui/MenuButton.tsx";
import { Notice, Skeleton } from "../ui/Notice.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { GuestTag, Tag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { Organisation } from "./Organisation.tsx";
import { RenameDialog } from "./RenameDialog.tsx";

const InviteDialog = lazy(() => import("./InviteDialog.tsx"), { above: true });
const ImportDialog = lazy(() => import("./ImportDialog.tsx"), { above: true });

const PAGE = 50;
/** Typing settles before anything is asked, in milliseconds. */
const SETTLE_MS = 200;

/** The list, with what can be done about each. */
export default function People() {
  const client = useClient();
  const [query, setQuery] = useState("");
  const [external, setExternal] = useState(false);
  const [users, setUsers] = useState<readonly Api.UserView[]>();
  const [next, setNext] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const [open, setOpen] = useKept<"invite" | "import" | undefined>("people", undefined);
  const [renaming, setRenaming] = useState<Api.UserView>();
  const asked = useRef(0);

  async function load(cursor?: string) {
    asked.current += 1;
    const mine = asked.current;
    try {
      const page = await client.http.call("GET /v1/users", {
        query: { limit: PAGE, external, ...(query.trim() && { query: query.trim() }), ...(cursor && { cursor }) },
      });
      // Another question was asked meanwhile.
      if (mine !== asked.current) return;
      setUsers((before) => (cursor ? [...(before ?? []), ...page.users] : page.users));
      setNext(page.next ?? undefined);
      setFailed(undefined);
    } catch (error) {
      if (mine === asked.current) setFailed(problem(error));
    }
  }

  useEffect(() => {
    const timer = setTimeout(() => void load(), query ? SETTLE_MS : 0);
    return () => clearTimeout(timer);
  }, [query, external]);

  const put = (user: Api.UserView) =>
    setUsers((before) => before?.map((one) => (one.id === user.id ? user : one)));

  async function change(user: Api.UserView, body: Api.StandingBody) {
    await attempt(
      client.http.call("PATCH /v1/users/{id}", { path: { id: user.id }, body }).then(put), t("people.changed"),
    );
  }

  return (
    <>
      <Organisation />
    <section class="Settings-section">
      <h2>{t("settings.people")}</h2>
      <p class="Settings-text">{t("people.text")}</p>
      <div class="Settings-actions">
        <Segments
          label={t("settings.people")}
          options={[{ id: "in", text: t("people.internal") }, { id: "out", text: t("people.external") }]}
          chosen={external ? "out" : "in"}
          onChoose={(side) => {
            setUsers(undefined);
            setExternal(side === "out");
          }}
        />
        <Button kind="main" icon="personAdd" onClick={() => setOpen("invite")}>{t("people.invite")}</Button>
        <Button icon="upload" onClick={() => setOpen("import")}>{t("people.import")}</Button>
      </div>
      <TextField
        label={t("people.find")} hideLabel placeholder={t("people.find")} type="search" icon="search"
        value={query} onText={setQuery}
      />
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
      {users === undefined ? (failed ? null : <Skeleton lines={5} />)
        : users.length === 0 ? <p class="Settings-text" role="status">{t("people.none")}</p>
        : (
          <ul class="Settings-list">
            {users.map((user) => (
              <Person key={user.id} user={user} onChange={change} onRename={() => setRenaming(user)} />
            ))}
          </ul>
        )}
      {next ? <div><Button onClick={() => void load(next)}>{t("do.loadMore")}</Button></div> : null}
      {open === "invite" ? (
        <InviteDialog
          onClose={() => setOpen(undefined)}
          onMade={(user) => {
            setExternal(false);
            setUsers((before) => [user, ...(before ?? [])]);
          }}
        />
      ) : null}
      {open === "import" ? <ImportDialog onClose={() => setOpen(undefined)} onMade={() => void load()} /> : null}
      {renaming ? (
        <RenameDialog name={renaming.name} onClose={() => setRenaming(undefined)} onName={(name) => change(renaming, { name })} />
      ) : null}
    </section>
    </>
  );
}

function Person({ user, onChange, onRename }: {
  user: Api.UserView;
  onChange: (user: Api.UserView, body: Api.StandingBody) => Promise<void>;
  onRename: () => void;
}) {
  const me = useMe();
  const self = user.id === me.id;

  async function deactivate() {
    const sure = await ask({
      title: t("people.deactivateTitle", { name: user.name }), text: t("people.deactivateText"),
      confirm: t("people.deactivate"), danger: true,
    });
    if (sure) await onChange(user, { deactivated: true });
  }

  const items = (): MenuItems => [
    { text: t("people.rename"), icon: "edit", onChoose: onRename },
    !user.external && !self && {
      text: t(user.admin ? "people.takeAdmin" : "people.makeAdmin"), icon: "key",
      onChoose: () => void onChange(user, { admin: !user.admin }),
    },
    !self && "line",
    !self && (user.deactivated
      ? { text: t("people.activate"), icon: "check", onChoose: () => void onChange(user, { deactivated: false }) }
      : { text: t("people.deactivate"), icon: "close", danger: true, onChoose: () => void deactivate() }),
  ];

  return (
    <li class={classes("Settings-row", user.deactivated && "Settings-row--off")}>
      <Avatar id={user.id} name={user.name} picture={user.picture} />
      <div class="Settings-what">
        <p class="Settings-name">
          {user.name}
          {user.external ? <GuestTag /> : null}
          {user.admin ? <Tag kind="accent">{t("people.admin")}</Tag> : null}
          {user.deactivated ? <Tag>{t("people.deactivated")}</Tag> : null}
        </p>
        <p class="Settings-more">{user.email}</p>
      </div>
      <MenuButton label={t("people.actions", { name: user.name })} items={items} small />
    </li>
  );
}
