// Finds names by some of their letters, the better matches first.

/** Letters without their marks, small: `Ä` is found by `a`. */
const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

const WORD = /[\p{L}\p{N}]/u;

/**
 * How well a text matches what was typed: larger is better, nothing is none. All letters in their order; what
 * begins the text, or a word, or follows the letter before counts more.
 */
export function score(text: string, typed: string): number | undefined {
  const letters = folded(text);
  const wanted = folded(typed).replace(/\s+/g, "");
  if (!wanted) return 0;
  const whole = letters.indexOf(folded(typed).trim());
  if (whole >= 0) {
    const starts = whole === 0 ? 60 : WORD.test(letters[whole - 1] ?? "") ? 0 : 40;
    return 100 + starts - Math.min(30, letters.length - wanted.length) / 2;
  }
  let at = -1;
  let sum = 0;
  for (const letter of wanted) {
    // The beginning of a word is taken before the next place in one.
    let next = letters.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    if (next !== at + 1) {
      for (let later = next; later >= 0; later = letters.indexOf(letter, later + 1)) {
        if (later > 0 && WORD.test(letters[later - 1] ?? "")) continue;
        next = later;
        break;
      }
    }
    sum += next === at + 1 ? 6 : next === 0 || !WORD.test(letters[next - 1] ?? "") ? 5 : 1;
    at = next;
  }
  return sum - Math.min(20, letters.length - wanted.length) / 4;
}

/** The things whose text matches, the best first; those that match alike stay in their order. */
export function best<T>(things: readonly T[], textOf: (thing: T) => string, typed: string, most: number): T[] {
  if (!typed.trim()) return things.slice(0, most);
  return things
    .flatMap((thing, at) => {
      const points = score(textOf(thing), typed);
      return points === undefined ? [] : [{ thing, points, at }];
    })
    .toSorted((a, b) => b.points - a.points || a.at - b.at)
    .slice(0, most)
    .map(({ thing }) => thing);
}
