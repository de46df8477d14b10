import type { OutgoingRegisterQuery, OutgoingRegisterRow } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createParameters, findFewMatches, matchesQuery, type Parameters, reachOf } from '../queries/outgoing-reach.ts';

export interface RegisterHead {
  id: string | null;
  series: string;
  year: number;
  name: string;
  lastNumber: number;
  years: number[];
}

interface RegisterLine {
  document_id: string;
  number: number;
  number_symbol: string;
  issued_on: string;
  type_name: string;
  abstract: string;
  signatory: string;
  recipients: string[];
  copies: number;
  issued_at: Date | null;
  state: string;
  urgency: OutgoingRegisterRow['urgency'];
  cancelled_at: Date | null;
  cancelled_reason: string | null;
  freeze: string | null;
}

const FILING = /^-?\s*Lưu\s*:\s*/iu;

/** The book of one year; a year in which nothing was numbered yet is an empty book. */
export async function findRegister(
  context: ActingContext,
  query: Pick<OutgoingRegisterQuery, 'year' | 'series'>,
): Promise<RegisterHead> {
  const { agencyId } = context.subject;
  const year = query.year ?? Number(vietnamDate(context.clock.now()).slice(0, 4));
  const books = await rawQuery<{ id: string; year: number; name: string; last_number: number }>(
    context.db,
    `select r.id, r.year, coalesce(s.name, r.name) as name, r.last_number from register r
     left join outgoing_series s on s.agency_id = r.agency_id and s.series = r.series
     where r.agency_id = $1 and r.direction = 'outgoing' and r.series = $2 order by r.year desc`,
    [agencyId, query.series],
  );
  const book = books.find((candidate) => candidate.year === year);
  const years = books.map((candidate) => candidate.year);
  return {
    id: book?.id ?? null,
    series: query.series,
    year,
    name: book?.name ?? 'Sổ đăng ký văn bản đi',
    lastNumber: book?.last_number ?? 0,
    years: years.includes(year) ? years : [year, ...years],
  };
}

export async function countCancelled(context: ActingContext, registerId: string | null): Promise<number> {
  const [row] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from register_entry where agency_id = $1 and register_id = $2 and cancelled_at is not null`,
    [context.subject.agencyId, registerId],
  );
  return row?.n ?? 0;
}

function conditionsOf(query: Omit<OutgoingRegisterQuery, 'limit'>, parameters: Parameters): string[] {
  const wanted: [value: unknown, condition: (parameter: string) => string][] = [
    [query.fromNumber, (parameter) => `e.number >= ${parameter}`],
    [query.toNumber, (parameter) => `e.number <= ${parameter}`],
    [query.from, (parameter) => `n.issued_on >= ${parameter}`],
    [query.to, (parameter) => `n.issued_on <= ${parameter}`],
    [query.documentType, (parameter) => `d.document_type = ${parameter}`],
    [query.signatory, (parameter) => `n.signatory = ${parameter}`],
    [query.unit, (parameter) => `d.drafting_unit = ${parameter}`],
  ];
  return wanted
    .filter(([value]) => value !== undefined && value !== '')
    .map(([value, condition]) => condition(parameters.add(value)));
}

export interface LineRange {
  order: 'asc' | 'desc';
  limit: number;
  /** Number of the last line of the page before, newest first. */
  before?: number | undefined;
}

/** Lines of one book within what the person may see. */
export async function readLines(
  context: ActingContext,
  register: RegisterHead,
  query: Omit<OutgoingRegisterQuery, 'limit' | 'cursor'>,
  range: LineRange,
): Promise<OutgoingRegisterRow[]> {
  if (register.id === null) {
    return [];
  }
  const parameters = createParameters(context.subject.agencyId, register.id);
  const conditions = conditionsOf(query, parameters);
  const few = await findFewMatches(context.db, context.subject.agencyId, query.q);
  const words =
    few === undefined ? matchesQuery(query.q, parameters) : `n.document_id = any(${parameters.add(few)}::uuid[])`;
  const rows = await rawQuery<RegisterLine>(
    context.db,
    `select d.id as document_id, e.number, n.number_symbol, n.issued_on, n.type_name, n.abstract, n.signatory, o.recipients,
       o.copies, o.issued_at, o.state, d.urgency, e.cancelled_at, e.cancelled_reason,
       (select f.text from document_freeze f where f.agency_id = e.agency_id and f.document_id = e.document_id) as freeze
     from register_entry e
     join outgoing_number n on n.agency_id = e.agency_id and n.register_id = e.register_id and n.number = e.number
     join outgoing_document o on o.agency_id = e.agency_id and o.id = e.document_id
     join document d on d.agency_id = e.agency_id and d.id = e.document_id
     where e.agency_id = $1 and e.register_id = $2
       and (${reachOf(context.subject, parameters).join(' or ')})
       ${[...conditions, ...(words === undefined ? [] : [words])].map((condition) => `and ${condition}`).join(' ')}
       ${range.before === undefined ? '' : `and e.number < ${parameters.add(range.before)}`}
     order by e.number ${range.order} limit ${range.limit}`,
    parameters.values,
  );
  return rows.map(presentLine);
}

function noteOf(row: RegisterLine): string {
  if (row.cancelled_at === null) {
    return row.state === 'issued' ? (row.freeze ?? '') : 'Chưa phát hành';
  }
  return `Hủy số ngày ${printDay(vietnamDate(row.cancelled_at))}: ${row.cancelled_reason ?? ''}`;
}

function presentLine(row: RegisterLine): OutgoingRegisterRow {
  const isCancelled = row.cancelled_at !== null;
  const filed = row.recipients.find((line) => FILING.test(line));
  return {
    documentId: row.document_id,
    number: row.number,
    numberSymbol: row.number_symbol,
    issuedOn: row.issued_on,
    typeName: row.type_name,
    abstract: row.abstract,
    signatory: row.signatory,
    recipients: row.recipients.filter((line) => !FILING.test(line)).join('; '),
    filedCopyHolder: filed?.replace(FILING, '') ?? '',
    copies: row.copies,
    sentOn: isCancelled || row.issued_at === null ? null : vietnamDate(row.issued_at),
    receipt: '',
    note: noteOf(row),
    urgency: row.urgency,
    cancelled: isCancelled,
  };
}
