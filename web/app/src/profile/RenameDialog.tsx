// Gives someone another name.

import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

export function RenameDialog({ name, onName, onClose }: {
  name: string; onName: (name: string) => Promise<void>; onClose: () => void;
}) {
  const form = useForm({
    start: { name },
    check: (values) => ({ name: values.name.trim() ? undefined : t("field.required") }),
    submit: async (values) => {
      await onName(values.name.trim());
      onClose();
    },
  });
  return (
    <Dialog
      title={t("people.rename")}
      size="small"
      onClose={onClose}
      onSubmit={form.onSubmit}
      actions={<Button kind="main" type="submit" busy={form.busy}>{t("do.save")}</Button>}
    >
      <TextField
        label={t("profile.name")} name="name" autofocus
        value={form.values.name} problem={form.wrong.name} onText={(text) => form.set("name", text)}
      />
    </Dialog>
  );
}
