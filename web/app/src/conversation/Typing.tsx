// Who writes now. Its line is always there, so that nothing moves.

import "./Typing.css";
import { useTyping } from "../state/index.ts";
import { t } from "../words/index.ts";
import { listOf } from "../words/times.ts";

export function Typing({ id }: { id: string }) {
  const all = useTyping(id);
  const names = all.map((one) => one.person.name);
  const text = names.length === 0 ? ""
    : names.length > 3 ? t("conversation.typingMany")
    : all.every((one) => one.note) ? t("conversation.typingNote", { names: listOf(names) })
    : t("conversation.typing", { n: names.length, names: listOf(names) });
  return (
    <p class="Typing">
      {text ? <><span class="Typing-dots" aria-hidden="true"><i /><i /><i /></span>{text}</> : null}
    </p>
  );
}
