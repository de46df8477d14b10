import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldUserName, isUserName, suggestUserName } from './user-name.ts';

test.each([
  ['Lò Thị Mai Hương', 'huongltm'],
  ['Vũ Xuân Thịnh', 'thinhvx'],
  ['Đèo Đ. Ước', 'uocdd'],
  ['  An ', 'an0'],
  ['Y', 'y00'],
])('%s is proposed as %s', (fullName, userName) => {
  expect(suggestUserName(fullName)).toBe(userName);
  expect(isUserName(suggestUserName(fullName))).toBe(true);
});

test('whatever the name, the proposal is a user name', () => {
  const word = fc.stringMatching(/^[A-Za-zÀ-ỹĐđ' .0-9-]{0,40}$/);
  fc.assert(fc.property(fc.array(word, { maxLength: 12 }), (words) => isUserName(suggestUserName(words.join(' ')))));
});

test.each([
  ['huongltm', 'huongltm', false],
  ['  HuongLTM ', 'huongltm', false],
  ['hươngltm', 'huongltm', true],
  ['đạt.tt', 'dat.tt', true],
  ['huong ltm', 'huongltm', true],
])('%j is read as %s', (typed, userName, hinted) => {
  const folded = foldUserName(typed);
  expect(folded.userName).toBe(userName);
  expect(folded.hint !== null).toBe(hinted);
  expect(foldUserName(typed.normalize('NFD'))).toEqual(folded);
});

test.each(['ab', '.abc', 'abc-', 'a b', 'Abc', 'x'.repeat(51), "a'b", ''])('%j is no user name', (text) => {
  expect(isUserName(text)).toBe(false);
});
