// What stands above a conversation for a while. Fetched when it is first wanted.

import type { Opened } from "./context.ts";

export default function Above({ opened }: { opened: Opened; onClose: () => void }) {
  return <>{opened.is}</>;
}
