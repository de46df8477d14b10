import { describe, expect, it } from 'vitest';
import { addPeople, freeDomain, missingPart, readAddress, readPasted } from './addresses.ts';

describe('addresses as they are typed and pasted', () => {
  it.each([
    ['vanthu.binhlu@laichau.gov.vn', { name: '', address: 'vanthu.binhlu@laichau.gov.vn' }],
    ['Lò Thị Mai Hương <huong@laichau.gov.vn>', { name: 'Lò Thị Mai Hương', address: 'huong@laichau.gov.vn' }],
    ['"Hạt Kiểm lâm" <hkl@laichau.gov.vn>', { name: 'Hạt Kiểm lâm', address: 'hkl@laichau.gov.vn' }],
  ])('reads %s', (text, expected) => {
    expect(readAddress(text)).toEqual(expected);
  });

  it.each(['', 'huong', 'huong@laichau', 'a b@laichau.gov.vn', 'x@y.vn\r\nBcc: z@y.vn', 'a@b.vn>'])(
    'refuses %j',
    (text) => {
      expect(readAddress(text)).toBeUndefined();
    },
  );

  it('takes a pasted list whole or not at all', () => {
    expect(readPasted('a@laichau.gov.vn; Hương <b@laichau.gov.vn>\nc@laichau.gov.vn')).toHaveLength(3);
    expect(readPasted('a@laichau.gov.vn, chưa rõ')).toBeUndefined();
    expect(readPasted('a@laichau.gov.vn')).toBeUndefined();
  });

  it('keeps one entry an address, whatever the letters', () => {
    const one = { name: 'Hương', address: 'Huong@laichau.gov.vn' };
    expect(addPeople([one], [{ name: '', address: 'huong@laichau.gov.vn' }])).toEqual([one]);
  });

  it('tells free mail from official mail', () => {
    expect(freeDomain('xoa@gmail.com')).toBe('gmail.com');
    expect(freeDomain('vanthu@laichau.gov.vn')).toBeUndefined();
  });

  it('says what is missing before it can leave', () => {
    const content = { fromAddress: 'a@laichau.gov.vn', to: [], cc: [], bcc: [], subject: '', html: '' };
    expect(missingPart(content)).toBeDefined();
    expect(missingPart({ ...content, bcc: [{ name: '', address: 'b@laichau.gov.vn' }] })).toBeUndefined();
  });
});
