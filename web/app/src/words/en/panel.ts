// Texts of panel/.

export const panel = {} as const;
