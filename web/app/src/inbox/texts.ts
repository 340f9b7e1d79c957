// How long names and descriptions of conversations are.

/** Characters of a name. */
export const NAME_MAX = 120;
/** Characters of a description. */
export const DESCRIPTION_MAX = 1000;

/** Characters of a text, as the server counts them: once blanks around it are cut off. */
export const length = (text: string): number => [...text.trim()].length;

/** Whether a name shows anything. */
export const visible = (text: string): boolean => /[^\s\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
