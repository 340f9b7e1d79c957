// What people thought of a message, each kind with its number.

import "./Reactions.css";
import type { Message } from "@parlor/client";
import { IconButton } from "../ui/Button.tsx";
import { VisuallyHidden } from "../ui/VisuallyHidden.tsx";
import { t } from "../words/index.ts";
import { listOf } from "../words/times.ts";

/** Those that are at hand at once. */
export const QUICK = ["👍", "❤️", "😄", "🎉", "👀", "✅"] as const;

export function Reactions({ message, onReact, onMore }: {
  message: Message; onReact: (emoji: string) => void; onMore: ((anchor: Element) => void) | undefined;
}) {
  return (
    <div class="Reactions" role="group" aria-label={t("conversation.reactions")}>
      {message.reactions.map((one) => {
        const names = one.people.map((person) => person.name);
        const more = one.count - names.length;
        if (names.length > 0 && more > 0) names.push(t("conversation.andOthers", { n: more }));
        return (
          <button
            key={one.emoji}
            type="button"
            class="Reactions-one"
            aria-pressed={one.mine}
            title={names.length > 0 ? t("conversation.reactionBy", { emoji: one.emoji, names: listOf(names) }) : undefined}
            onClick={() => onReact(one.emoji)}
          >
            <span aria-hidden="true">{one.emoji}</span>
            <span class="Reactions-count" aria-hidden="true">{one.count}</span>
            <VisuallyHidden>{t("conversation.reaction", { emoji: one.emoji, n: one.count })}</VisuallyHidden>
          </button>
        );
      })}
      {onMore ? (
        <IconButton icon="smile" small class="Reactions-add" label={t("conversation.react")} onClick={(event) => onMore(event.currentTarget)} />
      ) : null}
    </div>
  );
}
