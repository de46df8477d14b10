import { domainToASCII } from 'node:url';
import { FREE_MAIL_DOMAINS } from '@congvu/vntext';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFreeMail, isOfficialDomain } from '../src/index.ts';
import { decodeLabel } from '../src/mail/punycode.ts';

const GUISES = [
  'huong@gmail.com',
  'HUONG@GMAIL.COM',
  'huong+congviec@gmail.com',
  'huong@mail.gmail.com',
  'huong@gmail.com.vn',
  'huong@gmail.com.',
  'huong@gmail.co',
  'huong@gmail',
  'huong@gmailcom',
  'huong@gmail,com',
  'huong@gmai1.com',
  'huong@gmaiI.com',
  'huong@grnail.com',
  'huong@gmial.com',
  'huong@gmaill.com',
  'huong@gmal.com',
  'huong@gmail-vn.com',
  'huong@my-gmail.com',
  'huong@gmаil.com', // Cyrillic а
  'huong@ɡmail.com', // script g
  'huong@ｇｍａｉｌ．ｃｏｍ',
  'huong＠gmail.com',
  'huong@gmail。com',
  'huong @ gmail.com',
  'huong\u00a0@\u2003gmail.com',
  'huong@gm\u200bail.com',
  'huong@gm\u00adail.com',
  'huong (at) gmail.com',
  'huong[at]gmail.com',
  `huong@${domainToASCII('gmаil.com')}`,
  `huong@${domainToASCII('gmáil.com')}`,
  'huong@laichau.gov.vn.gmail.com',
  'huong@laichau.gov.vn <huong@gmail.com>',
  'Liên hệ huong@yahoo.com.vn khi cần',
  'huong@yah00.com',
  'huong@hotmai.com',
  'huong@0utlook.com',
  'huong@icIoud.com',
];

const OTHERS = [
  'huonglt.khunha@laichau.gov.vn',
  'huong@tamduong.laichau.gov.vn',
  'huong@outlook.laichau.gov.vn',
  'huong@yahoo.gov.vn',
  'huong@vnpt.vn',
  'huong@email.laichau.vn',
  'huong@cloud.vn',
  'huong@fmail.vn',
  'khoasa.sonbinh',
  'gmail.com',
  'Nghỉ hưu',
  'họp at 5 giờ',
  '',
  '@',
];

describe('free mail', () => {
  test.each(GUISES)('%s is free mail', (text) => {
    expect(isFreeMail(text)?.domain).toBeTruthy();
  });

  test.each(OTHERS)('%s is none', (text) => {
    expect(isFreeMail(text)).toBeUndefined();
  });

  test('every service of the list, in any case, below any sub-domain, in either form of Unicode', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FREE_MAIL_DOMAINS),
        fc.constantFrom('', 'mail.', 'a.b.', 'laichau.gov.vn.'),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        (domain, above, upper) => {
          const cased = [...domain]
            .map((letter, index) => (upper[index] === true ? letter.toUpperCase() : letter))
            .join('');
          expect(isFreeMail(`Người dùng x@${above}${cased}`.normalize('NFD'))).toEqual({ domain: `${above}${domain}` });
        },
      ),
    );
  });

  test('an office may not declare a free service official', () => {
    expect(isFreeMail('a@gmail.com', ['gmail.com'])).toEqual({ domain: 'gmail.com' });
    expect(isFreeMail('a@outlook.laichau.vn')).toEqual({ domain: 'outlook.laichau.vn' });
    expect(isFreeMail('a@outlook.laichau.vn', ['laichau.vn'])).toBeUndefined();
  });

  test('official domains by whole words', () => {
    expect(isOfficialDomain('LaiChau.GOV.vn')).toBe(true);
    expect(isOfficialDomain('laichau-gov.vn')).toBe(false);
    expect(isOfficialDomain('gov.vn.example.com')).toBe(false);
    expect(isOfficialDomain('xgov.vn')).toBe(false);
  });

  test('punycode is read as it was written', () => {
    fc.assert(
      fc.property(fc.constantFrom('bücher', 'gmаil', 'тест', '中文', 'đườngtamđường', 'ñandú'), (label) => {
        expect(decodeLabel(domainToASCII(label))).toBe(label.normalize('NFC'));
      }),
    );
    expect(decodeLabel('xn--\u0000')).toBe('xn--\u0000');
    expect(decodeLabel('xn--999999999999')).toBe('xn--999999999999');
    expect(decodeLabel('gmail')).toBe('gmail');
  });

  test('no text makes it fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(() => isFreeMail(`${text}@${text}`)).not.toThrow();
      }),
    );
  });
});

describe('addresses in words', () => {
  test.each([
    'h at gmail.com',
    'zalo: h at gmail dot com',
    'h(a còng)gmail.com',
    'h (at) yahoo [dot] com',
    'h a còng gmail chấm com',
  ])('%s', (text) => {
    expect(isFreeMail(text)).toBeDefined();
  });
  test.each(['Look at note', 'cấp tại Lai Châu at 5.30', 'h at laichau.gov.vn', 'a còng việc'])(
    'no free mail: %s',
    (text) => {
      expect(isFreeMail(text)).toBeUndefined();
    },
  );
});
