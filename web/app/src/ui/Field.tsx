import "./Field.css";
import type { ComponentChildren, InputHTMLAttributes, LooseInputHTMLAttributes, Ref, TextareaHTMLAttributes } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../words/index.ts";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icons.ts";

/** What fields have in common. */
interface Common {
  readonly label: string;
  /** Not shown where its place says what it is for. */
  readonly hideLabel?: boolean;
  /** Explains it, below. */
  readonly hint?: ComponentChildren;
  /** What is wrong, and what to do. */
  readonly problem?: string | undefined;
  readonly optional?: boolean;
}

type InputAttributes = Omit<
  LooseInputHTMLAttributes, "class" | "icon" | "label" | "list" | "onInput" | "ref" | "role" | "style" | "type"
>;

export interface TextFieldProps extends Common, InputAttributes {
  readonly type?: "text" | "email" | "password" | "search" | "url" | "date";
  /** A field with a list of suggestions says so. */
  readonly role?: "combobox" | undefined;
  readonly icon?: IconName;
  readonly onText?: (text: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** One line of text. A password gets a button that shows it. */
export function TextField({
  label, hideLabel, hint, problem, optional, icon, onText, inputRef, type = "text", ...rest
}: TextFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === "password";
  // The types of the library pair each type of field with its roles; here both are chosen outside.
  const kind = { ...rest, type: secret && shown ? "text" : type } as InputHTMLAttributes;
  return (
    <Frame {...{ id, label, hideLabel, hint, problem, optional }}>
      <span class={classes("Field-box", problem && "Field-box--wrong")}>
        {icon ? <Icon name={icon} small /> : null}
        <input
          {...kind}
          ref={inputRef}
          id={id}
          class="Field-input"
          aria-invalid={problem ? "true" : undefined}
          aria-describedby={describes(id, hint, problem)}
          onInput={(event) => onText?.(event.currentTarget.value)}
        />
        {secret ? (
          <button
            type="button"
            class="Field-peek"
            aria-pressed={shown}
            aria-label={t(shown ? "field.hidePassword" : "field.showPassword")}
            title={t(shown ? "field.hidePassword" : "field.showPassword")}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? "eyeOff" : "eye"} small />
          </button>
        ) : null}
      </span>
    </Frame>
  );
}

type AreaAttributes = Omit<TextareaHTMLAttributes, "class" | "label" | "onInput" | "ref" | "style">;

export interface TextAreaProps extends Common, AreaAttributes {
  readonly onText?: (text: string) => void;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text; grows with them. */
export function TextArea({ label, hideLabel, hint, problem, optional, onText, areaRef, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hideLabel, hint, problem, optional }}>
      <textarea
        rows={3}
        {...rest}
        ref={areaRef}
        id={id}
        class={classes("Field-box", "Field-area", problem && "Field-box--wrong")}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describes(id, hint, problem)}
        onInput={(event) => onText?.(event.currentTarget.value)}
      />
    </Frame>
  );
}

export interface SelectProps extends Common {
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
  readonly disabled?: boolean;
}

/** One of several, by the browser's own list. */
export function Select({ label, hideLabel, hint, problem, optional, value, options, onChoose, disabled }: SelectProps) {
  const id = useId();
  return (
    <Frame {...{ id, label, hideLabel, hint, problem, optional }}>
      <span class="Field-box Field-select">
        <select
          id={id}
          class="Field-input"
          value={value}
          disabled={disabled ?? false}
          aria-describedby={describes(id, hint, problem)}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          {options.map(([key, text]) => (
            <option key={key} value={key} selected={key === value}>{text}</option>
          ))}
        </select>
        <Icon name="down" small />
      </span>
    </Frame>
  );
}

function describes(id: string, hint: ComponentChildren, problem: string | undefined): string | undefined {
  return classes(Boolean(hint) && `${id}-hint`, problem && `${id}-problem`) || undefined;
}

function Frame({ id, label, hideLabel, hint, problem, optional, children }: Common & {
  id: string; children: ComponentChildren;
}) {
  return (
    <div class="Field">
      <label class={hideLabel ? "VisuallyHidden" : "Field-label"} for={id}>
        {label}
        {optional ? <span class="Field-optional"> ({t("field.optional")})</span> : null}
      </label>
      {children}
      {hint ? <p class="Field-hint" id={`${id}-hint`}>{hint}</p> : null}
      {problem ? (
        <p class="Field-problem" id={`${id}-problem`}>
          <Icon name="error" small />
          <span>{problem}</span>
        </p>
      ) : null}
    </div>
  );
}
