// Proving an e-mail address by a code that is sent to it.

import "../words/arrive.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../shell/toasts.tsx";
import { useClient, useMe, useSetMe } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { looksLikeEmail, useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

/** The server sends one a minute. */
const AGAIN_SECONDS = 60;

/** First the address, then the code. */
export default function CodeDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const [sentTo, setSentTo] = useState<string>();
  return sentTo === undefined
    ? <Send email={me.email ?? ""} onSent={setSentTo} onClose={onClose} />
    : <Verify email={sentTo} onOther={() => setSentTo(undefined)} onClose={onClose} />;
}

function Send({ email, onSent, onClose }: { email: string; onSent: (email: string) => void; onClose: () => void }) {
  const client = useClient();
  const form = useForm({
    start: { email },
    check: (values) => ({ email: looksLikeEmail(values.email) ? undefined : t("field.emailWrong") }),
    submit: async (values) => {
      const to = values.email.trim();
      await client.http.call("POST /v1/email-codes", { body: { email: to } });
      onSent(to);
    },
    fields: { email_taken: "email" },
  });
  return (
    <Dialog
      title={t("code.title")}
      onClose={onClose}
      onSubmit={form.onSubmit}
      keep
      actions={<Button kind="main" type="submit" busy={form.busy}>{t("code.send")}</Button>}
    >
      <p>{t("code.ask")}</p>
      <TextField
        label={t("signIn.email")} name="email" type="email" autocomplete="email" autofocus
        value={form.values.email} problem={form.wrong.email} onText={(text) => form.set("email", text)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
    </Dialog>
  );
}

function Verify({ email, onOther, onClose }: { email: string; onOther: () => void; onClose: () => void }) {
  const client = useClient();
  const setMe = useSetMe();
  const [wait, setWait] = useState(AGAIN_SECONDS);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    const timer = setInterval(() => setWait((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, []);
  const form = useForm({
    start: { code: "" },
    check: ({ code }) => ({ code: /^\d{6}$/.test(code) ? undefined : t("code.wrong") }),
    submit: async ({ code }) => {
      const proven = await client.http.call("POST /v1/email-codes/verify", { body: { email, code } });
      setMe(proven.user);
      toast(t(proven.moved ? "code.moved" : "code.done"));
      onClose();
    },
    fields: { code_invalid: "code" },
  });
  const again = useForm({
    start: {},
    submit: async () => {
      await client.http.call("POST /v1/email-codes", { body: { email } });
      setWait(AGAIN_SECONDS);
    },
  });
  return (
    <Dialog
      title={t("code.title")}
      onClose={onClose}
      onSubmit={form.onSubmit}
      keep
      actions={
        <>
          <Button kind="plain" onClick={onOther}>{t("code.other")}</Button>
          <Button kind="main" type="submit" busy={form.busy}>{t("code.verify")}</Button>
        </>
      }
    >
      <p>{t("code.sent", { email })}</p>
      <TextField
        label={t("code.field")} name="code" inputMode="numeric" autocomplete="one-time-code" maxLength={12}
        inputRef={input}
        value={form.values.code} problem={form.wrong.code}
        onText={(text) => form.set("code", text.replace(/\D/g, "").slice(0, 6))}
      />
      {form.problem ?? again.problem ? <Notice kind="problem">{form.problem ?? again.problem}</Notice> : null}
      <div>
        <Button kind="plain" size="small" disabled={wait > 0} busy={again.busy} onClick={() => again.onSubmit()}>
          {wait > 0 ? t("code.againIn", { n: wait }) : t("code.again")}
        </Button>
      </div>
    </Dialog>
  );
}
