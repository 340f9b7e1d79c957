// Joins names of classes; what is false is left out.

/** `classes("Button", wide && "Button--wide")` */
export const classes = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(" ");
