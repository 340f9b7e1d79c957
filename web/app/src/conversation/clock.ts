// Times as the clock of the viewer's zone shows them, and back: also where the clock is moved.

import { locale, onWords, timeZone } from "../words/index.ts";

const DAY = 24 * 60 * 60 * 1000;

let clock: Intl.DateTimeFormat | undefined;
onWords(() => {
  clock = undefined;
});

/** Milliseconds that the clock of the viewer's zone is ahead of UTC at a time. */
function ahead(at: number): number {
  // Swedish dates are those of ISO 8601.
  clock ??= new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: timeZone() });
  const whole = Math.floor(at / 1000) * 1000;
  return Date.parse(`${clock.format(whole).replace(" ", "T")}Z`) - whole;
}

/** What the clock of the viewer's zone shows at a time, as fields of browsers write it: `2026-03-03T14:05`. */
export const onClock = (at: number): string => new Date(at + ahead(at)).toISOString().slice(0, 16);

/**
 * When the clock of the viewer's zone shows that. Twice in the hour that comes twice: the first time counts. Never in
 * the hour that is left out: as if the clock had not been moved yet.
 */
export function fromClock(shown: string): number {
  const local = Date.parse(`${shown}Z`);
  const [before, after] = [ahead(local - DAY), ahead(local + DAY)];
  // Of both offsets around it those under which the clock shows it; the larger offset comes first.
  const fits = [before, after].map((offset) => local - offset).filter((at) => at + ahead(at) === local);
  return fits.length > 0 ? Math.min(...fits) : local - before;
}

/** `Central European Summer Time`, as of a time. */
export const zoneName = (at: number): string =>
  new Intl.DateTimeFormat(locale(), { timeZoneName: "long", timeZone: timeZone() }).formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
