import { describe, expect, test } from 'vitest';
import { CHOSEN_BY_OFFICES, GOOD_BY_HAND, GOOD_COMPOSED } from './common.testing.ts';
import { countWords, isCommonPassword } from './common.ts';
import { COMMON_WORDS } from './common-passwords.ts';
import { findPasswordProblems } from './password-rule.ts';

const OFFICE = 'Ủy ban nhân dân xã Bình Lư';
const owner = {
  userName: 'thanhnv',
  fullName: 'Người Thử Nghiệm',
  agencyName: OFFICE,
  hasSecondFactor: true,
  isAdministrator: false,
};
const GUESSABLE = 'dễ đoán';

/** What is hung on a word so that it has twelve characters and four kinds of them. */
const TAILS = ['@123456', '@2021', '@1234567890', '#2021!!!!', '!12345678', '123456@', '@20212022', '@888888'];

function decorated(word: string): string[] {
  const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
  return TAILS.map((tail) => `${capital}${tail}`).filter((password) => password.length >= 12);
}

describe('the offline list (ASVS 6.2.4, 6.2.12)', () => {
  test('stands for more than three thousand passwords that otherwise keep the rule, and refuses every one', () => {
    const words = [...COMMON_WORDS].filter((word) => word.length >= 3);
    const passwords = new Set(words.flatMap(decorated));
    const otherwiseGood = [...passwords].filter((password) =>
      findPasswordProblems(password, owner).every((problem) => problem.includes(GUESSABLE)),
    );
    expect(otherwiseGood.length).toBeGreaterThan(3_000);
    expect(otherwiseGood.filter((password) => !isCommonPassword(password, OFFICE))).toEqual([]);
  });

  test('knows more than two hundred that an office would choose', () => {
    expect(new Set(CHOSEN_BY_OFFICES).size).toBeGreaterThanOrEqual(200);
    expect(CHOSEN_BY_OFFICES.filter((password) => !isCommonPassword(password, OFFICE))).toEqual([]);
  });

  test('lets more than five hundred good ones through', () => {
    const good = [...new Set([...GOOD_BY_HAND, ...GOOD_COMPOSED])];
    expect(good.length).toBeGreaterThanOrEqual(500);
    const refused = good.flatMap((password) =>
      findPasswordProblems(password, owner).map((problem) => `${password}: ${problem}`),
    );
    expect(refused).toEqual([]);
  });

  test('without the words the same passwords pass: it is the list that refuses (control)', () => {
    const unknown = CHOSEN_BY_OFFICES.filter((password) =>
      isCommonPassword(password.replace(/\p{L}+/gu, 'Gxvkqjbtz'), OFFICE),
    );
    expect(unknown.length).toBeLessThan(CHOSEN_BY_OFFICES.length / 20);
  });

  test('the name of the own office counts, that of another does not', () => {
    expect(isCommonPassword('Khunhapmoc@2021', 'Ủy ban nhân dân xã Khun Há Pmốc')).toBe(true);
    expect(isCommonPassword('Khunhapmoc@2021', OFFICE)).toBe(false);
  });

  test.each([
    ['matkhau', 1],
    ['ubndxabinhlu', 2],
    ['nguyenvanan', 2],
    ['ruongbacthang', Number.POSITIVE_INFINITY],
    ['', 0],
  ])('%s is made of %s words', (letters, words) => {
    expect(countWords(letters, new Set())).toBe(words);
  });
});
