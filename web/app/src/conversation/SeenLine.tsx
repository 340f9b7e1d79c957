// Under one's own last message: how many have seen it. For internal users.

import "./SeenLine.css";
import type { Message } from "@parlor/client";
import { useMembers, useReadMarks } from "../state/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";
import { useTalk } from "./context.ts";

/** Members of larger conversations are not counted. */
const COUNTED = 200;

export function SeenLine({ message }: { message: Message }) {
  const { conversation, me, open } = useTalk();
  const few = (conversation.memberCount ?? 0) <= COUNTED;
  const marks = useReadMarks(conversation.id, few);
  const members = useMembers(conversation.id, few);
  if (!few || !marks || !members || message.deleted) return null;
  const note = message.kind === "MESSAGE_KIND_NOTE";
  const others = members.filter((one) => one.person.id !== me && !(note && one.person.external));
  const seen = others.filter((one) => (marks.get(one.person.id) ?? 0) >= message.seq).length;
  return (
    <button type="button" class="Seen" disabled={seen === 0} onClick={() => open({ is: "seen", message })}>
      <Icon name={seen > 0 ? "checks" : "check"} small />
      {seen === 0 ? t("conversation.sent") : seen === others.length ? t("conversation.seenAll") : t("conversation.seenCount", { n: seen })}
    </button>
  );
}
