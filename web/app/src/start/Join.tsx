// Joining by a link: what it leads to, who one is, and in.

import type { Api } from "@parlor/client";
import { useEffect, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { looksLikeEmail, useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { codeOf } from "../words/problem.ts";
import { End } from "./End.tsx";
import { Page } from "./Page.tsx";
import type { Enter } from "./Start.tsx";

/** The codes that are an end, not a mistake in the form. */
const ENDS: readonly string[] = ["link_invalid", "member_limit", "was_removed"];

export function Join({ token, me, enter }: { token: string; me: Api.Me | undefined; enter: Enter }) {
  const client = useClient();
  const [link, setLink] = useState<Api.LinkView>();
  const [failed, setFailed] = useState<string>();

  const look = () => {
    setFailed(undefined);
    client.http.call("POST /v1/links/look", { body: { token } }).then(setLink, (error) => setFailed(codeOf(error)));
  };
  useEffect(look, [client, token]);

  async function join(who: { name?: string; email?: string }) {
    try {
      const joined = await client.http.call("POST /v1/links/join", { body: { token, ...who, cookie: true } });
      await enter(joined.conversationId);
    } catch (error) {
      if (!ENDS.includes(codeOf(error))) throw error;
      setFailed(codeOf(error));
    }
  }

  if (failed) return <End code={failed} signedIn={me !== undefined} enter={enter} again={look} />;
  if (!link) return <Page title={<Spinner label={t("do.loading")} />} />;
  return (
    <Page
      head={<Avatar id={link.title} name={link.title} picture={link.picture} size={64} square />}
      title={<><span class="Join-into">{t("join.into")}</span> {link.title}</>}
      text={t(link.readOnly ? "join.readOnly" : "join.write")}
    >
      {me ? <KnownForm {...{ me, join, enter }} /> : <StrangerForm {...{ link, join }} />}
    </Page>
  );
}

type JoinBy = (who: { name?: string; email?: string }) => Promise<void>;

function KnownForm({ me, join, enter }: { me: Api.Me; join: JoinBy; enter: Enter }) {
  const client = useClient();
  const form = useForm({ start: {}, submit: () => join({}) });
  return (
    <form class="Page-form" onSubmit={form.onSubmit}>
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
      <Button kind="main" type="submit" size="wide" busy={form.busy} autofocus>
        {t("join.goAs", { name: me.user.name })}
      </Button>
      <p class="Page-foot">
        {t("join.otherwise", { name: me.user.name })}{" "}
        <button
          type="button"
          class="Page-link"
          onClick={() => void client.signOut().catch(() => undefined).then(() => enter())}
        >
          {t("join.signOut")}
        </button>
      </p>
    </form>
  );
}

function StrangerForm({ link, join }: { link: Api.LinkView; join: JoinBy }) {
  const asks = (what: string) => link.needs.length === 0 || link.needs.includes(what);
  const form = useForm({
    start: { name: "", email: "" },
    check: ({ name, email }) => ({
      name: asks("name") && !name.trim() ? t("field.required") : undefined,
      email: asks("email") && !looksLikeEmail(email) ? t("field.emailWrong") : undefined,
    }),
    submit: ({ name, email }) => join({ name: name.trim(), email: email.trim() }),
    fields: { email_taken: "email" },
  });
  return (
    <form class="Page-form" noValidate onSubmit={form.onSubmit}>
      <TextField
        label={t("join.name")}
        hint={t("join.nameHint")}
        name="name"
        autocomplete="name"
        autofocus
        required
        maxLength={100}
        value={form.values.name}
        problem={form.wrong.name}
        onText={(text) => form.set("name", text)}
      />
      <TextField
        label={t("join.email")}
        hint={t("join.emailHint")}
        name="email"
        type="email"
        autocomplete="email"
        required
        value={form.values.email}
        problem={form.wrong.email}
        onText={(text) => form.set("email", text)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
      <Button kind="main" type="submit" size="wide" busy={form.busy}>{t("join.go")}</Button>
    </form>
  );
}

