// Chooses several people: from the directory, or by an e-mail address that is typed.

import "./PeoplePicker.css";
import type { Api } from "@parlor/client";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { useClient, useMe } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { GuestTag } from "../ui/Tag.tsx";
import { looksLikeEmail } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { findPeople } from "./directory.ts";

const SETTLE_MS = 150;
const SHOWN_MAX = 30;

/** Someone who was chosen: a user, or an address. */
export type Chosen =
  | { readonly is: "user"; readonly key: string; readonly user: Api.UserView }
  | { readonly is: "email"; readonly key: string; readonly email: string };

/** What a request takes of those who were chosen. */
export const namesOf = (chosen: readonly Chosen[]): { members: string[]; emails: string[] } => ({
  members: chosen.flatMap((one) => (one.is === "user" ? one.user.id : [])),
  emails: chosen.flatMap((one) => (one.is === "email" ? one.email : [])),
});

export interface PeoplePickerProps {
  readonly label: string;
  readonly hint?: string;
  readonly name?: string;
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: readonly Chosen[]) => void;
  /** Members already. */
  readonly there?: ReadonlySet<string>;
  readonly problem?: string | undefined;
  /** Those whom the server refused. */
  readonly wrong?: readonly string[];
  readonly autofocus?: boolean;
  /** One alone: choosing says so at once. */
  readonly onOne?: (one: Chosen) => void;
}

type Option = Chosen & { readonly why?: string };

export function PeoplePicker({
  label, hint, name, chosen, onChange, there, problem, wrong = [], autofocus = false, onOne,
}: PeoplePickerProps) {
  const client = useClient();
  const me = useMe();
  const [typed, setTyped] = useState("");
  const [users, setUsers] = useState<readonly Api.UserView[]>();
  const [failed, setFailed] = useState(false);
  const [at, setAt] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  const query = typed.trim();
  useEffect(() => {
    const end = new AbortController();
    const timer = setTimeout(() => {
      setFailed(false);
      findPeople(client, { query, me: me.id, limit: SHOWN_MAX, signal: end.signal }).then(
        setUsers,
        () => !end.signal.aborted && setFailed(true),
      );
    }, users ? SETTLE_MS : 0);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [client, query]);

  const options: Option[] = (users ?? []).map((user) => ({
    is: "user", key: user.id, user,
    ...(there?.has(user.id) ? { why: t("new.isMember") } : user.external && !user.email ? { why: t("new.noEmail") } : {}),
  }));
  const email = query.toLowerCase();
  const byEmail = looksLikeEmail(email) && !options.some((one) => one.is === "user" && one.user.email?.toLowerCase() === email);
  if (byEmail) options.push({ is: "email", key: email, email });
  const now = query ? Math.max(0, Math.min(at, options.length - 1)) : Math.min(at, options.length - 1);
  const keys = new Set(chosen.map((one) => one.key));

  useEffect(() => {
    if (now >= 0) list.current?.children[now]?.scrollIntoView({ block: "nearest" });
  }, [now]);

  function toggle(option: Option | undefined) {
    if (!option || option.why) return;
    if (onOne) {
      onOne(option);
      return;
    }
    const gone = keys.has(option.key);
    onChange(gone ? chosen.filter((one) => one.key !== option.key) : [...chosen, option]);
    announce(t(gone ? "new.taken" : "new.added", { name: nameOf(option) }));
    if (typed) setTyped("");
    setAt(-1);
    field.current?.focus();
  }

  return (
    <div class="PeoplePicker">
      <label class="Field-label" for={id}>{label}</label>
      <div
        class={classes("PeoplePicker-box", problem && "Field-box--wrong")}
        onClick={(event) => event.target === event.currentTarget && field.current?.focus()}
      >
        {onOne ? null : (
          <ul class="PeoplePicker-chips" aria-label={t("new.chosen", { n: chosen.length })}>
            {chosen.map((one) => (
              <li key={one.key} class={classes("PeoplePicker-chip", wrong.includes(one.key) && "PeoplePicker-chip--wrong")}>
                {one.is === "user" ? <Avatar id={one.user.id} name={one.user.name} picture={one.user.picture} size={20} /> : <Icon name="mail" small />}
                <bdi class="PeoplePicker-chipName">{nameOf(one)}</bdi>
                <button
                  type="button" class="PeoplePicker-drop" aria-label={t("new.drop", { name: nameOf(one) })}
                  onClick={() => {
                    onChange(chosen.filter((other) => other.key !== one.key));
                    field.current?.focus();
                  }}
                >
                  <Icon name="close" small />
                </button>
              </li>
            ))}
          </ul>
        )}
        <input
          ref={field}
          id={id}
          name={name}
          class="PeoplePicker-field"
          type="text"
          role="combobox"
          autocomplete="off"
          autofocus={autofocus}
          placeholder={t("new.peopleField")}
          maxLength={254}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={now >= 0 && options[now] ? `${id}-${now}` : undefined}
          aria-invalid={problem ? "true" : undefined}
          aria-describedby={`${id}-hint${problem ? ` ${id}-problem` : ""}`}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAt(-1);
          }}
          onPaste={(event) => {
            const all = (event.clipboardData?.getData("text") ?? "").split(/[\s,;<>]+/).filter(looksLikeEmail);
            if (all.length < 2 || onOne) return;
            event.preventDefault();
            const added = [...new Set(all.map((one) => one.toLowerCase()))].filter((one) => !keys.has(one));
            onChange([...chosen, ...added.map((one) => ({ is: "email" as const, key: one, email: one }))]);
          }}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
            if (step !== 0 && options.length > 0) {
              event.preventDefault();
              setAt(now < 0 ? (step > 0 ? 0 : options.length - 1) : (now + step + options.length) % options.length);
            } else if ((event.key === "Enter" || (event.key === "," && byEmail)) && (query || now >= 0)) {
              event.preventDefault();
              toggle(options[event.key === "," ? options.length - 1 : now]);
            } else if (event.key === "Backspace" && !typed && chosen.length > 0) onChange(chosen.slice(0, -1));
            else if (event.key === "Escape" && typed) {
              event.preventDefault();
              event.stopPropagation();
              setTyped("");
            }
          }}
        />
      </div>
      <p class="Field-hint" id={`${id}-hint`}>{hint ?? t("new.peopleHint")}</p>
      {problem ? (
        <p class="Field-problem" id={`${id}-problem`} role="alert">
          <Icon name="error" small />
          <span>{problem}</span>
        </p>
      ) : null}
      <ul ref={list} id={`${id}-list`} class="PeoplePicker-list" role="listbox" aria-label={label} aria-multiselectable={!onOne}>
        {options.map((option, index) => (
          <li
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={keys.has(option.key)}
            aria-disabled={option.why ? "true" : undefined}
            class={classes("PeoplePicker-one", index === now && "PeoplePicker-one--now", option.why && "PeoplePicker-one--off")}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => toggle(option)}
          >
            {option.is === "user"
              ? <Avatar id={option.user.id} name={option.user.name} picture={option.user.picture} />
              : <span class="PeoplePicker-mail"><Icon name="mail" small /></span>}
            <span class="PeoplePicker-who">
              <span class="PeoplePicker-name">
                <bdi>{option.is === "user" ? option.user.name : t("new.byEmail", { email: option.email })}</bdi>
                {option.is === "email" || option.user.external ? <GuestTag /> : null}
              </span>
              <span class="PeoplePicker-more">{option.why ?? (option.is === "user" ? option.user.email : t("new.byEmailText"))}</span>
            </span>
            {keys.has(option.key) ? <Icon name="check" small /> : null}
          </li>
        ))}
      </ul>
      {failed ? <p class="Field-problem" role="alert">{t("error.unreachable")}</p> : null}
      {users && options.length === 0 && !failed ? <p class="PeoplePicker-none" role="status">{t("new.nobody")}</p> : null}
    </div>
  );
}

/** How someone who was chosen is named. */
export const nameOf = (one: Chosen): string => (one.is === "user" ? one.user.name : one.email);
