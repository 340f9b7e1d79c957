// Chooses an emoji.

import { Popover } from "../ui/Popover.tsx";
import type { Point } from "../ui/place.ts";
import { t } from "../words/index.ts";

export default function EmojiPicker({ anchor, onClose }: { anchor: Element | Point; onPick: (emoji: string) => void; onClose: () => void }) {
  return <Popover anchor={anchor} label={t("conversation.pickerTitle")} onClose={onClose}>…</Popover>;
}
