import type {
  IncomingRegisterFilter,
  IncomingRegisterPage,
  IncomingRegisterQuery,
  IncomingRegisterRow,
} from '@congvu/contracts';
import { vietnamDate, vietnamYear } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printShortDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { agencyAbilities, authorizeInAgency } from '../incoming.policy.ts';
import { INCOMING_STATE_LABELS } from '../incoming.states.ts';
import type { IncomingRow } from '../incoming.store.ts';
import { issuerKey, queryWords } from '../incoming.words.ts';
import { byWords } from './by-words.ts';
import { COUNT_LIMIT } from './list-rows.ts';
import { Parameters } from './list-scope.ts';

type BookRow = Pick<
  IncomingRow,
  | 'id'
  | 'state'
  | 'arrived_on'
  | 'issuing_agency_name'
  | 'number_symbol'
  | 'issued_on'
  | 'type_name'
  | 'abstract'
  | 'receiver_text'
  | 'forwarded_on'
  | 'note'
  | 'urgency'
  | 'due_on'
  | 'done_at'
  | 'returned_reason'
> & { arrival_number: number; receipt: string | null; reply: string | null; freeze: string | null };

function conditionsOf(
  agencyId: string,
  year: number,
  filter: Partial<IncomingRegisterFilter>,
  parameters: Parameters,
): string[] {
  const conditions = [
    `d.agency_id = ${parameters.add(agencyId)}::uuid`,
    `d.arrival_year = ${parameters.add(year)}::int`,
    'd.arrival_number is not null',
  ];
  const compare = (column: string, sign: string, value: string | number | undefined, type: string): void => {
    if (value !== undefined) {
      conditions.push(`d.${column} ${sign} ${parameters.add(value)}::${type}`);
    }
  };
  compare('arrival_number', '>=', filter.fromNumber, 'int');
  compare('arrival_number', '<=', filter.toNumber, 'int');
  compare('arrived_on', '>=', filter.from, 'date');
  compare('arrived_on', '<=', filter.to, 'date');
  compare('document_type', '=', filter.documentType, 'text');
  const issuer = issuerKey(filter.issuer ?? '');
  if (issuer !== '') {
    conditions.push(`strpos(d.issuer_key, ${parameters.add(issuer)}) > 0`);
  }
  if (filter.unit !== undefined && filter.unit.trim() !== '') {
    conditions.push(
      `strpos(lower(d.receiver_text), ${parameters.add(filter.unit.normalize('NFC').trim().toLowerCase())}) > 0`,
    );
  }
  const words = queryWords(agencyId, filter.q ?? '');
  if (words.length > 0) {
    conditions.push(`d.words @> ${parameters.add(words)}::bigint[]`);
  }
  return conditions;
}

// Column 9: the people it was given to who have opened it. Column "văn bản trả lời": issued answers, by the common relation.
const COLUMNS = `d.id, d.state, d.arrived_on, d.arrival_number, d.issuing_agency_name, d.number_symbol, d.issued_on, d.type_name,
  d.abstract, d.receiver_text, d.forwarded_on, d.note, d.urgency, d.due_on, d.done_at, d.returned_reason,
  (select string_agg(s.person_name || ' ' || to_char(s.at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM'), ', ' order by s.at)
     from incoming_seen s join incoming_viewer v
       on v.agency_id = s.agency_id and v.viewer_id = s.person_id and v.document_id = s.document_id and v.role <> 'informed'
     where s.agency_id = d.agency_id and s.document_id = d.id) as receipt,
  (select f.text from document_freeze f where f.agency_id = d.agency_id and f.document_id = d.id) as freeze,
  (select string_agg(o.number_symbol, ', ' order by o.issued_on) from document_relation r
     join document o on o.agency_id = r.agency_id and o.id = r.document_id
     where r.agency_id = d.agency_id and r.related_id = d.id and r.kind = 'reply' and o.number_symbol <> '') as reply`;

export async function findBookRows(
  context: ActingContext,
  year: number,
  filter: Partial<IncomingRegisterFilter>,
  page: { before?: number | undefined; limit: number; ascending?: boolean },
): Promise<BookRow[]> {
  const parameters = new Parameters();
  const conditions = conditionsOf(context.subject.agencyId, year, filter, parameters);
  if (page.before !== undefined) {
    conditions.push(`d.arrival_number < ${parameters.add(page.before)}::int`);
  }
  const sort = page.ascending === true ? 'asc' : 'desc';
  const statement = `select ${COLUMNS} from (select * from incoming_document d where ${conditions.join(' and ')}
       order by d.arrival_number ${sort} limit ${parameters.add(page.limit)}) d order by d.arrival_number ${sort}`;
  return byWords(context.subject.agencyId, filter.q, () => rawQuery<BookRow>(context.db, statement, parameters.values));
}

function isOverdue(row: BookRow, today: string): boolean {
  const isOpen = row.state === 'in_progress' || row.state === 'awaiting_result_approval';
  return isOpen && row.due_on !== null && row.due_on < today;
}

function progressOf(row: BookRow, today: string): string {
  if (row.done_at !== null) {
    return `Hoàn thành ${printShortDay(vietnamDate(row.done_at), today)}`;
  }
  return isOverdue(row, today) ? `${INCOMING_STATE_LABELS[row.state]}, quá hạn` : INCOMING_STATE_LABELS[row.state];
}

export function presentBookRow(row: BookRow, today: string): IncomingRegisterRow {
  const returned = row.returned_reason === null ? [] : [`Trả lại: ${row.returned_reason}`];
  return {
    documentId: row.id,
    arrivedOn: row.arrived_on,
    arrivalNumber: row.arrival_number,
    author: row.issuing_agency_name,
    numberSymbol: row.number_symbol,
    issuedOn: row.issued_on,
    typeName: row.type_name,
    abstract: row.abstract,
    receiver: row.receiver_text,
    forwardedOn: row.forwarded_on,
    receipt: row.receipt ?? '',
    note: [row.note, ...returned, row.freeze ?? ''].filter((part) => part !== '').join('. '),
    urgency: row.urgency,
    state: row.state,
    stateLabel: INCOMING_STATE_LABELS[row.state],
    overdue: isOverdue(row, today),
    dueOn: row.due_on,
    progress: progressOf(row, today),
    replyNumberSymbol: row.reply ?? '',
  };
}

interface BookFacts {
  years: number[];
  lastNumber: number;
  overdue: number;
}

async function readFacts(context: ActingContext, year: number): Promise<BookFacts> {
  const { agencyId } = context.subject;
  // One probe of the number index for each year, not a scan of the book.
  const years = await rawQuery<{ year: number; last: number }>(
    context.db,
    `with recursive book as (
       select max(arrival_year) as year from incoming_document where agency_id = $1 and arrival_number is not null
       union all
       select (select max(arrival_year) from incoming_document
               where agency_id = $1 and arrival_number is not null and arrival_year < book.year)
       from book where book.year is not null
     ) select year, (select max(arrival_number) from incoming_document
                     where agency_id = $1 and arrival_number is not null and arrival_year = book.year) as last
       from book where year is not null`,
    [agencyId],
  );
  const [late] = await rawQuery<{ n: number }>(
    context.db,
    `select count(*)::int as n from (select 1 from incoming_document
       where agency_id = $1 and due_on < $2::date and state in ('in_progress', 'awaiting_result_approval')
         and arrival_year = $3 limit ${COUNT_LIMIT}) s`,
    [agencyId, vietnamDate(context.clock.now()), year],
  );
  return {
    years: years.map((row) => row.year),
    lastNumber: years.find((row) => row.year === year)?.last ?? 0,
    overdue: late?.n ?? 0,
  };
}

const BOOK_NAME = 'Sổ đăng ký văn bản đến';

/** The book of a year, newest number first. */
export async function readBook(context: ActingContext, query: IncomingRegisterQuery): Promise<IncomingRegisterPage> {
  authorizeInAgency(context.subject, 'incoming.read_book');
  const now = context.clock.now();
  const year = query.year ?? vietnamYear(now);
  const before = /^\d{1,9}$/.test(query.cursor ?? '') ? Number(query.cursor) : undefined;
  const [rows, facts] = await Promise.all([
    findBookRows(context, year, query, { before, limit: query.limit + 1 }),
    readFacts(context, year),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    year,
    registerName: `${BOOK_NAME} năm ${year}`,
    years: facts.years.includes(year) ? facts.years : [year, ...facts.years].sort((a, b) => b - a),
    lastNumber: facts.lastNumber,
    overdue: facts.overdue,
    items: page.map((row) => presentBookRow(row, vietnamDate(now))),
    nextCursor: rows.length > query.limit && last !== undefined ? String(last.arrival_number) : null,
    abilities: agencyAbilities(context.subject),
  };
}
