// Who could be meant after an `@`, above the field. The focus stays in the field.

import "./Suggestions.css";
import type { Member } from "@parlor/client";
import { useEffect, useId, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { Avatar } from "../ui/Avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { GuestTag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { fitting, type Looking } from "./mentions.ts";

const MOST = 8;

interface Options {
  readonly members: readonly Member[];
  readonly wanted: Looking | undefined;
  readonly internal: boolean;
  readonly onPick: (name: string, from: number) => void;
}

export function useSuggestions({ members, wanted, internal, onPick }: Options) {
  const id = useId();
  const [at, setAt] = useState(0);
  /** Where Esc was pressed: not again there. */
  const [closed, setClosed] = useState<number>();
  const found = wanted && wanted.from !== closed ? fitting(members, wanted.text, MOST) : [];
  const all = internal && wanted !== undefined && wanted.from !== closed && "all".startsWith(wanted.text.toLowerCase());
  const names = [...found.map((one) => one.person.name), ...(all ? ["all"] : [])];
  // What is written out already needs no completing.
  const open = names.length > 0 && !(names.length === 1 && names[0] === wanted?.text.trim());

  useEffect(() => setAt(0), [wanted?.text]);
  useEffect(() => {
    if (!wanted) setClosed(undefined);
    else if (open) announce(t("conversation.mentionFound", { n: names.length }));
  }, [open, wanted?.from]);

  const pick = (index: number) => {
    const name = names[index];
    if (name !== undefined && wanted) onPick(name, wanted.from);
  };
  return {
    id, open, found, all, at, setAt, pick,
    field: {
      "aria-autocomplete": "list" as const,
      "aria-controls": open ? id : undefined,
      "aria-activedescendant": open ? `${id}-${at}` : undefined,
    },
    /** Takes a key; tells whether it was one of its own. */
    press: (event: KeyboardEvent): boolean => {
      if (!open) return false;
      if (event.key === "ArrowDown") setAt((at + 1) % names.length);
      else if (event.key === "ArrowUp") setAt((at - 1 + names.length) % names.length);
      else if (event.key === "Enter" || event.key === "Tab") pick(at);
      else if (event.key === "Escape") setClosed(wanted?.from);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

export function Suggestions({ state }: { state: ReturnType<typeof useSuggestions> }) {
  const { id, open, found, all, at, pick, setAt } = state;
  if (!open) return null;
  const option = (index: number) => ({
    id: `${id}-${index}`,
    role: "option" as const,
    class: classes("Suggest-one", index === at && "Suggest-one--chosen"),
    "aria-selected": index === at,
    onMouseEnter: () => setAt(index),
    // The field keeps the focus.
    onMouseDown: (event: MouseEvent) => {
      event.preventDefault();
      pick(index);
    },
  });
  return (
    <ul class="Suggest" id={id} role="listbox" aria-label={t("conversation.mentions")}>
      {found.map(({ person }, index) => (
        <li key={person.id} {...option(index)}>
          <Avatar id={person.id} name={person.name} picture={person.picture} size={24} />
          <span dir="auto">{person.name}</span>
          {person.external ? <GuestTag /> : null}
        </li>
      ))}
      {all ? (
        <li key="all" {...option(found.length)}>
          <span class="Suggest-icon"><Icon name="people" small /></span>
          <b>@all</b>
          <span class="Suggest-soft">{t("conversation.mentionAll")}</span>
        </li>
      ) : null}
    </ul>
  );
}
