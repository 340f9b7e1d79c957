// Texts of conversation/.

export const conversation = {} as const;
