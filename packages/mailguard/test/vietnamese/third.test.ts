import { describe, expect, test } from 'vitest';
import { expectAllReadable, frozenFolder } from './frozen.ts';
import { hashOfSet } from './set.ts';
import { readThirdSet } from './third.ts';

/** A changed mail is another set: figures measured before are void, and the change says why. */
const FROZEN = {
  open: '4ab0fbc71329c63b3153c363ba96da587af849f5ac9992bbeb826dd0d95a7748',
  closed: 'bae134d9cf0be98a6242b5082ffd948b242deaba597bf7dd037adccdee19f4a4',
};

const mails = readThirdSet();
const folder = frozenFolder('third');

describe('the third set', () => {
  test('is frozen half by half, as letters and as files', () => {
    const half = (name: string) => mails.filter((mail) => mail.half === `third-${name}`);
    expect(hashOfSet(half('open'))).toBe(FROZEN.open);
    expect(hashOfSet(half('closed'))).toBe(FROZEN.closed);
    expect(folder.sums()).toBe(folder.listed);
    expect(hashOfSet(half('open').slice(1))).not.toBe(FROZEN.open);
  });

  test('holds both kinds in equal halves, odd numbers open and even ones closed', () => {
    for (const half of ['third-open', 'third-closed']) {
      const count = (kind: string) => mails.filter((mail) => mail.half === half && mail.kind === kind).length;
      expect(count('phishing')).toBeGreaterThanOrEqual(50);
      expect(count('ordinary')).toBeGreaterThanOrEqual(150);
    }
    const odd = mails.filter(({ id }) => Number(id.split('-').at(-1)) % 2 === 1);
    expect(odd.map(({ half }) => half)).toEqual(odd.map(() => 'third-open'));
    expect(new Set(mails.map(({ id }) => id)).size).toBe(mails.length);
  });

  test('reads as it was written, with the way it came and its attachments', () => expectAllReadable(mails));
});
