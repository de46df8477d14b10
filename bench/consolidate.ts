import {
  type ConsolidationFacts,
  consolidate,
  type FieldValue,
  type FormCode,
  formByCode,
  itemKeys,
  type KnownAccount,
  type RosterLine,
} from '@congvu/forms';
import { median } from './support-rate.ts';

const AGENCIES = 26;
const LINES_PER_AGENCY = 400;
const ROUNDS = 15;
const WARM_UP = 3;
const PEER_ROUNDS = 3;
const LIMIT_MS = 1_000;

/** One line of twenty asks for what another agency asks for as well. */
const DOUBLE_EVERY = 20;

const FAMILIES = ['Lò', 'Giàng', 'Tẩn', 'Sùng', 'Vàng', 'Nguyễn', 'Lù', 'Hoàng', 'Đèo', 'Mùa', 'Chẻo'];
const MIDDLES = ['Văn', 'Thị', 'A', 'Thị Thu', 'Minh', 'Xuân', 'Ngọc'];
const GIVEN = ['Hương', 'Páo', 'Mẩy', 'Dế', 'Đức', 'Ánh', 'Yến', 'Bình', 'Mỷ', 'Tủa', 'Sơn', 'Hạnh', 'Pâng', 'Thào'];

const CODES: readonly FormCode[] = ['M01', 'M03', 'M04', 'M05', 'M06', 'M07', 'M08', 'M09', 'M10'];

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** What a line asks for hangs on `subject`: two lines with the same one are doubles. */
function valuesOf(subject: number, agency: number): Record<string, FieldValue> {
  const name = `${pick(FAMILIES, subject)} ${pick(MIDDLES, subject * 5)} ${pick(GIVEN, subject * 3)}`;
  const serial = (0x5a_00_00_00 + subject).toString(16);
  const mailbox = `hop${subject}.donvi`;
  return {
    fullName: name,
    unit: `Đơn vị ${agency}`,
    position: `Công chức ${subject % 9}`,
    phone: `09${String(subject).padStart(8, '0')}`,
    account: `tk${subject}.donvi`,
    mailbox,
    note: '',
    reason: 'Chuyển công tác',
    'identity.number': `0121880${String(subject).padStart(5, '0')}`,
    email: `${mailbox}@laichau.gov.vn`,
    'oldCertificate.serial': '',
    'subject.kind': 'person',
    'subject.name': name,
    'subject.email': `${mailbox}@laichau.gov.vn`,
    'subject.identity.number': `0121880${String(subject).padStart(5, '0')}`,
    'certificate.serial': serial,
    'token.serial': `4F-${subject}`,
  };
}

function makeLines(): RosterLine[] {
  return Array.from({ length: AGENCIES * LINES_PER_AGENCY }, (_, index) => {
    const agency = index % AGENCIES;
    const code = CODES[Math.floor(index / AGENCIES) % CODES.length] ?? 'M06';
    // The double of a line lies nine rows above in the list of the agency before: the same form, another unit.
    const isDouble = index % DOUBLE_EVERY === 0 && index > AGENCIES * CODES.length;
    const subject = isDouble ? index - AGENCIES * CODES.length - 1 : index;
    return {
      id: `l${index}`,
      requestId: `r${agency}-${code}`,
      agencyId: `a${agency}`,
      agencyName: `Cơ quan ${agency}`,
      agencyOrder: agency,
      unitName: '',
      kind: formByCode(code).kind,
      form: code,
      ...(code === 'M10' ? { part: 'people' } : {}),
      no: Math.floor(index / AGENCIES) + 1,
      values: valuesOf(subject, agency),
      personId: null,
      submittedAt: `2021-03-${String(10 + (index % 20)).padStart(2, '0')}T02:00:00Z`,
      revision: 1,
      urgent: false,
    };
  });
}

/** Registers as large as the lists, each answer a look into a map. */
function makeFacts(lines: readonly RosterLine[]): ConsolidationFacts {
  const accounts = new Map<string, KnownAccount[]>();
  for (const { values } of lines.filter((_, index) => index % 50 === 0)) {
    const holderName = String(values['fullName']);
    const unitName = String(values['unit']);
    const one = { name: 'tk', holderName, unitName, ownUnit: true, state: 'active', mobileEditing: false } as const;
    accounts.set(`${holderName}|${unitName}`, [one]);
  }
  return {
    today: '2021-04-02',
    accountsOf: (name, unit) => accounts.get(`${name}|${unit}`) ?? [],
    mailboxesOf: () => [],
    activeCertificatesOf: () => [],
    openEarlier: () => undefined,
    closedAgency: () => undefined,
    validSets: ['2021'],
    lostTokens: new Set(),
  };
}

/** The honest simple way: for each kind, every two lines compared on the keys they are found by. No order, no texts. */
function comparePairs(lines: readonly RosterLine[]): number {
  const keyed = lines.map((line) => ({ kind: line.kind, keys: itemKeys(line.kind, line.values) }));
  let found = 0;
  for (let left = 0; left < keyed.length; left += 1) {
    for (let right = left + 1; right < keyed.length; right += 1) {
      const [a, b] = [keyed[left], keyed[right]];
      if (a?.kind === b?.kind && a !== undefined && b !== undefined) {
        const isSame =
          (a.keys.identity !== undefined && a.keys.identity === b.keys.identity) ||
          (a.keys.serial !== undefined && a.keys.serial === b.keys.serial) ||
          (a.keys.token !== undefined && a.keys.token === b.keys.token) ||
          (a.keys.account !== undefined && a.keys.account === b.keys.account);
        found += Number(isSame);
      }
    }
  }
  return found;
}

function time(rounds: number, warmUp: number, work: () => unknown): { p50: number; max: number } {
  const times: number[] = [];
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  const counted = times.slice(warmUp);
  return { p50: Number(median(counted).toFixed(1)), max: Number(Math.max(...counted).toFixed(1)) };
}

/**
 * 26 agencies × 400 lines merged: order, STT, C1–C12, totals. Limit: one second. Ten times as many lines show that the time
 * grows with the lines; beside it the comparison of every two lines, which does a part of the work.
 */
export async function run(): Promise<Record<string, unknown>> {
  const lines = makeLines();
  const facts = makeFacts(lines);
  const { findings } = consolidate(lines, facts);
  const merged = time(ROUNDS, WARM_UP, () => consolidate(lines, facts));
  const tenfold = Array.from({ length: 10 }, (_, copy) =>
    lines.map((line) => ({
      ...line,
      id: `${line.id}-${copy}`,
      values: valuesOf(Number(line.id.slice(1)) + copy * 1e6, copy),
    })),
  ).flat();
  const large = time(PEER_ROUNDS, 1, () => consolidate(tenfold, facts));
  const peer = time(PEER_ROUNDS, 1, () => comparePairs(lines));
  const byRule = Object.fromEntries(
    [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, group]) => [rule, group.length]),
  );
  return {
    unit: 'ms',
    lines: lines.length,
    agencies: AGENCIES,
    findings: byRule,
    consolidate: merged,
    tenfoldLines: { lines: tenfold.length, ...large },
    everyTwoLinesCompared: peer,
    limits: { consolidate: LIMIT_MS },
    passed: merged.max <= LIMIT_MS && findings.length > 0,
  };
}
