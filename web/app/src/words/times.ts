// Times, numbers and lists as the viewer's language and zone write them.

import { locale, onWords, t, timeZone } from "./index.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
onWords(() => formats.clear());

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let known = formats.get(name);
  if (!known) {
    const zone = timeZone();
    known = new Intl.DateTimeFormat(locale(), zone ? { ...options, timeZone: zone } : options);
    formats.set(name, known);
  }
  return known;
}

/** `14:05` */
export const clockTime = (at: number): string => format("time", { hour: "numeric", minute: "2-digit" }).format(at);

/** `3 March 2026` */
export const longDate = (at: number): string => format("date", { dateStyle: "long" }).format(at);

/** `3 March 2026 at 14:05` */
export const dateTime = (at: number): string =>
  format("dateTime", { dateStyle: "long", timeStyle: "short" }).format(at);

/** Names a day in the viewer's zone, to compare by: `2026-03-03`. */
export function dayOf(at: number): string {
  let known = formats.get("day");
  if (!known) {
    // Swedish dates are those of ISO 8601.
    known = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: timeZone() });
    formats.set("day", known);
  }
  return known.format(at);
}

const DAY = 24 * 60 * 60 * 1000;

function daysAgo(at: number, now: number): number {
  return Math.round((Date.parse(dayOf(now)) - Date.parse(dayOf(at))) / DAY);
}

/** `Today`, `Yesterday`, `Monday`, `3 March`, `3 March 2025`: for separators of days. */
export function dayName(at: number, now = Date.now()): string {
  const days = daysAgo(at, now);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  if (days > 1 && days < 7) return format("weekday", { weekday: "long" }).format(at);
  if (dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4)) {
    return format("dayMonth", { weekday: "long", day: "numeric", month: "long" }).format(at);
  }
  return longDate(at);
}

/** The shortest that says when: `14:05` today, `Yesterday`, `Mon`, `3 Mar`, `3/3/2025`: for lists. */
export function shortWhen(at: number, now = Date.now()): string {
  const days = daysAgo(at, now);
  if (days === 0) return clockTime(at);
  if (days === 1) return t("time.yesterday");
  if (days > 1 && days < 7) return format("weekdayShort", { weekday: "short" }).format(at);
  if (dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4)) {
    return format("dayMonthShort", { day: "numeric", month: "short" }).format(at);
  }
  return format("dateShort", { dateStyle: "short" }).format(at);
}

const SPANS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", DAY],
  ["hour", 60 * 60 * 1000],
  ["minute", 60 * 1000],
];

/** `2 hours ago`, `in 3 days`, `just now`. */
export function relative(at: number, now = Date.now()): string {
  const away = at - now;
  for (const [unit, span] of SPANS) {
    if (Math.abs(away) >= span) {
      return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(Math.round(away / span), unit);
    }
  }
  return t("time.now");
}

/** `Ana, Ben and Carla` */
export const listOf = (names: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(names);

/** As many names as one reads in a sentence. */
const NAMES = 5;

/** `Ana, Ben, Carla, Dora, Emil and 12 more` */
export const fewOf = (names: readonly string[]): string =>
  listOf(names.length > NAMES + 1 ? [...names.slice(0, NAMES), t("conversation.andOthers", { n: names.length - NAMES })] : names);

/** `1,204` */
export const number = (value: number): string => new Intl.NumberFormat(locale()).format(value);

/** `12 %` of a share from 0 to 1. */
export const percent = (share: number): string =>
  new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(share);

/** `4.2 MB` */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: units[unit] ?? "byte",
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}
