export { foldAccents } from './accents.ts';
export { type DueDate, findDueDates } from './due-dates.ts';
export { FREE_MAIL_DOMAINS } from './free-mail-domains.ts';
export { compareVietnameseNames, givenNameSortKey } from './names.ts';
export { indexTokens, queryTokens } from './tokens.ts';
