import { beforeEach, describe, expect, test } from 'vitest';
import { localCopies } from './local-copies.ts';
import { countWaiting, forgetTyped, keepOnlyOf } from './shared-machine.ts';

const MAI = '0178495b-db60-7085-a667-dd946cc47c5e';
const SON = '0178495b-db60-7085-a667-dd946cc47c5f';
const NOW = new Date('2021-03-22T08:00:00Z');

function type(userId: string, id: string, at = '2021-03-22T07:59:00Z'): void {
  const copies = localCopies<string>({ kind: 'draft', userId, id, parse: String, now: () => at });
  copies.write({ version: 1, content: 'V/v nhân sự' });
}

const left = (): string[] => Object.keys(localStorage).sort();

describe('a computer several people use', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    localStorage.setItem('congvu.theme', 'dark');
  });

  test('what one person left behind is gone when another signs in; how the page looks stays', () => {
    type(MAI, 'a');
    type(SON, 'b');
    keepOnlyOf(SON, NOW);
    expect(left()).toEqual([`congvu.draft.${SON}.b`, 'congvu.theme']);
  });

  test('the same person finds it again, for a week', () => {
    type(MAI, 'a', '2021-03-15T08:00:01Z');
    type(MAI, 'old', '2021-03-15T07:59:59Z');
    localStorage.setItem(`congvu.draft.${MAI}.broken`, '{');
    keepOnlyOf(MAI, NOW);
    expect(left()).toEqual([`congvu.draft.${MAI}.a`, 'congvu.theme']);
  });

  test('a half-filled form of the tab goes with its person', () => {
    keepOnlyOf(MAI, NOW);
    sessionStorage.setItem('congvu.quick-register', '{"abstract":"V/v nhân sự"}');
    keepOnlyOf(MAI, NOW);
    expect(sessionStorage.getItem('congvu.quick-register')).not.toBeNull();
    keepOnlyOf(SON, NOW);
    expect(sessionStorage.getItem('congvu.quick-register')).toBeNull();
  });

  test('who leaves takes along what is his', () => {
    type(MAI, 'a');
    type(MAI, 'b');
    type(SON, 'c');
    expect([countWaiting(MAI), countWaiting(SON)]).toEqual([2, 1]);
    sessionStorage.setItem('congvu.quick-register', 'x');
    forgetTyped(MAI);
    expect(left()).toEqual([`congvu.draft.${SON}.c`, 'congvu.theme']);
    expect(sessionStorage.length).toBe(0);
  });
});
