// A question before something that cannot be taken back, as it looks.

import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { t } from "../words/index.ts";
import type { Asked } from "./asks.tsx";

export default function AskDialog({ title, text, confirm, danger, answer, onClose }: Asked & { onClose: () => void }) {
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      onSubmit={() => answer(true)}
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind={danger ? "danger" : "main"} type="submit" autofocus>{confirm}</Button>
        </>
      }
    >
      {text ? <p>{text}</p> : null}
    </Dialog>
  );
}
