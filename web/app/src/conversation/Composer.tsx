// The field in which one writes.

import "../words/talk.ts";
import "./Composer.css";
import type { Message } from "@parlor/client";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useKept } from "../shell/kept.ts";
import { lazy } from "../shell/lazy.tsx";
import { attempt, toast } from "../shell/toasts.tsx";
import { useClient, useConnection, useMembers } from "../state/index.ts";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { MenuButton } from "../ui/MenuButton.tsx";
import { t } from "../words/index.ts";
import { type Purpose, useTalk } from "./context.ts";
import { useKeptDraft } from "./draft.ts";
import { deeper, higher, nextLine, type Typed } from "./lists.ts";
import { plainText } from "./markdown.ts";
import { looking, mentioned } from "./mentions.ts";
import { Suggestions, useSuggestions } from "./Suggestions.tsx";
import { Tray } from "./Tray.tsx";
import type { Uploads } from "./uploads.ts";

const EmojiPicker = lazy(() => import("./EmojiPicker.tsx"), { above: true });
const Schedule = lazy(() => import("./Schedule.tsx"), { above: true });

export interface ComposerProps {
  readonly purpose: Purpose;
  readonly uploads: Uploads;
  /** One's own last message that can be changed. */
  readonly lastOwn: () => Message | undefined;
  readonly onSent: () => void;
  /** Called with what gives it the focus. */
  readonly take: (focus: () => void) => void;
}

export default function Composer({ purpose, uploads, lastOwn, onSent, take }: ComposerProps) {
  const talk = useTalk();
  const { conversation, internal } = talk;
  const { id } = conversation;
  const client = useClient();
  const limits = useConnection().session?.limits;
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [picking, setPicking] = useState<Element>();
  const [scheduling, setScheduling] = useState(false);
  const [cursor, setCursor] = useState(0);
  /** It was sent while files were still on their way: it goes with the last of them. */
  const [waiting, setWaiting] = useState(false);
  const keeper = useKeptDraft(id, (typed) => setText(typed));
  const [note, setNote] = useState(keeper.asNote);
  const [text, setText] = useState(keeper.first);
  /** What an edit is at, over a reload in its middle. */
  const [edit, setEdit] = useKept(`edit.${id}`, { of: "", text: "" });
  /** What was being written before an edit began. */
  const aside = useRef<string | undefined>(undefined);
  const members = useMembers(id, text.includes("@"));
  const suggestions = useSuggestions({ members: members ?? [], wanted: looking(text, cursor), internal, onPick: complete });

  const editing = purpose.is === "edit" ? purpose.message : undefined;
  const replying = purpose.is === "reply" ? purpose.to : undefined;
  // Only notes answer a note.
  const asNote = editing ? editing.kind === "MESSAGE_KIND_NOTE" : replying?.kind === "MESSAGE_KIND_NOTE" || (internal && note);
  const tooLong = limits !== undefined && text.length * 3 > limits.textBytes && new TextEncoder().encode(text).length > limits.textBytes;
  const something = text.trim() !== "" || (!editing && uploads.files.length > 0);
  const ready = something && !tooLong && (Boolean(editing) || !uploads.busy);

  useEffect(() => take(() => area.current?.focus()), []);
  useEffect(() => {
    if (!waiting) return;
    // What could not be uploaded is for the one who writes to decide about.
    if (uploads.files.some((one) => one.problem)) setWaiting(false);
    else if (!uploads.busy) {
      setWaiting(false);
      send();
    }
  }, [waiting, uploads.files]);

  useEffect(() => {
    if (editing) {
      aside.current ??= text;
      const begun = edit.of === editing.id ? edit.text : editing.text;
      setText(begun);
      setCursor(begun.length);
    } else if (aside.current !== undefined) {
      setText(aside.current);
      aside.current = undefined;
    }
    if (purpose.is !== "write") area.current?.focus();
  }, [editing?.id, replying?.id, purpose.is]);

  // As high as what stands in it.
  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    field.style.setProperty("height", "auto");
    field.style.setProperty("height", `${field.scrollHeight + 2}px`);
  }, [text]);

  function put(next: string, at?: number) {
    setText(next);
    setWaiting(false);
    if (editing) setEdit({ of: editing.id, text: next });
    else keeper.put(next, asNote);
    if (at === undefined) return;
    setCursor(at);
    const field = area.current;
    if (!field) return;
    // At once: the next letter may be typed before the next rendering.
    field.value = next;
    field.focus();
    field.setSelectionRange(at, at);
  }

  function complete(name: string, from: number) {
    const next = `${text.slice(0, from)}@${name} ${text.slice(cursor).replace(/^ /, "")}`;
    put(next, from + name.length + 2);
  }

  function insert(what: string) {
    const start = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? start;
    put(text.slice(0, start) + what + text.slice(end), start + what.length);
  }

  /** Puts marks around what is chosen. */
  function wrap(mark: string) {
    const start = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? start;
    const inside = text.slice(start, end);
    put(text.slice(0, start) + mark + inside + mark + text.slice(end), inside ? end + 2 * mark.length : start + mark.length);
  }

  /** Makes items of the chosen lines, or items of an item of what is one already. */
  function list() {
    const field = area.current;
    const at = field?.selectionStart ?? text.length;
    const nested = field && at === field.selectionEnd ? deeper(text, at) : undefined;
    if (nested) put(nested.text, nested.at);
    else begin("- ");
  }

  /** What a key does in a list, if it does something. */
  function inList(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): Typed | undefined {
    const { selectionStart: at, selectionEnd } = event.currentTarget;
    if (at !== selectionEnd || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "Enter" && event.shiftKey) return nextLine(text, at);
    // Tab leaves the field as ever, but for an item in which nothing stands yet.
    const empty = /^[ \t]*(?:[-*+]|\d{1,9}[.)]) +$/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1).split("\n")[0] ?? "");
    if (event.key !== "Tab" || !empty) return undefined;
    return event.shiftKey ? higher(text, at) : deeper(text, at);
  }

  /** Begins the chosen lines with a mark. */
  function begin(mark: string) {
    const start = text.lastIndexOf("\n", (area.current?.selectionStart ?? text.length) - 1) + 1;
    const end = area.current?.selectionEnd ?? text.length;
    const lines = text.slice(start, end).split("\n").map((line) => mark + line).join("\n");
    put(text.slice(0, start) + lines + text.slice(end), start + lines.length);
  }

  function message() {
    const names = mentioned(text, (members ?? []).filter((one) => !asNote || !one.person.external), internal);
    return {
      text: text.trim(),
      ...(asNote && { note: true }),
      ...(replying && { replyTo: replying.id }),
      ...(uploads.files.length > 0 && { attachments: uploads.files.flatMap((one) => one.done?.id ?? []) }),
      ...(names.mentions.length > 0 && { mentions: names.mentions }),
      ...(names.mentionAll && { mentionAll: true }),
    };
  }

  function done() {
    aside.current = undefined;
    put("");
    uploads.clear();
    talk.setPurpose({ is: "write" });
    area.current?.focus();
  }

  function send() {
    if (tooLong) {
      toast({ text: t("conversation.tooLong"), kind: "problem" });
      return;
    }
    if (!ready) {
      const bad = uploads.files.find((one) => one.problem);
      if (bad) toast({ text: `${bad.file.name}: ${bad.problem}`, kind: "problem" });
      else if (something && uploads.busy && !waiting) {
        setWaiting(true);
        toast(t("conversation.sendsAfterUpload"));
      }
      return;
    }
    if (editing) {
      if (text.trim() !== editing.text) {
        const names = mentioned(text, (members ?? []).filter((one) => !asNote || !one.person.external), internal);
        void attempt(client.edit(editing.id, text.trim(), names));
      }
      talk.setPurpose({ is: "write" });
      return;
    }
    client.send(id, message());
    done();
    onSent();
  }

  function press(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) {
    if (event.isComposing || suggestions.press(event)) return;
    const mod = event.ctrlKey || event.metaKey;
    const marks: Readonly<Record<string, string>> = { b: "**", i: "*", e: "`" };
    const mark = mod && !event.shiftKey && !event.altKey ? marks[event.key] : undefined;
    const typed = inList(event);
    if (mark) wrap(mark);
    else if (typed) put(typed.text, typed.at);
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) send();
    else if (event.key === "Escape" && purpose.is !== "write") talk.setPurpose({ is: "write" });
    else if (event.key === "ArrowUp" && text === "" && !mod && purpose.is === "write") {
      const last = lastOwn();
      if (!last) return;
      talk.setPurpose({ is: "edit", message: last });
    } else return;
    event.preventDefault();
  }

  const label = asNote ? t("conversation.writeNote") : t("conversation.writeTo", { title: conversation.title });
  return (
    <form
      class={classes("Composer", asNote && "Composer--note")}
      aria-label={t("conversation.composer")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {purpose.is === "write" ? null : (
        <div class="Composer-about">
          <Icon name={editing ? "edit" : "reply"} small />
          <span class="Composer-aboutText">
            <b>{editing ? t("conversation.editing") : t("conversation.replyTo", { name: replying?.author?.name ?? t("person.someone") })}</b>
            {replying ? <span class="Composer-quote" dir="auto">{plainText(replying.text) || t("conversation.quoteFiles")}</span> : null}
          </span>
          <IconButton icon="close" small label={t(editing ? "conversation.editEnd" : "conversation.replyEnd")} onClick={() => {
            talk.setPurpose({ is: "write" });
            area.current?.focus();
          }} />
        </div>
      )}
      {asNote ? <p class="Composer-noteMark"><Icon name="lock" small />{t("conversation.noteWho")}</p> : null}
      {!editing && uploads.files.length > 0 ? <Tray uploads={uploads} /> : null}
      <textarea
        ref={area}
        class="Composer-area"
        rows={1}
        dir="auto"
        value={text}
        placeholder={t(asNote ? "conversation.writeNote" : "conversation.write")}
        aria-label={label}
        aria-describedby={hint}
        aria-invalid={tooLong ? "true" : undefined}
        {...suggestions.field}
        onInput={(event) => {
          const { value, selectionStart } = event.currentTarget;
          setCursor(selectionStart);
          put(value);
          if (value && !editing) client.typing(id, true, asNote);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
        onKeyDown={press}
        onPaste={(event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          if (files.length === 0 || editing) return;
          event.preventDefault();
          uploads.add(files);
        }}
      />
      <div class="Composer-bar">
        {editing ? null : (
          <>
            <IconButton icon="paperclip" label={t("conversation.attach")} onClick={() => picker.current?.click()} />
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                uploads.add([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = "";
                area.current?.focus();
              }}
            />
          </>
        )}
        <IconButton icon="smile" label={t("conversation.emoji")} onClick={(event) => setPicking(event.currentTarget)} />
        <MenuButton
          icon="bold"
          label={t("conversation.format")}
          side="above"
          align="start"
          head={<p class="Composer-hints" dir="ltr">{t("conversation.formatHint")}</p>}
          items={() => [
            { text: t("conversation.bold"), icon: "bold", onChoose: () => wrap("**") },
            { text: t("conversation.italic"), icon: "italic", onChoose: () => wrap("*") },
            { text: t("conversation.strike"), icon: "strike", onChoose: () => wrap("~~") },
            { text: t("conversation.code"), icon: "code", onChoose: () => wrap("`") },
            { text: t("conversation.quote"), icon: "quote", onChoose: () => begin("> ") },
            { text: t("conversation.list"), icon: "list", onChoose: list },
          ]}
        />
        {internal && !editing ? (
          <button
            type="button"
            class="Composer-switch"
            role="switch"
            aria-checked={asNote}
            aria-label={t("conversation.noteSwitch")}
            title={t("conversation.noteWho")}
            disabled={replying !== undefined && replying.kind === "MESSAGE_KIND_NOTE"}
            onClick={() => {
              setNote(!note);
              keeper.put(text, !note);
              area.current?.focus();
            }}
          >
            <Icon name="lock" small />
            <span class="Composer-switchText">{t("conversation.noteSwitch")}</span>
          </button>
        ) : null}
        <span class="Composer-hint" id={hint}>{tooLong ? t("conversation.tooLong") : t("conversation.sendHint")}</span>
        {editing ? null : (
          <MenuButton
            icon="clock"
            label={t("conversation.scheduleTitle")}
            side="above"
            items={() => [
              { text: t("conversation.schedule"), icon: "clock", disabled: !ready, onChoose: () => setScheduling(true) },
              { text: t("conversation.scheduled"), icon: "list", onChoose: () => talk.open({ is: "scheduled" }) },
            ]}
          />
        )}
        <button type="submit" class="Composer-send" aria-label={t(editing ? "do.save" : "conversation.send")} title={t(editing ? "do.save" : "conversation.send")} aria-disabled={!ready}>
          <Icon name={editing ? "check" : "send"} />
        </button>
      </div>
      <Suggestions state={suggestions} />
      {picking ? <EmojiPicker anchor={picking} onPick={insert} onClose={() => setPicking(undefined)} /> : null}
      {scheduling ? <Schedule conversationId={id} message={message()} onDone={done} onClose={() => setScheduling(false)} /> : null}
    </form>
  );
}

