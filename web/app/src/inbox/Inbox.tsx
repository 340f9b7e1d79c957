// The list of conversations.

import { AccountMenu } from "../shell/AccountMenu.tsx";
import { href } from "../shell/router.ts";
import { useList } from "../state/index.ts";

/** `chosen` is the conversation that is open. */
export default function Inbox({ chosen }: { chosen?: string | undefined }) {
  const list = useList();
  return (
    <>
      <AccountMenu />
      <ul>
        {list.conversations.map((one) => (
          <li key={one.id}>
            <a href={href({ at: "conversation", id: one.id })} aria-current={one.id === chosen}>{one.title}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
