import { compareVietnameseNames } from '@congvu/vntext';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConsolidationFacts,
  consolidate,
  exampleForm,
  type FieldValue,
  type FormCode,
  formByCode,
  type KnownAccount,
  type KnownMailbox,
  type RosterFinding,
  type RosterLine,
} from '../src/index.ts';

const TODAY = { today: '2021-04-02' };
const AGENCIES = ['UBND xã Khun Há', 'UBND xã Sơn Bình', 'Phòng Nội vụ', 'Phòng Văn hóa và Thông tin'];

/** One line of a form's example with some values changed. */
function line(
  code: FormCode,
  id: string,
  agency = 0,
  values: Record<string, FieldValue> = {},
  more: Partial<RosterLine> = {},
): RosterLine {
  const { fields, rows } = exampleForm(code);
  const { part: _, ...row } = rows?.[0] ?? {};
  const base: Record<string, FieldValue> = { ...(fields ?? row), ...values };
  return {
    id,
    requestId: `r-${id}`,
    agencyId: `a${agency}`,
    agencyName: AGENCIES[agency] ?? '',
    agencyOrder: agency,
    unitName: '',
    kind: formByCode(code).kind,
    form: code,
    no: 1,
    values: base,
    personId: null,
    submittedAt: '2021-03-30T02:00:00Z',
    revision: 1,
    urgent: false,
    ...more,
  };
}

function person(
  id: string,
  agency: number,
  values: Record<string, FieldValue>,
  more: Partial<RosterLine> = {},
): RosterLine {
  return line(
    'M10',
    id,
    agency,
    { fullName: 'Giàng A Páo', unit: 'A', position: 'B', ...values },
    { part: 'people', ...more },
  );
}

/** `C1 error a,b` of each finding. */
function told(lines: RosterLine[], known: Partial<ConsolidationFacts> = {}): string[] {
  return consolidate(lines, { ...TODAY, ...known }).findings.map(
    ({ rule, severity, lineIds, winnerId }) =>
      `${rule} ${severity} ${lineIds.join(',')}${winnerId === undefined ? '' : ` → ${winnerId}`}`,
  );
}

const MAILBOX: KnownMailbox = {
  address: 'x@laichau.gov.vn',
  state: 'active',
  holderName: 'Lò Thị Hương',
  holderPersonId: 'p',
  unitName: 'UBND xã Sơn Bình',
};
const ACCOUNT: KnownAccount = {
  name: 'x',
  holderName: 'Giàng A Páo',
  unitName: 'Phòng Nội vụ',
  ownUnit: false,
  state: 'active',
  mobileEditing: false,
};

describe('checks', () => {
  test('C1: one citizen number twice, whatever its spelling, also in two agencies', () => {
    const other = { 'identity.number': '012188000001', fullName: 'Lò Thị Mai' };
    expect(
      told([
        line('M01', 'a'),
        line('M01', 'b', 1, { 'identity.number': '012 188 004321' }),
        line('M01', 'c', 2, other),
      ]),
    ).toEqual(['C1 error a,b']);
    expect(told([line('M01', 'a'), line('M01', 'c', 2, other)])).toEqual([]);
  });

  test('C1: an active certificate that is not named as the old one', () => {
    const activeCertificatesOf: ConsolidationFacts['activeCertificatesOf'] = () => [
      {
        serial: '0A:BC',
        subjectKind: 'person',
        subjectName: '',
        identityNumber: '',
        email: '',
        validFrom: '',
        validTo: '',
        renewalCount: 0,
        state: 'active',
        tokenSerial: '',
      },
    ];
    expect(told([line('M01', 'a')], { activeCertificatesOf })).toEqual(['C1 error a']);
    expect(told([line('M01', 'a', 0, { 'oldCertificate.serial': 'abc' })], { activeCertificatesOf })).toEqual([]);
  });

  test('C2: one organisation twice by either code, told once', () => {
    const other = { taxCode: '6200099999', budgetCode: '1099999' };
    expect(told([line('M02', 'a'), line('M02', 'b', 1)])).toEqual(['C2 error a,b']);
    expect(told([line('M02', 'a'), line('M02', 'b', 1, { taxCode: '6200099999' })])).toEqual(['C2 error a,b']);
    expect(told([line('M02', 'a'), line('M02', 'b', 1, other)])).toEqual([]);
  });

  test('C3: one serial twice in a kind; the newest stays within one unit only', () => {
    const newer = { submittedAt: '2021-03-31T02:00:00Z' };
    expect(told([line('M03', 'a'), line('M03', 'b', 0, { 'certificate.serial': '005a3f00917c' }, newer)])).toEqual([
      'C3 error a,b → b',
    ]);
    expect(told([line('M03', 'a'), line('M03', 'b', 1, {}, newer)])).toEqual(['C3 error a,b']);
    expect(told([line('M04', 'a'), line('M04', 'b', 0, {}, { requestId: 'r-a', revision: 2 })])).toEqual([
      'C3 error a,b → b',
    ]);
    expect(told([line('M05', 'a'), line('M05', 'b', 1, { 'token.serial': '4f-2081 7733' })])).toEqual([]);
    expect(told([line('M05', 'a'), line('M05', 'b', 1, { 'token.serial': '4f-2081 -7733' })])).toEqual([
      'C3 error a,b',
    ]);
  });

  test('C4: renewed and revoked, restored and revoked, restored and lost', () => {
    expect(told([line('M03', 'a'), line('M04', 'b', 1)])).toEqual(['C4 conflict a,b']);
    expect(told([line('M04', 'b', 1), line('M05', 'c')])).toEqual(['C4 conflict b,c']);
    expect(told([line('M05', 'c')], { lostTokens: new Set(['4f-2081-7733']) })).toEqual(['C4 conflict c']);
    expect(told([line('M03', 'a'), line('M04', 'b', 1, { 'certificate.serial': '77' })])).toEqual([]);
  });

  test('C5: an account twice; revoked wins over the right to edit', () => {
    expect(told([line('M07', 'a'), line('M07', 'b', 1, { account: 'DESA.khunha' })])).toEqual(['C5 error a,b']);
    expect(told([line('M08', 'a', 0, { account: 'desa.khunha' }), line('M07', 'b')])).toEqual(['C5 conflict b,a → b']);
    expect(told([line('M08', 'a'), line('M08', 'b', 1)])).toEqual(['C5 error a,b']);
    expect(told([line('M07', 'a'), line('M08', 'b')])).toEqual([]);
  });

  test('C6: a mailbox twice, with domain or without; gone while a certificate relies on it', () => {
    const leaving = line('M09', 'b', 1, { mailbox: 'HuongLT.khunha' });
    expect(told([line('M09', 'a'), line('M09', 'b', 1, { mailbox: 'khoasa.sonbinh@laichau.gov.vn' })])).toEqual([
      'C6 error a,b',
    ]);
    expect(told([line('M01', 'a'), leaving])).toEqual(['C6 conflict a,b']);
    expect(told([line('M03', 'a'), leaving])).toEqual(['C6 conflict a,b']);
    expect(told([line('M04', 'a'), leaving])).toEqual([]);
  });

  test('C7: who has an account or a mailbox already, here or elsewhere', () => {
    expect(told([line('M06', 'a')], { accountsOf: () => [ACCOUNT] })).toEqual(['C7 conflict a']);
    expect(told([line('M06', 'a')], { accountsOf: () => [{ ...ACCOUNT, state: 'revoked' }] })).toEqual([]);
    expect(told([person('a', 0, {})], { mailboxesOf: (name) => (name === 'Giàng A Páo' ? [MAILBOX] : []) })).toEqual([
      'C7 conflict a',
    ]);
    const { findings } = consolidate([line('M06', 'a')], { ...TODAY, accountsOf: () => [ACCOUNT] });
    expect(findings[0]?.message).toContain('Phòng Nội vụ');
    expect(findings[0]?.message).toContain('UBND xã Khun Há');
  });

  test('C8: the same name with the same phone, or place and position, or one personnel record; never more than a warning', () => {
    const phone = { phone: '0987.654.321', unit: 'Phòng Nội vụ', position: 'Chuyên viên' };
    expect(told([line('M06', 'a'), line('M06', 'b', 2, { ...phone, fullName: 'GIANG A PAO' })])).toEqual([
      'C8 warning a,b',
    ]);
    expect(told([line('M06', 'a'), line('M06', 'b', 2, { ...phone, phone: '0911111111' })])).toEqual([]);
    expect(told([line('M06', 'a'), line('M06', 'b', 1, { phone: '0911111111' })])).toEqual(['C8 warning a,b']);
    expect(told([person('a', 0, {}), person('b', 1, {})])).toEqual(['C8 warning a,b']);
    expect(
      told([
        person('a', 0, {}, { personId: 'p' }),
        person('b', 1, { fullName: 'Giàng Páo', unit: 'C' }, { personId: 'p' }),
      ]),
    ).toEqual(['C8 warning a,b']);
    const unit = (id: string, agency: number): RosterLine =>
      line('M10', id, agency, { unitName: 'Trường Mầm non Khun Há' }, { part: 'units' });
    expect(told([unit('a', 0), unit('b', 1)])).toEqual(['C8 warning a,b']);
  });

  test('C9: a certificate waits for the mailbox asked for in the same package', () => {
    const mailbox = person('b', 0, { fullName: 'LÒ THỊ HƯƠNG' });
    expect(told([line('M01', 'a'), mailbox])).toEqual(['C9 wait a,b']);
    expect(told([line('M01', 'a'), mailbox], { mailbox: () => MAILBOX })).toEqual([]);
    expect(told([line('M01', 'a'), { ...mailbox, agencyId: 'a1' }])).toEqual([]);
    expect(told([line('M01', 'a', 0, {}, { personId: 'p' }), { ...person('b', 1, {}), personId: 'p' }])).toEqual([
      'C9 wait a,b',
    ]);
  });

  test('C10, C11, C12: an earlier request, an agency that is no more, a form that counts no more', () => {
    expect(
      told([line('M07', 'a')], {
        openEarlier: ({ id }) => (id === 'a' ? { requestId: 'r', label: 'đợt 1' } : undefined),
      }),
    ).toEqual(['C10 error a']);
    const closedAgency: ConsolidationFacts['closedAgency'] = (id) =>
      id === 'a1' ? { successorId: 'a9', successorName: 'UBND xã Bình Lư' } : undefined;
    const answer = consolidate([line('M07', 'a'), line('M07', 'b', 1, { account: 'b' })], { ...TODAY, closedAgency });
    expect(answer.findings.map(({ rule, lineIds }) => [rule, lineIds])).toEqual([['C11', ['b']]]);
    expect(answer.routedTo).toEqual([
      { agencyId: 'a1', successorId: 'a9', successorName: 'UBND xã Bình Lư', lineIds: ['b'] },
    ]);
    expect(told([line('M07', 'a')], { validSets: ['2024'] })).toEqual(['C12 error a']);
    expect(told([line('M07', 'a', 0, {}, { set: '2024' })], { validSets: ['2024'] })).toEqual([]);
  });

  test('a finding says what is wrong and what to do, and shows no number of a paper whole', () => {
    const { findings } = consolidate([line('M01', 'a'), line('M01', 'b', 1), line('M07', 'c')], {
      ...TODAY,
      validSets: [],
    });
    for (const { message } of findings) {
      expect(message).toContain('Hãy ');
      expect(message).not.toContain('012188004321');
    }
    expect(findings.length).toBeGreaterThan(1);
  });

  test('many doubles of one thing make one finding', () => {
    const lines = Array.from({ length: 300 }, (_, index) => line('M01', `x${index}`, index % 4));
    const { findings } = consolidate(lines, TODAY);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.lineIds).toHaveLength(300);
    expect(findings[0]?.message.length).toBeLessThan(1_000);
  });
});

describe('merged list', () => {
  test('directory order, then given names, counted anew per part; totals per agency', () => {
    const lines = [
      person('1', 1, { fullName: 'Vàng A Bình' }),
      person('2', 0, { fullName: 'Lò Thị Yến' }),
      person('3', 0, { fullName: 'Tẩn A Ánh' }),
      line('M10', '4', 1, { unitName: 'Trường Tiểu học' }, { part: 'units' }),
      person('5', 0, { fullName: 'Nguyễn Văn Đức' }),
    ];
    const answer = consolidate(lines, TODAY);
    expect(answer.lines.map(({ id, stt, part }) => `${part} ${stt} ${id}`)).toEqual([
      'units 1 4',
      'people 1 3',
      'people 2 5',
      'people 3 2',
      'people 4 1',
    ]);
    expect(answer.totals).toEqual([
      { agencyId: 'a0', agencyName: AGENCIES[0], count: 3 },
      { agencyId: 'a1', agencyName: AGENCIES[1], count: 2 },
    ]);
    expect(answer.lines.map(({ no }) => no)).toEqual([1, 1, 1, 1, 1]);
  });

  test('nothing comes of nothing', () => {
    expect(consolidate([], TODAY)).toEqual({ lines: [], findings: [], totals: [], routedTo: [] });
  });
});

/** Many lines of all forms over a few agencies, with few different values so that everything meets. */
const anyLines = fc
  .array(
    fc.record({
      code: fc.constantFrom<FormCode>('M01', 'M02', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10'),
      agency: fc.nat(3),
      name: fc.constantFrom('Giàng A Páo', 'Lò Thị Hương', 'Tẩn A Ánh', 'Vàng Thị Mỷ'),
      key: fc.nat(6),
      day: fc.integer({ min: 10, max: 28 }),
      personId: fc.option(fc.constantFrom('p1', 'p2', 'p3')),
    }),
    { maxLength: 40 },
  )
  .map((all) =>
    all.map(({ code, agency, name, key, day, personId }, index) =>
      line(
        code,
        `l${index}`,
        agency,
        {
          fullName: name,
          'subject.name': name,
          'subject.kind': key % 3 === 0 ? 'organisation' : 'person',
          'identity.number': `01218800000${key}`,
          taxCode: `620001201${key}`,
          'certificate.serial': `5a0${key}`,
          'token.serial': `t${key}`,
          account: `account${key}`,
          mailbox: `mailbox${key}`,
          email: `mailbox${key}@laichau.gov.vn`,
          phone: `098765432${key}`,
        },
        {
          no: index + 1,
          submittedAt: `2021-03-${day}T02:00:00Z`,
          personId,
          ...(code === 'M10' ? { part: 'people' } : {}),
        },
      ),
    ),
  );

/** The slow way: every two lines compared. */
function pairs(
  lines: readonly RosterLine[],
  kind: string,
  keyOf: (values: RosterLine['values']) => unknown,
): Set<string> {
  const of = lines.filter((one) => one.kind === kind);
  return new Set(
    of.flatMap((left, index) =>
      of.slice(index + 1).flatMap((right) => (keyOf(left.values) === keyOf(right.values) ? [left.id, right.id] : [])),
    ),
  );
}

function linesOf(findings: readonly RosterFinding[], rule: string, code: string): Set<string> {
  return new Set(findings.filter((one) => one.rule === rule && one.code === code).flatMap(({ lineIds }) => lineIds));
}

describe('whatever is sent', () => {
  test('the answer does not hang on the order of the lines', () => {
    fc.assert(
      fc.property(
        anyLines.chain((lines) =>
          fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
        ),
        ([lines, shuffled]) => {
          expect(consolidate(shuffled, TODAY)).toEqual(consolidate(lines, TODAY));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('every double across agencies is found, and nothing else: as comparing every two lines finds them', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const { findings } = consolidate(lines, TODAY);
        const found = (rule: string): Set<string> => linesOf(findings, rule, 'requests.duplicate_item');
        expect(found('C1')).toEqual(pairs(lines, 'cert.issue.person', (values) => values['identity.number']));
        expect(found('C6')).toEqual(pairs(lines, 'mailbox.revoke', (values) => values['mailbox']));
        const serials = [
          ...pairs(lines, 'cert.renew_change', (values) => values['certificate.serial']),
          ...pairs(lines, 'cert.revoke', (values) => values['certificate.serial']),
          ...pairs(lines, 'cert.restore', (values) => values['token.serial']),
        ];
        expect(found('C3')).toEqual(new Set(serials));
        const accounts = ['account.revoke', 'account.mobile'].flatMap((kind) => [
          ...pairs(lines, kind, (values) => values['account']),
        ]);
        expect(found('C5')).toEqual(new Set(accounts));
      }),
    );
  });

  test('no line is lost or invented; STT runs from 1 in each table; agencies and names are in order', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const answer = consolidate(lines, TODAY);
        expect(answer.lines.map(({ id }) => id).toSorted()).toEqual(lines.map(({ id }) => id).toSorted());
        expect(answer.totals.reduce((sum, { count }) => sum + count, 0)).toBe(lines.length);
        for (const table of Map.groupBy(answer.lines, ({ form }) => form).values()) {
          expect(table.map(({ stt }) => stt)).toEqual(table.map((_, index) => index + 1));
          for (const [index, right] of table.slice(1).entries()) {
            const left = table[index];
            expect(left?.agencyOrder).toBeLessThanOrEqual(right.agencyOrder);
            const isMixed =
              right.form === 'M02' || [left, right].some((one) => one?.values['subject.kind'] === 'organisation');
            if (left?.agencyId === right.agencyId && !isMixed) {
              const name = (one: RosterLine): string =>
                String(one.values['M03 M04 M05'.includes(one.form) ? 'subject.name' : 'fullName']);
              expect(compareVietnameseNames(name(left), name(right))).toBeLessThanOrEqual(0);
            }
          }
        }
      }),
    );
  });
});
