// What can be changed about a conversation, and how one parts with it.

import type { Conversation } from "@parlor/client";
import { leave } from "../inbox/actions.ts";
import { DESCRIPTION_MAX, length, NAME_MAX, visible } from "../inbox/texts.ts";
import { ask } from "../shell/asks.tsx";
import { useKept } from "../shell/kept.ts";
import { lazy } from "../shell/lazy.tsx";
import { go } from "../shell/router.ts";
import { attempt, toast } from "../shell/toasts.tsx";
import { useClient, useMe, useMembers } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextArea, TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Switch } from "../ui/Switch.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { LinkFacts, useLink } from "./LinkFacts.tsx";
import type { May } from "./may.ts";
import { Tags } from "./Tags.tsx";

const LinkDialog = lazy(() => import("./LinkDialog.tsx"), { above: true });

export function Settings({ one, can }: { one: Conversation; can: May }) {
  const me = useMe();
  const members = useMembers(one.id, can.help);
  // The server takes tags only where there are people from outside.
  const outside = one.tags.length > 0 || members?.some(({ person }) => person.external) === true;
  return (
    <div class="Panel-settings">
      {can.moderate ? <Naming key={one.id} one={one} /> : null}
      {can.moderate ? <Access one={one} /> : null}
      {can.help && outside ? <Tags one={one} /> : null}
      {can.help ? <Export one={one} /> : null}
      <Parting one={one} can={can} away={!me.external} />
    </div>
  );
}

function Naming({ one }: { one: Conversation }) {
  const client = useClient();
  const form = useForm({
    keep: `naming.${one.id}`,
    start: { name: one.name ?? "", description: one.description ?? "" },
    check: ({ name, description }) => ({
      name: name.trim() && !visible(name) ? t("field.required")
        : length(name) > NAME_MAX ? t("field.tooLong", { n: length(name) - NAME_MAX }) : undefined,
      description: length(description) > DESCRIPTION_MAX ? t("field.tooLong", { n: length(description) - DESCRIPTION_MAX }) : undefined,
    }),
    submit: async ({ name, description }) => {
      const body = {
        ...(name.trim() !== (one.name ?? "") && { name: name.trim() }),
        ...(description.trim() !== (one.description ?? "") && { description: description.trim() }),
      };
      await client.http.call("PATCH /v1/conversations/{id}", { path: { id: one.id }, body });
      await client.loadConversation(one.id);
      toast(t("do.saved"));
    },
    fields: { bad_request: "name" },
  });
  const { values, wrong } = form;
  const changed = values.name.trim() !== (one.name ?? "") || values.description.trim() !== (one.description ?? "");
  return (
    <form class="Panel-section" noValidate onSubmit={form.onSubmit}>
      <TextField
        label={t("new.name")} name="name" autocomplete="off" placeholder={one.name === undefined ? one.title : ""}
        hint={one.name === undefined || !values.name.trim() ? t("panel.noName") : t("new.counter", { n: length(values.name), max: NAME_MAX })}
        value={values.name} problem={wrong.name} onText={(text) => form.set("name", text)}
      />
      <TextArea
        label={t("new.description")} name="description"
        hint={t("new.counter", { n: length(values.description), max: DESCRIPTION_MAX })}
        value={values.description} problem={wrong.description} onText={(text) => form.set("description", text)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
      {changed ? <Button kind="main" type="submit" busy={form.busy}>{t("do.save")}</Button> : null}
    </form>
  );
}

function Access({ one }: { one: Conversation }) {
  const client = useClient();
  const [making, setMaking] = useKept<"new" | "limits" | undefined>(`link.${one.id}`, undefined);
  const { link, failed, setLink } = useLink(one, one.byLink === true);
  const path = { id: one.id };

  async function endLink() {
    const sure = await ask({
      title: t("panel.linkOffTitle"), text: t("panel.linkOffText"), confirm: t("panel.linkOff"), danger: true,
    });
    if (sure) await attempt(client.http.call("DELETE /v1/conversations/{id}/link", { path }));
  }

  return (
    <section class="Panel-section">
      <Switch
        label={t("new.readOnly")} hint={t("new.readOnlyHint")} checked={one.readOnly}
        onChange={(readOnly) => void attempt(client.http.call("PATCH /v1/conversations/{id}", { path, body: { readOnly } }))}
      />
      <Switch
        label={t("new.byLink")} hint={t(one.byLink ? "panel.linkHidden" : "panel.linkHint")} checked={one.byLink === true}
        onChange={(on) => (on ? setMaking("new") : void endLink())}
      />
      {one.byLink ? (
        <>
          <LinkFacts link={link} failed={failed} />
          <div class="Panel-buttons">
            <Button size="small" icon="link" onClick={() => setMaking("new")}>{t("panel.newLink")}</Button>
            {link ? <Button size="small" icon="clock" onClick={() => setMaking("limits")}>{t("panel.changeLink")}</Button> : null}
          </div>
        </>
      ) : null}
      {making ? (
        <LinkDialog
          one={one} link={making === "limits" ? link : undefined} onChanged={setLink} onClose={() => setMaking(undefined)}
        />
      ) : null}
    </section>
  );
}

function Export({ one }: { one: Conversation }) {
  const client = useClient();
  const address = (format: string) => client.http.url(`/v1/conversations/${one.id}/export?format=${format}`);
  return (
    <section class="Panel-section">
      <h3 class="Panel-sub">{t("panel.export")}</h3>
      <p class="Panel-facts">{t("panel.exportText")}</p>
      <div class="Panel-buttons">
        <a class="Button Button--small" href={address("html")} download={`${one.id}.html`}>{t("panel.exportHtml")}</a>
        <a class="Button Button--small" href={address("jsonl")} download={`${one.id}.jsonl`}>{t("panel.exportJson")}</a>
      </div>
    </section>
  );
}

function Parting({ one, can, away }: { one: Conversation; can: May; away: boolean }) {
  const client = useClient();

  async function remove() {
    const sure = await ask({
      title: t("panel.deleteTitle", { title: one.title }), text: t("panel.deleteText"),
      confirm: t("panel.delete"), danger: true,
    });
    if (!sure) return;
    const done = await attempt(
      client.http.call("DELETE /v1/conversations/{id}", { path: { id: one.id } }), t("panel.deleted", { title: one.title }),
    );
    if (done) go({ at: "home" });
  }

  return (
    <section class="Panel-section">
      <div class="Panel-buttons">
        <Button
          icon="leave"
          onClick={() => void leave(client, one).then((left) => {
            if (left && away) go({ at: "home" });
          })}
        >
          {t("panel.leave")}
        </Button>
        {can.delete ? <Button kind="danger" icon="trash" onClick={() => void remove()}>{t("panel.delete")}</Button> : null}
      </div>
    </section>
  );
}
