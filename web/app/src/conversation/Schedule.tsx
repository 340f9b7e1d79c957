// Sends a message later.

import type { NewMessage } from "@parlor/client";

export interface ScheduleProps {
  readonly conversationId: string;
  readonly message: NewMessage;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export default function Schedule(_: ScheduleProps) {
  return <></>;
}
