import type { SigningFailure } from '../signer/hash-signer.ts';

const FAILURES: readonly [RegExp, SigningFailure][] = [
  [/EXPIRE|TIME_?\s?OUT/, 'expired'],
  [/REVOK/, 'revoked'],
  [/LOCK|BLOCK/, 'pinLocked'],
  [/REJECT|REFUSE|CANCEL|DENIED|DENY|DECLINE/, 'refused'],
];

/** Services name the end of a transaction in words of their own; undefined when none of them is an end. */
export function failureIn(...words: readonly (string | undefined)[]): SigningFailure | undefined {
  const all = words.join(' ').toUpperCase();
  return FAILURES.find(([pattern]) => pattern.test(all))?.[1];
}
