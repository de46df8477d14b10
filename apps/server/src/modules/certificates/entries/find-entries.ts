import type { CertificateEntryQuery } from '@congvu/contracts';
import { serialKey } from '@congvu/forms';
import type { Subject } from '../../../platform/authorise.ts';
import type { Db } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addDays } from './days.ts';
import type { ListedEntry } from './entries.presenter.ts';
import { stateSql } from './entries.states.ts';
import { scopeSql } from './org-facts.ts';
import { Conditions, likePattern } from './page.ts';

type Filter = Pick<CertificateEntryQuery, 'agencyId' | 'q' | 'state' | 'subjectKind' | 'withinDays'>;

const SHOWN = `
  entry.*, agency.name as agency_name, token.serial as token_serial
  from certificate_entry entry
  join scope on scope.id = entry.agency_id
  join org_agency agency on agency.id = entry.agency_id
  left join certificate_token token on token.agency_id = entry.agency_id and token.id = entry.token_id`;

/** Short numbers are words of the search, not serials. */
const SHORTEST_SERIAL = 4;

function addSearch(where: Conditions, q: string | undefined): void {
  const pattern = likePattern(q);
  if (pattern === undefined) {
    return;
  }
  const words = `entry.search_name like ${where.bind(pattern)}`;
  const key = serialKey(q ?? '');
  where.add(key.length < SHORTEST_SERIAL ? words : `${words} or entry.serial_key like ${where.bind(`%${key}%`)}`);
}

/** `$1` is the agency of whoever looks, `$2` the day. */
function conditionsOf(subject: Subject, today: string, filter: Filter): Conditions {
  const where = new Conditions();
  where.bind(subject.agencyId);
  const day = `${where.bind(today)}::date`;
  if (filter.agencyId !== undefined) {
    where.add(`entry.agency_id = ${where.bind(filter.agencyId)}`);
  }
  if (filter.subjectKind !== undefined) {
    where.add(`entry.subject_kind = ${where.bind(filter.subjectKind)}`);
  }
  if (filter.state !== undefined) {
    where.add(`${stateSql(day)} = ${where.bind(filter.state)}`);
  }
  if (filter.withinDays !== undefined) {
    where.add(`entry.valid_to between ${day} and ${where.bind(addDays(today, filter.withinDays))}::date`);
    where.add("entry.state in ('issued', 'active', 'frozen', 'revoke_requested')");
  }
  addSearch(where, filter.q);
  // Always named, so that the parameter has its type also when no filter asks for the day.
  where.add(`${day} is not null`);
  return where;
}

export interface Looked {
  subject: Subject;
  today: string;
}

export async function countEntries(db: Db, { subject, today }: Looked, filter: Filter): Promise<number> {
  const where = conditionsOf(subject, today, filter);
  const [row] = await rawQuery<{ total: number }>(
    db,
    `with ${scopeSql(subject)} select count(*)::int as total from certificate_entry entry
     join scope on scope.id = entry.agency_id where ${where.sql}`,
    where.parameters,
  );
  return row?.total ?? 0;
}

/** By name, people by given name; `after` names the last row of the page before. */
export async function findEntries(
  db: Db,
  { subject, today }: Looked,
  { after, limit, ...filter }: Filter & { after?: string | undefined; limit: number },
): Promise<ListedEntry[]> {
  const where = conditionsOf(subject, today, filter);
  if (after !== undefined) {
    const last = `select last.sort_name, last.id from certificate_entry last where last.id = ${where.bind(after)}`;
    where.add(`(entry.sort_name, entry.id) > (${last})`);
  }
  return rawQuery<ListedEntry>(
    db,
    `with ${scopeSql(subject)} select ${SHOWN} where ${where.sql}
     order by entry.sort_name, entry.id limit ${where.bind(limit)}`,
    where.parameters,
  );
}

export async function findEntry(db: Db, subject: Subject, id: string): Promise<ListedEntry | undefined> {
  const [row] = await rawQuery<ListedEntry>(db, `with ${scopeSql(subject)} select ${SHOWN} where entry.id = $2`, [
    subject.agencyId,
    id,
  ]);
  return row;
}
