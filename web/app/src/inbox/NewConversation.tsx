// Makes a conversation.

import { Dialog } from "../ui/Dialog.tsx";
import { t } from "../words/index.ts";

/** The dialog. */
export default function NewConversation({ onClose }: { onClose: () => void }) {
  return <Dialog title={t("home.new")} onClose={onClose}>…</Dialog>;
}
