import { describe, expect, test } from 'vitest';
import {
  checkForm,
  exampleForm,
  type FieldValue,
  type FilledForm,
  FORMS,
  type FormCode,
  type FormFacts,
  type FormFinding,
  type KnownCertificate,
  type KnownMailbox,
} from '../src/index.ts';

const TODAY = '2021-03-24';

function facts(more: Partial<FormFacts> = {}): FormFacts {
  return { today: TODAY, ...more };
}

function sheet(code: FormCode, change: Record<string, FieldValue> = {}, on = TODAY): FilledForm {
  const example = exampleForm(code, on);
  return { ...example, fields: { ...example.fields, ...change } };
}

function list(code: FormCode, change: Record<string, string>, row = 0): FilledForm {
  const example = exampleForm(code);
  return { ...example, rows: (example.rows ?? []).map((one, index) => (index === row ? { ...one, ...change } : one)) };
}

/** `field code` of each finding, warnings in brackets. */
function told(filled: FilledForm, known: FormFacts = facts()): string[] {
  return checkForm(filled, known).map(({ field, code, severity, row }) => {
    const text = `${row === null ? '' : `${row}.`}${field} ${code.replace('requests.', '')}`;
    return severity === 'warning' ? `(${text})` : text;
  });
}

const MAILBOX: KnownMailbox = {
  address: 'huonglt.khunha@laichau.gov.vn',
  state: 'active',
  holderName: 'Lò Thị Hương',
  holderPersonId: 'p1',
  unitName: 'UBND xã Khun Há',
};

function certificate(more: Partial<KnownCertificate> = {}): KnownCertificate {
  return {
    serial: '5A3F00917C',
    subjectKind: 'person',
    subjectName: 'Lò Thị Hương',
    identityNumber: '012188004321',
    email: MAILBOX.address,
    validFrom: '2018-07-22',
    validTo: '2021-07-22',
    renewalCount: 0,
    state: 'active',
    tokenSerial: '4F-2081-7733',
    ...more,
  };
}

describe('examples', () => {
  test.each(FORMS)('$label: nothing to say, on whatever day', ({ code }) => {
    expect(told(exampleForm(code))).toEqual([]);
    expect(told(exampleForm(code, '2026-11-26'), facts({ today: '2026-11-26' }))).toEqual([]);
  });

  test('every message says what is wrong, cites a rule and says what to do', () => {
    const wrong = sheet('M01', {
      email: 'a@gmail.com',
      mobile: '12',
      pkiSim: 'Vietel',
      bornOn: '31/02/2000',
      fullName: '',
      gender: '',
    });
    const findings = checkForm(wrong, facts());
    expect(findings.length).toBeGreaterThanOrEqual(6);
    for (const { message, rule, label } of findings) {
      expect(message).toMatch(/Hãy [^.]+/);
      expect(rule).not.toBe('');
      expect(label).not.toBe('');
    }
  });
});

describe('Mẫu 01', () => {
  test.each<[string, Record<string, FieldValue>, string[]]>([
    ['name with digits', { fullName: 'Lò Thị Hương 2' }, ['fullName name_invalid']],
    ['name in Cyrillic letters', { fullName: 'Lò Thị Нương' }, ['fullName name_invalid']],
    ['another signs', { fullName: 'Lò Thị Hường Mai' }, ['(signerName signer_differs)']],
    ['born tomorrow', { bornOn: '2021-03-25' }, ['bornOn date_invalid']],
    ['17 years old', { bornOn: '2003-03-25', 'identity.number': 'B1234567' }, ['(bornOn age_unusual)']],
    ['76 years old', { bornOn: '1945-03-24', 'identity.number': '012345678' }, ['(bornOn age_unusual)']],
    ['paper older than the person', { 'identity.issuedOn': '1988-05-07' }, ['identity.issuedOn dates_out_of_order']],
    ['paper of tomorrow', { 'identity.issuedOn': '2021-03-25' }, ['identity.issuedOn date_invalid']],
    ['CMND of 9 digits in 2021', { 'identity.number': '012345678' }, []],
    ['11 digits', { 'identity.number': '01234567890' }, ['identity.number identity_invalid']],
    ['passport', { 'identity.number': 'b1234567' }, []],
    ['number of a man', { 'identity.number': '012088004321' }, ['(identity.number identity_mismatch)']],
    ['number of another year', { 'identity.number': '012189004321' }, ['(identity.number identity_mismatch)']],
    ['identity paper half given', { 'identity.issuedBy': '' }, ['identity.issuedBy field_missing']],
    ['free mail', { email: 'huong@Mail.Gmail.com' }, ['email free_mail']],
    ['free mail in an address', { employerAddress: 'Khun Há, huong@yahoo.com' }, ['employerAddress free_mail']],
    ['private company', { email: 'huong@vnpt.vn' }, ['email email_not_official']],
    ['name of the mailbox only', { email: 'huonglt.khunha' }, ['email email_invalid']],
    ['landline', { mobile: '0213 3 789 456' }, ['mobile mobile_invalid']],
    ['no SIM', { pkiSim: '' }, []],
    ['SIM with a slip', { pkiSim: 'Viettel/sc' }, ['pkiSim pki_sim_invalid']],
    ['only the suffix', { pkiSim: '/cs' }, ['pkiSim pki_sim_invalid']],
    [
      'conversion without a number',
      { pkiSim: 'Mobifone/cs', mobile: '' },
      ['mobile field_missing', 'pkiSim pki_sim_invalid'],
    ],
    [
      'old certificate half given',
      { 'oldCertificate.serial': '5A' },
      ['oldCertificate.issuedOn field_missing', 'oldCertificate.expiresOn field_missing'],
    ],
    [
      'old certificate in the wrong order',
      {
        'oldCertificate.serial': '5A',
        'oldCertificate.issuedOn': '2020-01-01',
        'oldCertificate.expiresOn': '2019-01-01',
      },
      ['oldCertificate.expiresOn dates_out_of_order'],
    ],
    [
      'old certificate of six years',
      {
        'oldCertificate.serial': 'XY',
        'oldCertificate.issuedOn': '2016-01-01',
        'oldCertificate.expiresOn': '2022-01-01',
      },
      ['oldCertificate.serial serial_invalid', '(oldCertificate.expiresOn validity_too_long)'],
    ],
    ['dots of the printed line', { position: '…………' }, ['position field_missing']],
    ['a field the form does not have', { salary: '5' }, ['salary unknown_field']],
  ])('%s', (_, change, expected) => {
    expect(told(sheet('M01', change)).toSorted()).toEqual(expected.toSorted());
  });

  test('CMND counts no more from 01/01/2025', () => {
    const old = (today: string): string[] =>
      told(sheet('M01', { 'identity.number': '012345678' }, today), facts({ today }));
    expect(old('2024-12-31')).toEqual([]);
    expect(old('2025-01-01')).toEqual(['identity.number identity_invalid']);
  });

  test('mailbox first: known, active, the own one', () => {
    const ask = (mailbox: KnownMailbox | undefined): string[] => told(sheet('M01'), facts({ mailbox: () => mailbox }));
    expect(ask(MAILBOX)).toEqual([]);
    expect(ask(undefined)).toEqual(['email mailbox_required']);
    expect(ask({ ...MAILBOX, state: 'requested' })).toEqual(['email mailbox_required']);
    expect(ask({ ...MAILBOX, holderName: 'Giàng A Páo' })).toEqual(['email mailbox_of_other']);
    expect(told(sheet('M01'), facts({ ownMailbox: null }))).toEqual(['email mailbox_required']);
    expect(
      told(
        sheet('M01'),
        facts({ ownMailbox: { ...MAILBOX, address: 'huonglt2.khunha@laichau.gov.vn' }, mailbox: () => MAILBOX }),
      ),
    ).toEqual(['email mailbox_of_other']);
  });

  test('repairs: the own mailbox, else the form to ask for one', () => {
    const fix = (known: FormFacts, change: Record<string, FieldValue>): FormFinding['fix'] =>
      checkForm(sheet('M01', change), known)[0]?.fix;
    expect(fix(facts({ ownMailbox: MAILBOX }), { email: 'a@gmail.com' })?.value).toBe(MAILBOX.address);
    expect(fix(facts(), { email: 'a@gmail.com' })?.kind).toBe('mailbox.new');
    expect(fix(facts(), { pkiSim: 'vietel / sc' })?.value).toBe('Viettel/cs');
    expect(fix(facts({ activeCertificatesOf: () => [certificate()] }), {})?.value).toBe('5A3F00917C');
  });

  test('one certificate for a person, unless it is named as the old one', () => {
    const known = facts({ activeCertificatesOf: (number) => (number === '012188004321' ? [certificate()] : []) });
    expect(told(sheet('M01'), known)).toEqual(['oldCertificate.serial certificate_active']);
    const named = {
      'oldCertificate.serial': '00 5a:3f:00:91:7c',
      'oldCertificate.issuedOn': '2018-07-22',
      'oldCertificate.expiresOn': '2021-07-22',
    };
    expect(told(sheet('M01', named), known)).toEqual([]);
    expect(told(sheet('M01', named), facts({ certificate: () => undefined }))).toEqual([
      '(oldCertificate.serial serial_unknown)',
    ]);
  });

  test('signing regularly is a condition once somebody was asked', () => {
    expect(told(sheet('M01'), facts({ signsRegularly: false }))).toEqual(['position not_regular_signer']);
    expect(told(sheet('M01'), facts({ signsRegularly: true }))).toEqual([]);
  });
});

describe('Mẫu 02', () => {
  test.each<[string, Record<string, FieldValue>, string[]]>([
    ['no tax code', { taxCode: '' }, ['taxCode field_missing']],
    ['a body without tax code', { taxCode: '', taxCodeNone: true }, []],
    ['code of a branch', { taxCode: '6200012010001' }, []],
    ['short tax code', { taxCode: '620001201' }, ['taxCode tax_code_invalid']],
    ['slip in the tax code', { taxCode: '6200012011' }, ['(taxCode tax_code_check_digit)']],
    ['budget code of 6 digits', { budgetCode: '101234' }, ['budgetCode budget_code_invalid']],
    ['no budget code, and said so', { budgetCode: '', budgetCodeNone: true }, []],
    ['box as a word', { taxCodeNone: 'true' }, ['taxCodeNone wrong_type']],
  ])('%s', (_, change, expected) => {
    expect(told(sheet('M02', change))).toEqual(expected);
  });

  test('the mailbox is the organisation’s, not a person’s', () => {
    expect(told(sheet('M02'), facts({ mailbox: () => MAILBOX }))).toEqual(['email mailbox_of_person']);
    expect(told(sheet('M02'), facts({ mailbox: () => ({ ...MAILBOX, holderPersonId: null }) }))).toEqual([]);
  });
});

describe('Mẫu 03', () => {
  const renewOnly = { change: false, changes: [] };

  test.each<[string, Record<string, FieldValue>, string[]]>([
    ['no box', { renew: false, ...renewOnly }, ['renew nothing_requested']],
    ['box 2 and an empty table', { change: true, changes: [] }, ['changes changes_missing']],
    ['table without its box', { change: false }, ['change changes_without_box']],
    ['half a row', { changes: [{ attribute: 'Cơ quan công tác', newValue: '' }] }, ['changes change_incomplete']],
    [
      'rank of a person',
      { changes: [{ attribute: 'Họ và tên', newValue: 'Lò Hương' }] },
      ['changes change_needs_new_certificate'],
    ],
    [
      'free mail as the new address',
      { changes: [{ attribute: 'Thư điện tử', newValue: 'a@gmail.com' }] },
      ['changes free_mail'],
    ],
    ['no address', { changes: [{ attribute: 'Thư điện tử', newValue: 'huonglt2' }] }, ['changes email_not_official']],
    [
      'the same address',
      { changes: [{ attribute: 'Thư điện tử', newValue: MAILBOX.address }] },
      ['changes change_without_effect'],
    ],
    [
      'name of an organisation',
      { 'subject.kind': 'organisation', changes: [{ attribute: 'Tên cơ quan', newValue: 'UBND xã' }] },
      [],
    ],
    [
      'employer of an organisation',
      { 'subject.kind': 'organisation', changes: [{ attribute: 'Chức vụ', newValue: 'x' }] },
      ['changes change_needs_new_certificate'],
    ],
    ['SIM without number', { container: 'pki_sim' }, ['subject.mobile field_missing']],
    ['SIM with number', { container: 'pki_sim', 'subject.mobile': '0912345678' }, []],
    ['number, but a token', { 'subject.mobile': '0912345678' }, ['(subject.mobile field_not_applicable)']],
    ['unknown kind', { 'subject.kind': 'robot' }, ['subject.kind choice_invalid']],
    ['table as text', { changes: 'Thư điện tử' }, ['changes wrong_type', 'changes changes_missing']],
  ])('%s', (_, change, expected) => {
    expect(told(sheet('M03', change))).toEqual(expected);
  });

  test.each([
    ['2021-05-23', []],
    ['2021-05-24', []],
    ['2021-05-22', ['renew renewal_window_closed']],
  ])('renewal when it ends on %s: 60 and 61 days are enough, 59 are not', (expiresOn, expected) => {
    expect(told(sheet('M03', { ...renewOnly, 'certificate.expiresOn': expiresOn }))).toEqual(expected);
  });

  test('the register decides over the window, the second renewal is refused, and where to go instead is said', () => {
    const known = facts({ certificate: () => certificate({ validTo: '2021-05-22T16:59:59Z', renewalCount: 1 }) });
    const findings = checkForm(sheet('M03', renewOnly), known);
    const codes = findings.map(({ code }) => code);
    expect(codes).toContain('requests.renewal_window_closed');
    expect(codes).toContain('requests.renewal_already_used');
    expect(findings.find(({ code }) => code === 'requests.renewal_already_used')?.fix?.kind).toBe('cert.issue.person');
    expect(told(sheet('M03', renewOnly), { ...known, limits: { renewalMinDays: 30, renewalMaxCount: 2 } })).toEqual([
      '(certificate.expiresOn dates_differ)',
    ]);
  });

  test.each<[KnownCertificate['state'], string[]]>([
    ['active', []],
    ['frozen', []],
    ['revoked', ['certificate.serial certificate_not_active']],
    ['expired', ['certificate.serial certificate_not_active']],
    ['transferred_out', ['certificate.serial certificate_not_active']],
  ])('certificate in state %s', (state, expected) => {
    expect(told(sheet('M03'), facts({ certificate: () => certificate({ state }) }))).toEqual(expected);
  });

  test('what differs from the register', () => {
    expect(told(sheet('M03'), facts({ certificate: () => undefined }))).toEqual(['certificate.serial serial_unknown']);
    const other = certificate({
      subjectKind: 'organisation',
      subjectName: 'UBND xã',
      email: 'x@laichau.gov.vn',
      validFrom: '2018-07-21',
    });
    expect(told(sheet('M03'), facts({ certificate: () => other }))).toEqual([
      'subject.kind subject_kind_mismatch',
      '(subject.name name_not_registered)',
      '(certificate.issuedOn dates_differ)',
      '(subject.email email_not_registered)',
    ]);
  });

  test('a new address must stand in the register of mailboxes', () => {
    const change = { changes: [{ attribute: 'Thư công vụ', newValue: 'huonglt.tamduong@laichau.gov.vn' }] };
    expect(told(sheet('M03', change), facts({ mailbox: () => undefined }))).toEqual(['changes mailbox_required']);
    expect(told(sheet('M03', change), facts({ mailbox: (address) => ({ ...MAILBOX, address }) }))).toEqual([]);
  });
});

describe('table of changes', () => {
  const rows = (...changes: { attribute: string; newValue: string; oldValue?: string }[]): string[] =>
    told(sheet('M03', { changes }));
  test.each([
    ['twice', ['Cơ quan, tổ chức công tác', 'A B'], ['Đơn vị công tác', 'C D'], ['changes change_twice']],
    ['two things', ['Cơ quan', 'A B'], ['Email', 'moi.vhtt@laichau.gov.vn'], []],
    ['no name before the sign', ['Cơ quan', 'A B'], ['Email', '@laichau.gov.vn'], ['changes email_not_official']],
    ['dots', ['Cơ quan', '......'], ['Email', 'moi.vhtt@laichau.gov.vn'], ['changes change_incomplete']],
  ])('%s', (_, first, second, expected) => {
    const [one, two] = [first, second].map(([attribute = '', newValue = '']) => ({ attribute, newValue }));
    expect(one !== undefined && two !== undefined && rows(one, two)).toEqual(expected);
  });

  test('a new value that is the old one', () => {
    const change = { attribute: 'Cơ quan', newValue: 'UBND xã Bản Bo' };
    expect(rows({ ...change, oldValue: 'UBND  XÃ BẢN BO' })).toEqual(['changes change_without_effect']);
    expect(rows({ ...change, oldValue: 'UBND xã Bản Bó' })).toEqual([]);
  });
});

describe('Mẫu 04', () => {
  const organisation = {
    'subject.kind': 'organisation',
    'subject.identity.number': '',
    'subject.identity.issuedOn': '',
    'subject.identity.issuedBy': '',
    'subject.taxCode': '6200012010',
    'subject.budgetCode': '1012345',
  };

  test.each<[string, Record<string, FieldValue>, string[]]>([
    ['person without paper', { 'subject.identity.number': '' }, ['subject.identity.number field_missing']],
    ['organisation', organisation, []],
    ['organisation with one code', { ...organisation, 'subject.taxCode': '' }, ['subject.taxCode field_missing']],
    ['a body that has no tax code', { ...organisation, 'subject.taxCode': '', 'subject.taxCodeNone': true }, []],
    [
      'no code, and one',
      { ...organisation, 'subject.budgetCodeNone': true },
      ['(subject.budgetCode field_not_applicable)'],
    ],
    [
      'paper of a person for an organisation',
      { ...organisation, 'subject.identity.number': '012188004321' },
      ['(subject.identity.number field_not_applicable)'],
    ],
    [
      'codes of an organisation for a person',
      { 'subject.taxCode': '6200012010' },
      ['(subject.taxCode field_not_applicable)'],
    ],
    ['a number without a device is a SIM', { container: '', 'token.serial': '', 'subject.mobile': '0912345678' }, []],
    ['neither device nor number', { container: '', 'token.serial': '' }, ['token.serial field_missing']],
    [
      'SIM and device',
      { container: 'pki_sim', 'subject.mobile': '0912345678' },
      ['(token.serial field_not_applicable)'],
    ],
    ['choices by their labels', { 'subject.kind': 'cá nhân', reasonCode: 'Khóa bí mật bị lộ hoặc nghi bị lộ' }, []],
    [
      'organisation without codes',
      { ...organisation, 'subject.taxCode': '', 'subject.budgetCode': '' },
      ['subject.taxCode field_missing', 'subject.budgetCode field_missing'],
    ],
    [
      'device needs neither',
      { ...organisation, 'subject.kind': 'device', 'subject.taxCode': '', 'subject.budgetCode': '' },
      [],
    ],
    ['token without number', { 'token.serial': '' }, ['token.serial field_missing']],
    ['SIM needs a number, no token', { container: 'pki_sim', 'token.serial': '' }, ['subject.mobile field_missing']],
    ['SIM', { container: 'pki_sim', 'token.serial': '', 'subject.mobile': '0912345678' }, []],
    ['no reason', { reason: '', reasonCode: '' }, ['reasonCode reason_missing', 'reason field_missing']],
    ['reason of an organisation', { reasonCode: 'merged' }, ['reasonCode reason_not_applicable']],
    ['a dead declarant', { reasonCode: 'died' }, ['reasonCode reason_not_applicable']],
    ['death, declared by another', { reasonCode: 'died', 'subject.identity.number': '012160000001' }, []],
    ['no kind of subject', { 'subject.kind': '' }, ['subject.kind field_missing']],
  ])('%s', (_, change, expected) => {
    expect(told(sheet('M04', change))).toEqual(expected);
  });

  test('revoked once is enough; the token is compared', () => {
    const ask = (more: Partial<KnownCertificate>): string[] =>
      told(sheet('M04'), facts({ certificate: () => certificate(more) }));
    expect(ask({})).toEqual([]);
    expect(ask({ state: 'revoked' })).toEqual(['certificate.serial certificate_not_active']);
    expect(ask({ state: 'revoke_requested' })).toEqual(['certificate.serial certificate_not_active']);
    expect(ask({ tokenSerial: '99' })).toEqual(['(token.serial token_mismatch)']);
    expect(ask({ tokenSerial: '4f-2081 -7733' })).toEqual([]);
  });
});

describe('Mẫu 05', () => {
  const ask = (token: ReturnType<NonNullable<FormFacts['token']>>): string[] =>
    told(sheet('M05'), facts({ token: () => token, certificate: () => certificate() }));

  test('a lost device is not restored but revoked', () => {
    expect(ask({ state: 'in_use', certificateSerial: '5A3F00917C' })).toEqual([]);
    expect(ask(undefined)).toEqual(['token.serial token_unknown']);
    expect(ask({ state: 'lost', certificateSerial: '5A3F00917C' })).toEqual(['token.serial token_lost']);
    expect(ask({ state: 'in_use', certificateSerial: null })).toEqual(['token.serial serial_unknown']);
    const lost = facts({ token: () => ({ state: 'lost', certificateSerial: null }) });
    expect(checkForm(sheet('M05'), lost)[0]?.fix?.kind).toBe('cert.revoke');
  });

  test('what was registered is found through the device', () => {
    const known = facts({
      token: () => ({ state: 'locked', certificateSerial: '5A' }),
      certificate: () => certificate({ email: 'x@laichau.gov.vn' }),
    });
    expect(told(sheet('M05'), known)).toEqual(['(subject.email email_not_registered)']);
  });
});

describe('lists', () => {
  const account = {
    name: 'desa.khunha',
    holderName: 'Sùng A Dế',
    unitName: 'UBND xã Khun Há',
    ownUnit: true,
    state: 'active',
    mobileEditing: false,
  } as const;

  test('every cell but the note is needed', () => {
    for (const code of ['M06', 'M07', 'M08', 'M09', 'M10'] as const) {
      for (const key of Object.keys(exampleForm(code).rows?.[0] ?? {}).filter(
        (one) => one !== 'part' && one !== 'note',
      )) {
        const [first] = told(list(code, { [key]: '' }));
        expect(first).toMatch(new RegExp(`^1\\.${key} (field|reason)_missing$`));
      }
    }
  });

  test('empty, counted wrong, too long, of no part', () => {
    expect(told({ form: 'M06', rows: [] })).toEqual(['rows rows_missing']);
    expect(told({ ...exampleForm('M06'), count: 3 })).toEqual(['rows count_mismatch']);
    expect(told({ ...exampleForm('M06'), count: 2 })).toEqual([]);
    expect(told({ form: 'M06', rows: Array.from({ length: 10_001 }, () => ({})) })).toEqual(['rows too_many_rows']);
    expect(told({ form: 'M10', rows: [{ unitName: 'A', note: '' }] })).toEqual(['rows part_unknown']);
    expect(
      told({ form: 'M10', rows: [{ part: 'people', fullName: 'Lò Hương', unit: 'A', position: 'B', note: '' }] }),
    ).toEqual([]);
    expect(told({ form: 'M07', rows: [{ ...exampleForm('M07').rows?.[0], phone: '1' }] })).toEqual([
      '1.phone unknown_field',
    ]);
  });

  test('the same row twice, and namesakes', () => {
    const [first = {}, second = {}] = exampleForm('M06').rows ?? [];
    expect(
      told({ form: 'M06', rows: [first, second, { ...first, fullName: 'GIÀNG A PÁO', phone: '0987.654.321' }] }),
    ).toEqual(['3.fullName duplicate_row']);
    expect(told({ form: 'M06', rows: [first, { ...first, phone: '0911111111' }] })).toEqual([
      '(2.fullName possible_duplicate)',
    ]);
    expect(told(list('M07', { account: 'DESA.khunha' }, 1))).toEqual(['2.account duplicate_row']);
    expect(told(list('M09', { mailbox: 'khoasa.sonbinh@laichau.gov.vn' }, 1))).toEqual(['2.mailbox duplicate_row']);
  });

  test('names that differ in their accents are two people, a name typed without them is not', () => {
    const teacher = { part: 'people', unit: 'Trường THCS Bản Bo', position: 'Giáo viên', note: '' };
    const names = (...fullNames: string[]): FilledForm => ({
      form: 'M10',
      rows: fullNames.map((fullName) => ({ ...teacher, fullName })),
    });
    expect(told(names('Nguyễn Thị Hương', 'Nguyễn Thị Hường'))).toEqual(['(2.fullName possible_duplicate)']);
    for (const same of ['nguyen thi huong', 'NGUYỄN  THỊ HƯƠNG', 'Nguyễn Thị Hương'.normalize('NFD')]) {
      expect(told(names('Nguyễn Thị Hương', same))).toEqual(['2.fullName duplicate_row']);
    }
    const told2 = told({
      form: 'M10',
      rows: ['sinh 1985', 'sinh 1990'].map((note) => ({ ...teacher, fullName: 'Sùng A Dế', note })),
    });
    expect(told2).toEqual(['(2.fullName possible_duplicate)']);
  });

  test('one person in two units with one phone; one account with and without domain', () => {
    const [first = {}] = exampleForm('M06').rows ?? [];
    expect(told({ form: 'M06', rows: [first, { ...first, unit: 'UBND xã Sơn Bình' }] })).toEqual([
      '(2.fullName possible_duplicate)',
    ]);
    expect(told(list('M07', { account: 'desa.khunha@laichau.gov.vn' }, 1))).toEqual(['2.account duplicate_row']);
  });

  test.each([
    'H’Ŏt Ê̆ban',
    'Rơ Ô̆ Krajăn',
    'H`Hen Niê',
    'Siu H‘Prông',
    'Nguyễn Thị Ngọc‑Lan',
    'Giàng A Páo',
    'Y Ƀlêč Niê',
  ])('honest name %s', (fullName) => {
    expect(told({ form: 'M10', rows: [{ part: 'people', fullName, unit: 'A', position: 'B', note: '' }] })).toEqual([]);
  });

  test('Mẫu 06: who has an account gets no second one; another unit is asked', () => {
    const known = (ownUnit: boolean): FormFacts =>
      facts({ accountsOf: (name) => (name === 'Giàng A Páo' ? [{ ...account, ownUnit }] : []) });
    expect(told(exampleForm('M06'), known(true))).toEqual(['1.fullName account_exists']);
    expect(told(exampleForm('M06'), known(false))).toEqual(['(1.fullName account_exists)']);
    expect(told(exampleForm('M06'), facts({ accountsOf: () => [{ ...account, state: 'revoked' }] }))).toEqual([]);
    expect(told(list('M06', { phone: '12345' }))).toEqual(['1.phone phone_invalid']);
    expect(told(list('M06', { note: 'Liên hệ pao@gmai1.com' }))).toEqual(['1.note free_mail']);
  });

  test('Mẫu 07: account known, of this unit, in use, of that person', () => {
    const ask = (more: object | undefined): string[] =>
      told(
        exampleForm('M07'),
        facts({
          account: (name) =>
            name === 'desa.khunha' ? more && { ...account, ...more } : { ...account, holderName: 'Vàng Thị Pà' },
        }),
      );
    expect(ask({})).toEqual([]);
    expect(ask(undefined)).toEqual(['1.account account_unknown']);
    expect(ask({ ownUnit: false })).toEqual(['1.account account_of_other_unit']);
    expect(ask({ holderName: 'Lò Văn Pâng' })).toEqual(['(1.account account_of_other)']);
    expect(ask({ state: 'revoked' })).toEqual(['1.account account_not_active']);
    expect(ask({ state: 'kept' })).toEqual(['(1.account account_kept)']);
    expect(told(list('M07', { reason: 'Theo ý kiến lãnh đạo' }))).toEqual(['(1.reason reason_unclear)']);
    expect(told(list('M07', { account: 'dế khun há' }))).toEqual(['1.account account_invalid']);
  });

  test('Mẫu 08: not for an account that goes', () => {
    const ask = (more: object): string[] =>
      told(
        { form: 'M08', rows: (exampleForm('M08').rows ?? []).slice(0, 1) },
        facts({ account: () => ({ ...account, holderName: 'Lò Văn Pâng', ...more }) }),
      );
    expect(ask({})).toEqual([]);
    expect(ask({ state: 'revoke_requested' })).toEqual(['1.account account_not_active']);
    expect(ask({ mobileEditing: true })).toEqual(['(1.account mobile_already_granted)']);
  });

  test('Mẫu 09: mailbox known, of that person, no certificate relies on it', () => {
    const one = { form: 'M09', rows: (exampleForm('M09').rows ?? []).slice(0, 1) } as const;
    const known = { ...MAILBOX, address: 'khoasa.sonbinh@laichau.gov.vn', holderName: 'Nguyễn Văn A' };
    expect(told(one, facts({ mailbox: () => known }))).toEqual([]);
    expect(told(one, facts({ mailbox: () => undefined }))).toEqual(['1.mailbox mailbox_unknown']);
    expect(told(one, facts({ mailbox: () => ({ ...known, holderName: 'Sùng A Khoa' }) }))).toEqual([
      '1.mailbox mailbox_of_other',
    ]);
    expect(told(one, facts({ mailbox: () => ({ ...known, state: 'revoked' }) }))).toEqual([
      '1.mailbox mailbox_not_active',
    ]);
    expect(told(one, facts({ certificatesByEmail: () => [certificate()] }))).toEqual(['1.mailbox mailbox_in_use']);
    expect(told(list('M09', { note: '' }))).toEqual(['(1.note reason_missing)']);
    expect(told(list('M09', { mailbox: 'khoasa@gmail.com' }))).toEqual(['1.mailbox free_mail']);
    expect(told(list('M09', { mailbox: 'khoasa@vnpt.vn' }))).toEqual(['1.mailbox mailbox_invalid']);
  });

  test('Mẫu 10: one mailbox for each', () => {
    const holds = (name: string, unitName: string): FormFacts =>
      facts({ mailboxesOf: (asked) => (asked === name ? [{ ...MAILBOX, unitName }] : []) });
    expect(told(exampleForm('M10'), holds('Trường Mầm non Khun Há', 'Trường Mầm non Khun Há'))).toEqual([
      '1.unitName mailbox_exists',
    ]);
    expect(told(exampleForm('M10'), holds('Giàng A Páo', 'UBND xã Khun Há'))).toEqual(['1.fullName mailbox_exists']);
    expect(told(exampleForm('M10'), holds('Giàng A Páo', 'UBND xã Sơn Bình'))).toEqual(['(1.fullName mailbox_exists)']);
  });

  test('rows are counted within their part; the whole comes first, then part, row, column', () => {
    const rows = [
      { part: 'people', fullName: '', unit: '', position: 'B', note: '' },
      { part: 'units', unitName: '', note: '' },
      { part: 'people', fullName: 'Lò Hương', unit: '', position: 'B', note: '' },
    ];
    expect(
      checkForm({ form: 'M10', rows, count: 5 }, facts()).map(
        ({ part, row, field }) => `${part ?? ''} ${row} ${field}`,
      ),
    ).toEqual([' null rows', 'units 1 unitName', 'people 1 fullName', 'people 1 unit', 'people 2 unit']);
  });
});
