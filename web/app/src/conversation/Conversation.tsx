// A conversation: header, messages, composer.

import { useConversation, useTimeline } from "../state/index.ts";

export interface ConversationProps {
  readonly id: string;
  /** A message to be shown, by its number. */
  readonly seq?: number | undefined;
  /** Back to the list, where it is not beside this. */
  readonly onBack?: (() => void) | undefined;
  /** Shows or hides the details. */
  readonly onPanel?: (() => void) | undefined;
  readonly panelOpen?: boolean;
}

/** For internal users and guests alike: what one may do stands in the conversation. */
export default function Conversation({ id }: ConversationProps) {
  const conversation = useConversation(id);
  const timeline = useTimeline(id);
  return (
    <>
      <h1>{conversation?.title}</h1>
      <ol>{timeline.messages.map((message) => <li key={message.id}>{message.author?.name}: {message.text}</li>)}</ol>
    </>
  );
}
