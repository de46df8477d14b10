import { describe, expect, test } from 'vitest';
import { endWith } from '../src/compose/rich-text.ts';

const end = (text: string): string | undefined => endWith([{ t: text }], '!').at(-1)?.t;

describe('the final mark of a sentence', () => {
  test.each([
    ['Căn cứ Luật Tổ chức', 'Căn cứ Luật Tổ chức!'],
    ['Căn cứ Luật Tổ chức;', 'Căn cứ Luật Tổ chức!'],
    ['trân trọng cảm ơn ./.', 'trân trọng cảm ơn!'],
    ['cảm ơn/. ', 'cảm ơn!'],
    ['cảm ơn./', 'cảm ơn!'],
    ['tỷ lệ 1/', 'tỷ lệ 1/!'],
    ['v.v…', 'v.v…!'],
    ['.,;./.', '!'],
  ])('%j', (text, wanted) => {
    expect(end(text)).toBe(wanted);
  });

  // The pattern that stood here before took twice as long with every "./" more: thirty of them never ended.
  test('a run of marks costs its length', () => {
    expect(end(`chữ${'./'.repeat(50_000)}x`)).toBe(`chữ${'./'.repeat(50_000)}x!`);
    expect(end(`chữ ${'./.'.repeat(50_000)}`)).toBe('chữ!');
  });
});
