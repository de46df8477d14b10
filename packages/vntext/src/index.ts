export { foldAccents } from './accents.ts';
export { compareVietnameseNames, givenNameSortKey } from './names.ts';
export { indexTokens, queryTokens } from './tokens.ts';
