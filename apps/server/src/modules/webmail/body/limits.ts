/** A real newsletter has 3,000 elements 40 deep in 200 kB; beyond these a mail is built to hurt and only its words are shown. */
export const MAX_HTML = 2_000_000;
export const MAX_ELEMENTS = 30_000;
export const MAX_DEPTH = 250;
export const MAX_TEXT = 500_000;
export const MAX_LINKS = 2_000;
