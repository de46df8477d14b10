import { describe, expect, test } from 'vitest';
import { cleanCode, cleanMail, cleanName, codeAbove, codeKey, schemeOf } from './codes.ts';

describe('codes are opaque text; their shape only guesses', () => {
  test.each([
    ['H35', 'qd20'],
    ['h37.DN.001', 'qd20'],
    ['000.00.15.H51', 'qcvn102'],
    ['28.22.H17', 'qcvn102'],
    ['02.29.W00', 'qcvn102'],
    ['vxp.saas.03', 'other'],
    ['020123456789', 'other'],
  ])('%s is %s', (code, scheme) => {
    expect(schemeOf(code)).toBe(scheme);
  });

  test.each([
    ['H35.9.1', 'H35.9'],
    ['H35', undefined],
    ['000.00.15.H51', '000.00.00.H51'],
    ['002.00.20.H13', '000.00.20.H13'],
    ['000.00.00.H41', undefined],
    ['vxp.saas.03', undefined],
    ['', undefined],
  ])('above %s is %s', (code, above) => {
    expect(codeAbove(code)).toBe(above);
  });

  test.each([
    [' h35.9 ', 'H35.9'],
    ['000.00.15.h51', '000.00.15.H51'],
  ])('%j is compared as %s', (code, key) => {
    expect(codeKey(code)).toBe(key);
  });

  test.each([
    [undefined, undefined],
    ['null', undefined],
    ['NULL', undefined],
    ['-', undefined],
    ['000', undefined],
    [' H35.9 ', 'H35.9'],
    ['H35.9\u0000', 'H35.9'],
    ['1'.repeat(64), '1'.repeat(64)],
    ['1'.repeat(65), undefined],
  ])('%j is taken as %j', (given, code) => {
    expect(cleanCode(given)).toBe(code);
  });
});

describe('what strangers write', () => {
  test.each([
    ['UBND\r\n xã\tBản  Bo ', 'UBND xã Bản Bo'],
    ['Sở\u202e Nội\u200b vụ', 'Sở Nội vụ'],
    ['S\u006f\u031b\u0309 N\u1ed9i', 'Sở Nội'],
    ['a\ud800b', 'a b'],
    ['\u0000\u0007', ''],
  ])('%j becomes %j', (given, name) => {
    expect(cleanName(given)).toBe(name);
  });

  test('is cut by characters, never through one', () => {
    expect([...cleanName('😀'.repeat(600))]).toHaveLength(500);
    expect(cleanName('x'.repeat(100_000))).toHaveLength(500);
    expect(cleanMail('y'.repeat(1_000))).toHaveLength(200);
  });
});
