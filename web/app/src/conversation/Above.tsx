// What stands above a conversation for a while. Fetched when it is first wanted.

import "../words/talk.ts";
import type { Opened } from "./context.ts";
import { Forward } from "./Forward.tsx";
import { JumpDate } from "./JumpDate.tsx";
import { Pins, Search } from "./Lists.tsx";
import { Scheduled } from "./Scheduled.tsx";
import { SeenBy } from "./SeenBy.tsx";
import Viewer from "./Viewer.tsx";

export default function Above({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  switch (opened.is) {
    case "forward":
      return <Forward message={opened.message} onClose={onClose} />;
    case "seen":
      return <SeenBy message={opened.message} onClose={onClose} />;
    case "pins":
      return <Pins onClose={onClose} />;
    case "search":
      return <Search onClose={onClose} />;
    case "date":
      return <JumpDate onClose={onClose} />;
    case "scheduled":
      return <Scheduled onClose={onClose} />;
    case "viewer":
      return <Viewer message={opened.message} first={opened.attachment} onClose={onClose} />;
  }
}
