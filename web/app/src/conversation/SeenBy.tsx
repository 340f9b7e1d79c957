// Who has seen a message, and who has not. For internal users.

import "./Above.css";
import type { Member, Message } from "@parlor/client";
import { useMembers, useReadMarks } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { GuestTag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { useTalk } from "./context.ts";

export function SeenBy({ message, onClose }: { message: Message; onClose: () => void }) {
  const { conversation } = useTalk();
  const members = useMembers(conversation.id);
  const marks = useReadMarks(conversation.id);
  const note = message.kind === "MESSAGE_KIND_NOTE";
  const others = members?.filter((one) => one.person.id !== message.author?.id && !(note && one.person.external));
  const has = (one: Member) => (marks?.get(one.person.id) ?? 0) >= message.seq;
  const seen = others?.filter(has) ?? [];
  const not = others?.filter((one) => !has(one)) ?? [];
  return (
    <Dialog title={t("conversation.seenTitle")} onClose={onClose}>
      {others && marks ? (
        <>
          {seen.length === 0 ? <p class="Above-none">{t("conversation.seenNobody")}</p> : <People all={seen} />}
          {not.length > 0 ? (
            <>
              <h3 class="Above-title">{t("conversation.notSeenTitle")}</h3>
              <People all={not} />
            </>
          ) : null}
        </>
      ) : <Spinner label={t("do.loading")} />}
    </Dialog>
  );
}

function People({ all }: { all: readonly Member[] }) {
  return (
    <ul class="Above-list">
      {all.map(({ person }) => (
        <li key={person.id} class="Above-one">
          <Avatar id={person.id} name={person.name} picture={person.picture} />
          <span class="Above-name" dir="auto">{person.name}</span>
          {person.external ? <GuestTag /> : null}
        </li>
      ))}
    </ul>
  );
}
