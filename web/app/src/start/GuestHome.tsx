// The page of guests: their conversation, or their few.

import Conversation from "../conversation/Conversation.tsx";
import { ConnectionNotice } from "../shell/ConnectionNotice.tsx";
import { Frame } from "../shell/Frame.tsx";
import { useRoute } from "../shell/router.ts";

/** One conversation, or a short list of them. */
export default function GuestHome() {
  const route = useRoute();
  return (
    <Frame
      notice={<ConnectionNotice />}
      showing="main"
      main={route.at === "conversation" ? <Conversation id={route.id} /> : null}
    />
  );
}
