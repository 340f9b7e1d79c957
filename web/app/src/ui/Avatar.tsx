import "./Avatar.css";
import type { Availability } from "@parlor/client";
import { useState } from "preact/hooks";
import { t } from "../words/index.ts";
import { classes } from "./classes.ts";
import { VisuallyHidden } from "./VisuallyHidden.tsx";

/** Diameters in pixels at the usual size of text. */
export type AvatarSize = 20 | 24 | 32 | 40 | 64 | 96;

export interface AvatarProps {
  readonly name: string;
  /** Stays the same for a person or conversation: chooses the colour. */
  readonly id: string;
  /** As the server gives it, without its size. */
  readonly picture?: string | null | undefined;
  readonly size?: AvatarSize;
  /** Shown as a dot. */
  readonly availability?: Availability | undefined;
  /** Groups are squares with round corners, people are round. */
  readonly square?: boolean;
}

/** A person's or conversation's picture, or the initials. Its name stands beside it: it says none itself. */
export function Avatar({ name, id, picture, size = 32, availability, square = false }: AvatarProps) {
  const [broken, setBroken] = useState<string>();
  const shown = picture && picture !== broken ? picture : undefined;
  return (
    <span class={classes("Avatar", `Avatar--${size}`, square && "Avatar--square", !shown && `Avatar--hue${hue(id)}`)}>
      {shown ? (
        <img
          class="Avatar-picture"
          src={`${shown}-${size > 40 ? 512 : 128}`}
          alt=""
          draggable={false}
          onError={() => setBroken(shown)}
        />
      ) : (
        <span class="Avatar-initials" data-initials={initials(name)} />
      )}
      {availability === "AVAILABILITY_ONLINE" ? <Dot kind="online" label={t("presence.online")} /> : null}
      {availability === "AVAILABILITY_AWAY" ? <Dot kind="away" label={t("presence.away")} /> : null}
    </span>
  );
}

function Dot({ kind, label }: { kind: string; label: string }) {
  return (
    <span class={`Avatar-dot Avatar-dot--${kind}`}>
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}

/** One of eight hues, by an id. */
export function hue(id: string): number {
  let sum = 0;
  for (let at = 0; at < id.length; at += 1) sum = (sum * 31 + id.charCodeAt(at)) >>> 0;
  return sum % 8;
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = letter(words[0]);
  const last = words.length > 1 ? letter(words[words.length - 1]) : "";
  return (first + last).toLocaleUpperCase() || "?";
}

function letter(word: string | undefined): string {
  return word?.match(/\p{L}|\p{N}/u)?.[0] ?? "";
}
