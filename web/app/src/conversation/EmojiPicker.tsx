// Chooses an emoji: by looking, by words, by arrows.

import "../words/talk.ts";
import "./EmojiPicker.css";
import { useMemo, useState } from "preact/hooks";
import { Popover } from "../ui/Popover.tsx";
import type { Point } from "../ui/place.ts";
import { TextField } from "../ui/Field.tsx";
import { t } from "../words/index.ts";
import { groups, recent, remember } from "./emoji.ts";

const COLUMNS = 9;

export interface EmojiPickerProps {
  readonly anchor: Element | Point;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

export default function EmojiPicker({ anchor, onPick, onClose }: EmojiPickerProps) {
  const [query, setQuery] = useState("");
  const known = useMemo(recent, []);
  const wanted = query.trim().toLowerCase();
  const shown = useMemo(() => {
    const all = groups.map((group) => ({
      ...group,
      all: wanted ? group.all.filter(([, words]) => wanted.split(/\s+/).every((word) => ` ${words}`.includes(` ${word}`))) : group.all,
    }));
    const own = { title: "conversation.pickerRecent" as const, all: known.map((one) => [one, wordsOf(one)] as const) };
    return (wanted || known.length === 0 ? all : [own, ...all]).filter((group) => group.all.length > 0);
  }, [wanted, known]);

  const pick = (emoji: string) => {
    remember(emoji);
    onClose();
    // The focus goes back first.
    queueMicrotask(() => onPick(emoji));
  };

  function press(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>(".Emoji-one")];
    const now = buttons.findIndex((one) => one === document.activeElement);
    if (now < 0) {
      if (event.key === "ArrowDown") buttons[0]?.focus();
      else if (event.key === "Enter" && wanted) buttons[0]?.click();
      else return;
      event.preventDefault();
      return;
    }
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = now + step;
    if (to < 0) event.currentTarget.querySelector<HTMLElement>("input")?.focus();
    else buttons[Math.min(to, buttons.length - 1)]?.focus();
  }

  return (
    <Popover anchor={anchor} label={t("conversation.pickerTitle")} onClose={onClose} class="Emoji" side="above" align="end" sheet>
      <div onKeyDown={press}>
        <div class="Emoji-search">
          <TextField type="search" icon="search" label={t("conversation.pickerSearch")} hideLabel placeholder={t("conversation.pickerSearch")} value={query} onText={setQuery} autofocus autocomplete="off" />
        </div>
        <div class="Emoji-groups">
          {shown.length === 0 ? <p class="Emoji-none" role="status">{t("conversation.pickerNone")}</p> : null}
          {shown.map((group) => (
            <section key={group.title} class="Emoji-group" aria-label={t(group.title)}>
              <h3 class="Emoji-title">{t(group.title)}</h3>
              <div class="Emoji-all">
                {group.all.map(([emoji, words]) => (
                  <button key={emoji} type="button" class="Emoji-one" lang="en" aria-label={`${emoji} ${words.split(" ").slice(0, 2).join(" ")}`} title={words} tabIndex={-1} onClick={() => pick(emoji)}>
                    {emoji}
                  </button>
                ))}
              </div>
            </section>
          ))}
        </div>
      </div>
    </Popover>
  );
}

const wordsOf = (emoji: string): string =>
  groups.flatMap((group) => group.all).find(([one]) => one === emoji)?.[1] ?? "";
