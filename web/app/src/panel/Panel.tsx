// Details of a conversation.

import { useConversation } from "../state/index.ts";

/** Members, link, settings, picture, files, pins. */
export default function Panel({ id }: { id: string; onClose: () => void }) {
  const conversation = useConversation(id);
  return <h2>{conversation?.title}</h2>;
}
