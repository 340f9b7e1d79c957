// Imports people from a CSV file: all of them, or none and why.

import type { Api } from "@parlor/client";
import { useRef, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";

export default function ImportDialog({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const client = useClient();
  const [file, setFile] = useState<File>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const [result, setResult] = useState<Api.ImportedView>();
  const chooser = useRef<HTMLInputElement>(null);

  async function run() {
    if (!file || busy) return;
    setBusy(true);
    setFailed(undefined);
    setResult(undefined);
    try {
      const imported = await client.http.call("POST /v1/users/import", { body: await file.text() });
      setResult(imported);
      if (imported.refused.length === 0) {
        setFile(undefined);
        onMade();
      }
    } catch (error) {
      setFailed(problem(error));
    }
    setBusy(false);
  }

  return (
    <Dialog
      title={t("people.importTitle")}
      onClose={onClose}
      onSubmit={() => void run()}
      actions={
        <>
          <Button onClick={onClose}>{t(result ? "do.close" : "do.cancel")}</Button>
          {file ? <Button kind="main" type="submit" busy={busy}>{t("people.importGo", { file: file.name })}</Button> : null}
        </>
      }
    >
      <p class="Settings-text">{t("people.importText")}</p>
      <div>
        <Button icon="file" onClick={() => chooser.current?.click()}>{t("people.importChoose")}</Button>
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,text/csv"
        aria-label={t("people.importChoose")}
        onChange={(event) => {
          setFile(event.currentTarget.files?.[0]);
          setResult(undefined);
          setFailed(undefined);
          event.currentTarget.value = "";
        }}
      />
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
      {result && result.refused.length === 0 ? (
        <Notice kind="good">
          {t("people.importMade", { n: result.made })}{" "}
          {result.thereAlready > 0 ? t("people.importThere", { n: result.thereAlready }) : null}
        </Notice>
      ) : null}
      {result && result.refused.length > 0 ? (
        <Notice kind="problem">
          <p>{t("people.importRefused")}</p>
          <ul>{result.refused.map((row) => <li key={row.line}>{t("people.importLine", { n: row.line })}: {row.reason}</li>)}</ul>
        </Notice>
      ) : null}
    </Dialog>
  );
}
