// Makes a conversation: a group with everything it needs in one request, or one with a single person.

import "./NewConversation.css";
import type { Conversation } from "@parlor/client";
import { useState } from "preact/hooks";
import { ask } from "../shell/asks.tsx";
import { useKept } from "../shell/kept.ts";
import { go } from "../shell/router.ts";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextArea, TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Checkbox } from "../ui/Switch.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { LinkBox } from "./LinkBox.tsx";
import { type Chosen, namesOf, PeoplePicker } from "./PeoplePicker.tsx";
import { MEMBERS_MAX, refusedPeople } from "./refused.ts";
import { DESCRIPTION_MAX, length, NAME_MAX, visible } from "./texts.ts";

/** Without a way back to this dialog. */
const open = (id: string): void => go({ at: "conversation", id }, true);

export default function NewConversation({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useKept<"group" | "direct">("new.kind", "group");
  const [made, setMade] = useKept<{ conversation: Conversation; link: string } | undefined>("new.made", undefined);
  if (made) return <Made {...made} />;
  const kinds = (
    <Segments
      label={t("new.kind")}
      options={[{ id: "group", text: t("new.group") }, { id: "direct", text: t("new.direct") }]}
      chosen={kind}
      onChoose={setKind}
    />
  );
  return kind === "group"
    ? <Group kinds={kinds} onClose={onClose} onMade={(conversation, link) => (link ? setMade({ conversation, link }) : open(conversation.id))} />
    : <Direct kinds={kinds} onClose={onClose} />;
}

function Group({ kinds, onClose, onMade }: {
  kinds: preact.ComponentChildren; onClose: () => void; onMade: (conversation: Conversation, link: string | undefined) => void;
}) {
  const client = useClient();
  const [chosen, setChosen] = useKept<readonly Chosen[]>("new.people", []);
  const [refused, setRefused] = useState<{ text: string; keys: readonly string[] }>();
  const form = useForm({
    keep: "new",
    start: { name: "", description: "", readOnly: false, byLink: false, people: "" },
    check: ({ name, description }) => ({
      name: !visible(name) ? t("field.required") : length(name) > NAME_MAX ? t("field.tooLong", { n: length(name) - NAME_MAX }) : undefined,
      description: length(description) > DESCRIPTION_MAX ? t("field.tooLong", { n: length(description) - DESCRIPTION_MAX }) : undefined,
    }),
    submit: async ({ name, description, readOnly, byLink }) => {
      setRefused(undefined);
      try {
        const { conversation, link } = await client.http.call("POST /v1/conversations", {
          body: { name: name.trim(), description: description.trim(), readOnly, byLink, ...namesOf(chosen) },
        });
        await client.loadConversation(conversation.id).catch(() => undefined);
        onMade(conversation, link ?? undefined);
      } catch (error) {
        const people = refusedPeople(error, chosen);
        if (!people) throw error;
        setRefused(people);
        document.querySelector<HTMLElement>('.PeoplePicker [name="people"]')?.focus();
      }
    },
  });
  const { values, wrong } = form;

  async function close() {
    const begun = values.name || values.description || chosen.length > 0;
    if (!begun || await ask({ title: t("new.dropTitle"), text: t("new.dropText"), confirm: t("new.dropIt"), danger: true })) onClose();
  }

  return (
    <Dialog
      title={t("inbox.new")}
      size="wide"
      keep
      onClose={() => void close()}
      onSubmit={form.onSubmit}
      actions={
        <>
          <Button onClick={() => void close()}>{t("do.cancel")}</Button>
          <Button kind="main" type="submit" busy={form.busy}>{t(chosen.length > 0 ? "new.inviteAndCreate" : "new.create")}</Button>
        </>
      }
    >
      <div class="NewConversation">
        {kinds}
        <div class="NewConversation-columns">
          <div class="NewConversation-column">
            <TextField
              label={t("new.name")} name="name" autofocus autocomplete="off"
              hint={t("new.counter", { n: length(values.name), max: NAME_MAX })}
              value={values.name} problem={wrong.name} onText={(text) => form.set("name", text)}
            />
            <TextArea
              label={t("new.description")} name="description" optional
              hint={t("new.counter", { n: length(values.description), max: DESCRIPTION_MAX })}
              value={values.description} problem={wrong.description} onText={(text) => form.set("description", text)}
            />
            <Checkbox
              label={t("new.readOnly")} hint={t("new.readOnlyHint")}
              checked={values.readOnly} onChange={(on) => form.set("readOnly", on)}
            />
            <Checkbox
              label={t("new.byLink")} hint={t("new.byLinkHint")}
              checked={values.byLink} onChange={(on) => form.set("byLink", on)}
            />
          </div>
          <div class="NewConversation-column">
            <PeoplePicker
              label={t("new.people")}
              name="people"
              hint={t("new.peopleLimit", { n: MEMBERS_MAX })}
              chosen={chosen}
              onChange={(next) => {
                setChosen(next);
                setRefused(undefined);
              }}
              problem={refused?.text ?? (chosen.length >= MEMBERS_MAX ? t("new.full", { n: MEMBERS_MAX - 1 }) : undefined)}
              wrong={refused?.keys ?? []}
            />
          </div>
        </div>
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
      </div>
    </Dialog>
  );
}

function Direct({ kinds, onClose }: { kinds: preact.ComponentChildren; onClose: () => void }) {
  const client = useClient();
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function begin(one: Chosen) {
    if (busy) return;
    setBusy(true);
    setWrong(undefined);
    try {
      const { conversation } = await client.http.call("POST /v1/conversations/direct", {
        body: one.is === "user" ? { userId: one.user.id } : { email: one.email },
      });
      await client.loadConversation(conversation.id).catch(() => undefined);
      open(conversation.id);
    } catch (error) {
      setWrong(refusedPeople(error, [one])?.text ?? problem(error));
      setBusy(false);
    }
  }

  return (
    <Dialog title={t("inbox.new")} size="wide" onClose={onClose}>
      <div class="NewConversation" aria-busy={busy}>
        {kinds}
        <PeoplePicker
          label={t("new.person")} hint={t("new.personHint")} autofocus
          chosen={[]} onChange={() => undefined} onOne={(one) => void begin(one)} problem={wrong}
        />
      </div>
    </Dialog>
  );
}

/** The link is shown now and never again. */
function Made({ conversation, link }: { conversation: Conversation; link: string }) {
  return (
    <Dialog
      title={t("new.made", { title: conversation.title })}
      keep
      onClose={() => open(conversation.id)}
      actions={<Button kind="main" autofocus onClick={() => open(conversation.id)}>{t("new.open")}</Button>}
    >
      <p>{t(conversation.readOnly ? "new.madeReadOnly" : "new.madeText")}</p>
      <LinkBox link={link} label={t("new.link")} />
      <Notice>{t("new.linkOnce")}</Notice>
    </Dialog>
  );
}
