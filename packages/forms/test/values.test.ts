import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  changeAttributeOf,
  dueText,
  type FieldType,
  isInTime,
  itemKeys,
  lastGoodDay,
  leaveReasonOf,
  nameKey,
  normalizeField,
  parsePkiSim,
  printDate,
  printPkiSim,
  proposeMailboxName,
  readDate,
  serialKey,
  tokenKey,
  unitSlugOf,
  yearlyCostOf,
} from '../src/index.ts';
import { hasTaxCheckDigit } from '../src/rules/tax-code.ts';

const TYPES: FieldType[] = [
  'name',
  'text',
  'gender',
  'date',
  'identityNumber',
  'officialEmail',
  'taxCode',
  'budgetCode',
  'mobile',
  'phone',
  'pkiSim',
  'serial',
  'tokenSerial',
  'accountName',
  'mailboxName',
  'reason',
  'choice',
];

describe('days', () => {
  test.each([
    ['12/3/2021', '2021-03-12'],
    ['12/3/21', '2021-03-12'],
    ['7-5-88', '1988-05-07'],
    ['07.05.1988', '1988-05-07'],
    ['120321', '2021-03-12'],
    ['12032021', '2021-03-12'],
    ['2021-3-2', '2021-03-02'],
    ['ngày 12 tháng 3 năm 2021', '2021-03-12'],
    [' 12 / 3 / 2021 ', '2021-03-12'],
    ['１２/３/２０２１', '2021-03-12'],
    ['29/02/2024', '2024-02-29'],
    ['29/02/2021', undefined],
    ['31/04/2021', undefined],
    ['12/13/2021', undefined],
    ['0/1/2021', undefined],
    ['1/1/1899', undefined],
    ['12/3', undefined],
    ['44267', undefined],
    ['', undefined],
  ])('%s is read as %s', (text, day) => {
    expect(readDate(text)).toBe(day);
  });

  test('every day is printed and read back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          expect(readDate(printDate(day))).toBe(day);
        },
      ),
    );
  });

  test('"trước ngày 02/4/2021": the first of April is the last good day, by the clock of Vietnam', () => {
    expect(lastGoodDay('2021-04-02')).toBe('2021-04-01');
    expect(isInTime('2021-04-01T23:59:59+07:00', '2021-04-02')).toBe(true);
    expect(isInTime('2021-04-01T16:59:59.999Z', '2021-04-02')).toBe(true);
    expect(isInTime('2021-04-02T00:00:00+07:00', '2021-04-02')).toBe(false);
    expect(isInTime('2021-04-01T17:00:00Z', '2021-04-02')).toBe(false);
    expect(dueText('2021-04-02')).toBe('trước ngày 02/04/2021 (hạn cuối 01/04/2021)');
  });
});

describe('spelling that is kept', () => {
  test.each<[FieldType, string, string]>([
    ['name', 'LÒ THỊ  HƯƠNG', 'Lò Thị Hương'],
    ['name', "H'HEN NIÊ", "H'Hen Niê"],
    ['name', 'Lò Thị Hương', 'Lò Thị Hương'],
    ['name', 'ᾐ', 'ᾐ'],
    ['gender', 'NỮ', 'female'],
    ['gender', 'Nam', 'male'],
    ['gender', 'khác', 'khác'],
    ['date', '12/3/21', '2021-03-12'],
    ['date', '31/2/2021', '31/2/2021'],
    ['identityNumber', '012 188.004-321', '012188004321'],
    ['identityNumber', 'b1234567', 'B1234567'],
    ['officialEmail', ' HuongLT.KhunHa@LaiChau.gov.vn ', 'huonglt.khunha@laichau.gov.vn'],
    ['taxCode', '0123 456 789 001', '0123456789-001'],
    ['taxCode', '0123456789-001', '0123456789-001'],
    ['budgetCode', '101 2345', '1012345'],
    ['mobile', '0912.345.678', '0912345678'],
    ['mobile', '+84 912 345 678', '0912345678'],
    ['mobile', '84912345678', '0912345678'],
    ['mobile', 'không có', 'không có'],
    ['pkiSim', 'viettel / CS', 'Viettel/cs'],
    ['pkiSim', 'Vietel', 'Vietel'],
    ['serial', ' 5a:3F ', '5a:3F'],
    ['mailboxName', 'Toannt.tamduong', 'Toannt.tamduong'],
    ['text', 'Chuyển\n công\u200b tác\u00a0', 'Chuyển công tác'],
  ])('%s: %j is kept as %j', (type, typed, kept) => {
    expect(normalizeField(type, typed)).toBe(kept);
  });

  test('what is kept stays the same when it is kept again, and is the same for both forms of Unicode', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.string({ unit: 'grapheme', maxLength: 60 }), (type, text) => {
        const kept = normalizeField(type, text);
        expect(normalizeField(type, kept)).toBe(kept);
        expect(normalizeField(type, text.normalize('NFD'))).toBe(normalizeField(type, text.normalize('NFC')));
      }),
    );
  });
});

describe('SIM PKI', () => {
  test.each([
    ['Viettel', 'Viettel'],
    ['viettel / CS', 'Viettel/cs'],
    ['VINAPHONE', 'Vinaphone'],
    ['mobifone/cs', 'Mobifone/cs'],
    ['Vietel', undefined],
    ['Viettel/sc', undefined],
    ['Viettel/', undefined],
    ['/cs', undefined],
    ['Viettel/cs/cs', undefined],
    ['', undefined],
  ])('%s', (text, printed) => {
    const sim = parsePkiSim(text);
    expect(sim && printPkiSim(sim)).toBe(printed);
  });
});

describe('what is compared', () => {
  test('serials are numbers, other keys ignore case and blanks', () => {
    expect(serialKey('00:5A 3f')).toBe(serialKey('0x5a3F'));
    expect(serialKey('5A3G')).toBe('');
    expect(serialKey('0000')).toBe('');
    expect(serialKey('f'.repeat(41))).toBe('');
    expect(tokenKey(' 4f-2081 ')).toBe(tokenKey('4F-2081'));
    expect(nameKey('LÒ  Thị Hương'.normalize('NFD'))).toBe('lo thi huong');
  });

  test('keys of an item name the subject, never the declarant', () => {
    const values = {
      'declarant.identity.number': '012188004321',
      'subject.name': 'Sùng A Dế',
      'certificate.serial': '0A',
    };
    expect(itemKeys('cert.revoke', values)).toEqual({ serial: 'a', name: 'sung a de' });
    expect(itemKeys('mailbox.new', { unitName: 'Trường Mầm non' })).toEqual({ name: 'truong mam non' });
    expect(itemKeys('mailbox.revoke', { fullName: 'A', mailbox: 'KhoaSA.sonbinh@laichau.gov.vn' }).mailbox).toBe(
      'khoasa.sonbinh',
    );
    expect(itemKeys('cert.issue.person', { email: 'a@gmail.com' }).mailbox).toBe('a@gmail.com');
  });

  test('reasons and attributes by the words offices use', () => {
    expect(leaveReasonOf('Đã nghỉ hưu')).toBe('retired');
    expect(leaveReasonOf('Điều động sang Huyện ủy')).toBe('transferred');
    expect(leaveReasonOf('retired')).toBe('retired');
    expect(leaveReasonOf('Lý do khác')).toBeUndefined();
    expect(changeAttributeOf('person', 'Địa chỉ thư điện tử công vụ')?.value).toBe('email');
    expect(changeAttributeOf('person', 'Đơn vị công tác')?.value).toBe('employer');
    expect(changeAttributeOf('person', 'Họ và tên')).toBeUndefined();
    expect(changeAttributeOf('organisation', 'Địa chỉ trụ sở')?.value).toBe('address');
    expect(changeAttributeOf('organisation', 'Địa chỉ thư điện tử')).toBeUndefined();
    expect(changeAttributeOf('device', 'Phiên bản phần mềm')?.value).toBe('version');
  });

  test('check digit of a tax code', () => {
    expect(hasTaxCheckDigit('6200012010')).toBe(true);
    expect(hasTaxCheckDigit('6200012011')).toBe(false);
  });
});

describe('names of mailboxes', () => {
  test('the pattern of the letter', () => {
    const name = (fullName: string, unitSlug: string, taken: string[] = []): string =>
      proposeMailboxName({ fullName, unitSlug, taken });
    expect(name('Nguyễn Văn Toàn', 'tamduong')).toBe('toannv.tamduong');
    expect(name('Đặng Thị Đào', 'khunha')).toBe('daodt.khunha');
    expect(name('Nguyễn Văn Toàn', 'tamduong', ['ToanNV.tamduong@laichau.gov.vn'])).toBe('toannv2.tamduong');
    expect(name('Nguyễn Văn Toàn', 'tamduong', ['toannv.tamduong', 'toannv2.tamduong'])).toBe('toannv3.tamduong');
  });

  test.each([
    ['UBND xã Khun Há', 'khunha'],
    ['Ủy ban nhân dân huyện Tam Đường', 'tamduong'],
    ['Thị trấn Tam Đường', 'tamduong'],
    ['Xã Sơn Bình', 'sonbinh'],
    ['UBND xã Bản Bo', 'banbo'],
    ['Phòng Ban Dân', 'bandan'],
  ])('%s gives %s', (unit, slug) => {
    expect(unitSlugOf(unit)).toBe(slug);
  });

  test('accounts cost the letter’s price a year', () => {
    expect(yearlyCostOf(12, '2021-03-24')).toBe(240_000);
  });
});

test('half characters and control characters are not kept: a database could not hold them', () => {
  expect(normalizeField('text', 'a\u0000b\ud800c\u202ed')).toBe('ab\ufffdcd');
});
