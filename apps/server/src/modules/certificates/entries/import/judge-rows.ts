import { limitsOn, nameKey, serialKey, tokenKey } from '@congvu/forms';
import { printDay } from '../../../../platform/print-dates.ts';
import type { JudgedImportRow } from '../../../../platform/tables/register-import.ts';
import { maskNumber } from '../entries.presenter.ts';
import type { CertificateEntryRow } from '../entries.tables.ts';
import type { PersonFacts, ScopeAgency } from '../org-facts.ts';
import { changesOf } from './changes.ts';
import { COLUMNS, type Field } from './columns.ts';
import type { ImportedEntry } from './imported-entry.ts';
import type { Problem, ReadRow, ReadSheet } from './read-rows.ts';

export interface Surroundings {
  today: string;
  ownAgencyId: string;
  agencies: readonly ScopeAgency[];
  people: readonly PersonFacts[];
  /** By agency and serial key. */
  known: ReadonlyMap<string, KnownEntry>;
}

export type KnownEntry = CertificateEntryRow & { token_serial: string | null };

export interface JudgedRow extends JudgedImportRow {
  /** Absent when something in the row is wrong. */
  entry?: ImportedEntry;
}

export function registerKey(agencyId: string, key: string): string {
  return `${agencyId} ${key}`;
}

const HEADINGS = new Map(COLUMNS.map(({ field, heading }) => [field, heading]));

type Say = (field: Field, message: string, severity?: Problem['severity']) => void;

function textOf(read: ReadRow, field: Field): string | undefined {
  const value = read.values[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function agencyOf(read: ReadRow, around: Surroundings, say: Say): string {
  const name = textOf(read, 'agency');
  if (name === undefined) {
    return around.ownAgencyId;
  }
  const wanted = nameKey(name);
  const found = around.agencies.filter(
    (agency) => nameKey(agency.name) === wanted || nameKey(agency.shortName) === wanted,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) {
    const why = first === undefined ? 'không có trong phạm vi quản lý của anh/chị' : 'trùng tên nhiều cơ quan';
    say('agency', `Cơ quan "${name}" ${why}. Ghi đúng tên cơ quan như trong hệ thống.`);
  }
  return first?.id ?? around.ownAgencyId;
}

/** The identity number decides; a name does when only one person of the agency bears it. */
function personOf(entry: ImportedEntry, people: readonly PersonFacts[]): string | undefined {
  if (entry.subjectKind !== undefined && entry.subjectKind !== 'person') {
    return undefined;
  }
  const here = people.filter(({ agencyId }) => agencyId === entry.agencyId);
  const byNumber = here.find(({ identityNumber }) => identityNumber !== '' && identityNumber === entry.identityNumber);
  if (byNumber !== undefined) {
    return byNumber.id;
  }
  const byName = here.filter(({ fullName }) => nameKey(fullName) === nameKey(entry.subjectName));
  return byName.length === 1 ? byName[0]?.id : undefined;
}

function judgeDays({ validFrom, validTo, revokedOn }: ImportedEntry, today: string, say: Say): void {
  if (validFrom !== undefined && validTo !== undefined) {
    const years = limitsOn(validFrom).certificateMaxYears;
    if (validTo <= validFrom) {
      say('validTo', `Ngày hết hạn ${printDay(validTo)} không sau ngày hiệu lực ${printDay(validFrom)}.`);
    } else if (validTo > `${Number(validFrom.slice(0, 4)) + years}${validFrom.slice(4)}`) {
      say('validTo', `Thời hạn dài hơn ${years} năm: kiểm tra lại ngày trong chứng thư số.`, 'warning');
    }
  }
  if (revokedOn !== undefined && revokedOn > today) {
    say('revokedOn', `Ngày thu hồi ${printDay(revokedOn)} ở tương lai. Ghi ngày nơi cấp đã thu hồi.`);
  }
}

/** A key of this office is not stopped, nor rewritten, by a line of a list. */
function judgeKnown(entry: ImportedEntry, known: KnownEntry | undefined, say: Say): void {
  if (known === undefined) {
    return;
  }
  if (entry.revokedOn !== undefined && known.state !== 'revoked' && known.certificate_id !== null) {
    say(
      'revokedOn',
      'Chứng thư số này đang là khóa ký trong hệ thống. Ghi thu hồi bằng kết quả Mẫu 04 hoặc kết thúc việc báo mất, để việc ký dừng ngay.',
    );
  }
  if (known.certificate_id === null) {
    return;
  }
  const fixed = [
    ['subjectName', entry.subjectName, known.subject_name],
    ['validFrom', entry.validFrom, known.valid_from],
    ['validTo', entry.validTo, known.valid_to],
  ] as const;
  for (const [field, given, stands] of fixed) {
    if (given !== undefined && stands !== null && nameKey(given) !== nameKey(stands)) {
      say(field, `Khác với chứng thư số đã ghi (${printDay(stands)}): giữ theo chứng thư số.`, 'warning');
    }
  }
}

function entryOf(read: ReadRow, agencyId: string): ImportedEntry {
  const serial = textOf(read, 'serial') ?? '';
  const { values } = read;
  return {
    agencyId,
    subjectName: textOf(read, 'subjectName') ?? '',
    serial,
    serialKey: serialKey(serial),
    // What a column holds was decided when its cell was read.
    subjectKind: values.subjectKind as ImportedEntry['subjectKind'],
    container: values.container as ImportedEntry['container'],
    renewalCount: typeof values.renewalCount === 'number' ? values.renewalCount : undefined,
    unitName: textOf(read, 'unitName'),
    identityNumber: textOf(read, 'identityNumber'),
    taxCode: textOf(read, 'taxCode'),
    budgetCode: textOf(read, 'budgetCode'),
    issuerName: textOf(read, 'issuerName'),
    validFrom: textOf(read, 'validFrom'),
    validTo: textOf(read, 'validTo'),
    tokenSerial: textOf(read, 'tokenSerial'),
    email: textOf(read, 'email'),
    mobile: textOf(read, 'mobile'),
    custodianName: textOf(read, 'custodianName'),
    revokedOn: textOf(read, 'revokedOn'),
    revokedReason: textOf(read, 'revokedReason'),
  };
}

/** Enough to know the row by; numbers of people masked. */
function summaryOf(entry: ImportedEntry): string {
  return [
    entry.subjectName,
    entry.serial,
    entry.validTo === undefined ? '' : `đến ${printDay(entry.validTo)}`,
    entry.identityNumber === undefined ? '' : maskNumber(entry.identityNumber),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function effectOf(entry: ImportedEntry, known: KnownEntry | undefined): JudgedRow['effect'] {
  if (known === undefined) {
    return 'new';
  }
  return Object.keys(changesOf(known, entry)).length > 0 || isNewToken(entry, known) ? 'update' : 'same';
}

function isNewToken({ tokenSerial }: ImportedEntry, known: KnownEntry): boolean {
  return tokenSerial !== undefined && tokenKey(tokenSerial) !== tokenKey(known.token_serial ?? '');
}

function judgeRow(read: ReadRow, sheet: ReadSheet, around: Surroundings, seen: Map<string, number>): JudgedRow {
  const problems = [...read.problems];
  const say: Say = (field, message, severity = 'error') => {
    problems.push({ column: sheet.letters.get(field) ?? '', label: HEADINGS.get(field) ?? '', message, severity });
  };
  const draft = entryOf(read, agencyOf(read, around, say));
  const entry = { ...draft, personId: personOf(draft, around.people) };
  const key = registerKey(entry.agencyId, entry.serialKey);
  if (entry.serialKey !== '') {
    const twin = seen.get(key);
    if (twin !== undefined) {
      say('serial', `Số hiệu này đã có ở hàng ${twin}. Giữ lại một hàng.`);
    } else {
      seen.set(key, read.row);
    }
  }
  const known = around.known.get(key);
  judgeDays(entry, around.today, say);
  judgeKnown(entry, known, say);
  const isWrong = problems.some(({ severity }) => severity === 'error');
  const effect = isWrong ? 'error' : effectOf(entry, known);
  return {
    row: read.row,
    text: summaryOf(entry),
    effect,
    problems,
    ...(!isWrong && { entry }),
  };
}

/** What the register would do with every row, and what is wrong in it. */
export function judgeRows(sheet: ReadSheet, around: Surroundings): JudgedRow[] {
  const seen = new Map<string, number>();
  return sheet.rows.map((read) => judgeRow(read, sheet, around, seen));
}
