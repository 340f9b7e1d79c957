// The first visit: who administers, who works here, and a first conversation.

import "../words/arrive.ts";
import type { Api } from "@parlor/client";
import { useRef, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Checkbox } from "../ui/Switch.tsx";
import { looksLikeEmail, useForm } from "../ui/useForm.ts";
import { forgetArrival } from "../shell/router.ts";
import { t } from "../words/index.ts";
import { codeOf, problem } from "../words/problem.ts";
import { Page } from "./Page.tsx";
import type { Enter } from "./Start.tsx";

const STEPS = 3;

function Steps({ step }: { step: number }) {
  return (
    <div class="Page-steps" role="img" aria-label={t("setup.steps", { n: step, of: STEPS })}>
      {Array.from({ length: STEPS }, (_, at) => (
        <span key={at} class={at < step ? "Page-step Page-step--done" : "Page-step"} />
      ))}
    </div>
  );
}

/** All three steps; the second and third can be skipped. */
export default function Setup({ token, enter }: { token: string; enter: Enter }) {
  const [step, setStep] = useState(1);
  const [invited, setInvited] = useState<readonly string[]>([]);
  switch (step) {
    case 1:
      return <Administrator token={token} enter={enter} onDone={() => setStep(2)} />;
    case 2:
      return (
        <Invite
          onDone={(ids) => {
            setInvited(ids);
            setStep(3);
          }}
        />
      );
    default:
      return <First members={invited} enter={enter} />;
  }
}

function Administrator({ token, enter, onDone }: { token: string; enter: Enter; onDone: () => void }) {
  const client = useClient();
  const [gone, setGone] = useState(false);
  const form = useForm({
    start: { organisation: "", name: "", email: "", password: "" },
    check: ({ organisation, name, email, password }) => ({
      organisation: organisation.trim() ? undefined : t("field.required"),
      name: name.trim() ? undefined : t("field.required"),
      email: looksLikeEmail(email) ? undefined : t("field.emailWrong"),
      password: password.length < 12 ? t("error.weak_password") : undefined,
    }),
    submit: async (values) => {
      try {
        await client.http.call("POST /v1/setup", {
          body: {
            token, cookie: true, organisation: values.organisation.trim(), name: values.name.trim(),
            email: values.email.trim(), password: values.password,
          },
        });
        // The address is used up: a reload finds the signed-in administrator.
        forgetArrival();
        onDone();
      } catch (error) {
        if (codeOf(error) !== "code_invalid" && codeOf(error) !== "setup_done") throw error;
        setGone(true);
      }
    },
    fields: { weak_password: "password", email_taken: "email" },
  });
  if (gone) {
    return (
      <Page icon="key" title={t("setup.gone")} text={t("setup.goneText")}>
        <div class="Page-actions"><Button kind="main" onClick={() => void enter()}>{t("end.signIn")}</Button></div>
      </Page>
    );
  }
  return (
    <Page head={<Steps step={1} />} title={t("setup.title")} text={t("setup.text")}>
      <form class="Page-form" noValidate onSubmit={form.onSubmit}>
        <TextField
          label={t("setup.organisation")} hint={t("setup.organisationHint")} name="organisation"
          autocomplete="organization" autofocus required
          value={form.values.organisation} problem={form.wrong.organisation}
          onText={(text) => form.set("organisation", text)}
        />
        <TextField
          label={t("setup.name")} name="name" autocomplete="name" required
          value={form.values.name} problem={form.wrong.name} onText={(text) => form.set("name", text)}
        />
        <TextField
          label={t("setup.email")} name="email" type="email" autocomplete="username" required
          value={form.values.email} problem={form.wrong.email} onText={(text) => form.set("email", text)}
        />
        <TextField
          label={t("setup.password")} hint={t("setup.passwordHint")} name="password" type="password"
          autocomplete="new-password" required
          value={form.values.password} problem={form.wrong.password} onText={(text) => form.set("password", text)}
        />
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <Button kind="main" type="submit" size="wide" busy={form.busy}>{t("setup.go")}</Button>
      </form>
    </Page>
  );
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly problem?: string;
}

function Invite({ onDone }: { onDone: (ids: readonly string[]) => void }) {
  const client = useClient();
  const nextId = useRef(3);
  const [rows, setRows] = useState<readonly Row[]>([{ id: 1, name: "", email: "" }, { id: 2, name: "", email: "" }]);
  const [busy, setBusy] = useState(false);
  const made = useRef<Api.UserView[]>([]);
  const filled = rows.filter((row) => row.email.trim() || row.name.trim());

  const change = (id: number, part: Partial<Row>) =>
    setRows((all) => all.map((row) => {
      if (row.id !== id) return row;
      const { problem: _, ...rest } = row;
      return { ...rest, ...part };
    }));

  async function invite() {
    setBusy(true);
    // One by one: those that were refused stay, with the reason.
    let left = rows;
    for (const row of filled) {
      try {
        if (!looksLikeEmail(row.email)) throw new Error();
        const name = row.name.trim() || (row.email.split("@")[0] ?? row.email);
        made.current.push(await client.http.call("POST /v1/users", { body: { name, email: row.email.trim() } }));
        left = left.filter((one) => one.id !== row.id);
      } catch (error) {
        const why = looksLikeEmail(row.email) ? problem(error) : t("field.emailWrong");
        left = left.map((one) => (one.id === row.id ? { ...one, problem: why } : one));
      }
    }
    setBusy(false);
    setRows(left);
    if (!left.some((row) => row.problem)) onDone(made.current.map((user) => user.id));
  }

  return (
    <Page wide head={<Steps step={2} />} title={t("setup.inviteTitle")} text={t("setup.inviteText")}>
      <form
        class="Page-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (filled.length === 0) onDone(made.current.map((user) => user.id));
          else if (!busy) void invite();
        }}
      >
        {rows.map((row, at) => (
          <fieldset key={row.id} class="Setup-row">
            <legend class="VisuallyHidden">{t("setup.inviteRow", { n: at + 1 })}</legend>
            <TextField
              label={t("setup.inviteName")} hideLabel={at > 0} autocomplete="off" autofocus={at === 0}
              value={row.name} onText={(name) => change(row.id, { name })}
            />
            <TextField
              label={t("setup.inviteEmail")} hideLabel={at > 0} type="email" autocomplete="off"
              value={row.email} problem={row.problem} onText={(email) => change(row.id, { email })}
            />
            <IconButton
              icon="close"
              label={t("setup.inviteRemove", { name: row.name || row.email || t("setup.inviteRow", { n: at + 1 }) })}
              disabled={rows.length === 1}
              onClick={() => setRows(rows.filter((one) => one.id !== row.id))}
            />
          </fieldset>
        ))}
        <div>
          <Button
            kind="plain" size="small" icon="add"
            onClick={() => {
              setRows([...rows, { id: nextId.current, name: "", email: "" }]);
              nextId.current += 1;
            }}
          >
            {t("setup.inviteAdd")}
          </Button>
        </div>
        <div class="Page-actions">
          <Button kind="main" type="submit" busy={busy} disabled={filled.length === 0}>
            {t("setup.inviteGo", { n: filled.length })}
          </Button>
          <Button kind="plain" onClick={() => onDone(made.current.map((user) => user.id))}>{t("setup.skip")}</Button>
        </div>
      </form>
    </Page>
  );
}

function First({ members, enter }: { members: readonly string[]; enter: Enter }) {
  const client = useClient();
  const form = useForm({
    start: { name: t("setup.firstExample") as string, byLink: false },
    check: ({ name }) => ({ name: name.trim() ? undefined : t("field.required") }),
    submit: async ({ name, byLink }) => {
      const made = await client.http.call("POST /v1/conversations", { body: { name: name.trim(), byLink, members } });
      await enter(made.conversation.id);
    },
  });
  return (
    <Page head={<Steps step={3} />} title={t("setup.firstTitle")} text={t("setup.firstText")}>
      <form class="Page-form" noValidate onSubmit={form.onSubmit}>
        <TextField
          label={t("setup.firstName")} name="name" autofocus required maxLength={120}
          value={form.values.name} problem={form.wrong.name} onText={(text) => form.set("name", text)}
        />
        <Checkbox
          label={t("setup.firstLink")} hint={t("setup.firstLinkHint")}
          checked={form.values.byLink} onChange={(on) => form.set("byLink", on)}
        />
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <div class="Page-actions">
          <Button kind="main" type="submit" busy={form.busy}>{t("setup.firstGo")}</Button>
          <Button kind="plain" onClick={() => void enter()}>{t("setup.skip")}</Button>
        </div>
      </form>
    </Page>
  );
}
