// What all parts of one conversation's pane share.

import type { Conversation, Message } from "@parlor/client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** What the field below is for now. */
export type Purpose =
  | { readonly is: "write" }
  | { readonly is: "reply"; readonly to: Message }
  | { readonly is: "edit"; readonly message: Message };

/** What is shown above the conversation. */
export type Opened =
  | { readonly is: "forward" | "seen"; readonly message: Message }
  | { readonly is: "pins" | "search" | "date" | "scheduled" }
  | { readonly is: "viewer"; readonly message: Message; readonly attachment: string };

export interface Talk {
  readonly conversation: Conversation;
  readonly me: string;
  readonly internal: boolean;
  /** Whether someone from outside who may only read looks at it. */
  readonly reader: boolean;
  readonly setPurpose: (purpose: Purpose) => void;
  readonly open: (what: Opened) => void;
  /** Shows a message, fetching what is around it if needed. */
  readonly jump: (seq: number) => void;
  /** Shows a message by its id. */
  readonly find: (messageId: string) => void;
  readonly markUnread: (message: Message) => void;
  readonly focusComposer: () => void;
}

export const TalkContext = createContext<Talk | undefined>(undefined);

/** The conversation around a component. */
export function useTalk(): Talk {
  const talk = useContext(TalkContext);
  if (!talk) throw new Error("there is no conversation around this component");
  return talk;
}
