import { createHash } from 'node:crypto';
import { foldAccents, indexTokens, queryTokens } from '@congvu/vntext';

/**
 * A word of one agency as a 64-bit integer. The agency is part of the hash, so one GIN index serves all agencies and a search
 * never walks through rows of the others. A clash of two words only finds a document too many: 2⁻⁶⁴ for each pair.
 */
function hashWord(agencyId: string, word: string): string {
  return createHash('sha256').update(`${agencyId}|${word}`).digest().readBigInt64BE(0).toString();
}

export function indexWords(agencyId: string, texts: string[]): string[] {
  return indexTokens(texts.join(' ')).map((word) => hashWord(agencyId, word));
}

/** All of them must occur. */
export function queryWords(agencyId: string, query: string): string[] {
  return queryTokens(query).map((word) => hashWord(agencyId, word));
}

export function issuerKey(name: string): string {
  return foldAccents(name).replace(/\s+/g, ' ').trim();
}
