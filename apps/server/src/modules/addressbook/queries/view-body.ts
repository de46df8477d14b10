import type { BookDetail } from '@congvu/contracts';
import { isTopAgency, successionsOf } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { notFound } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ANYWHERE, bookPolicies } from '../addressbook.policy.ts';
import { presentItems, SCHEME_LABELS } from '../addressbook.presenter.ts';
import { LISTED_COLUMNS, type ListedRow } from '../addressbook.store.ts';
import type { BookList } from '../book.ts';
import { type CodeScheme, codeKey } from '../codes.ts';
import type { AddressbookPorts } from '../ports.ts';
import { findManyByCode } from '../resolve.ts';
import type { BookChange } from '../sync/write-bodies.ts';

const LIST_LABELS: Record<BookList, string> = {
  code: 'Danh sách theo QCVN 102 và danh sách đồng bộ',
  qd20: 'Danh sách theo Quyết định 20/2020',
  import: 'Danh sách nhập từ tệp',
};
const HISTORY = 100;

interface DetailRow extends ListedRow {
  first_seen_at: Date;
  changed_at: Date;
  closed_at: Date | null;
}

function changeText({ kind, before, after }: Pick<BookChange, 'kind' | 'before' | 'after'>): string {
  const moved = `Đổi cơ quan cấp trên: ${before} → ${after}`;
  const texts: Record<BookChange['kind'], string> = {
    renamed: `Đổi tên: ${before} → ${after}`,
    code: `Đổi mã: ${before} → ${after}`,
    moved,
    mail: `Đổi thư công vụ: ${before} → ${after === '' ? 'không có' : after}`,
    closed: 'Đóng: không còn trong danh sách',
    revived: 'Có lại trong danh sách',
    successor: after === '' ? `Bỏ cơ quan nhận thay: ${before}` : `Cơ quan nhận thay: ${after}`,
  };
  return texts[kind];
}

async function readListings(db: Db, id: string): Promise<BookDetail['listings']> {
  const rows = await rawQuery<{
    sourceName: string | null;
    source: string;
    list: BookList;
    code: string;
    name: string;
    externalId: string;
    version: number | null;
    modifiedAt: string | null;
    deleted: boolean;
    lost: string[];
  }>(
    db,
    `select s.name as "sourceName", l.source, l.list, l.code, l.name, l.external_id as "externalId", l.version,
       l.modified_at as "modifiedAt", l.deleted, l.lost_keys as lost
     from addressbook_listing l left join addressbook_source s on s.id = l.source
     where l.agency_id = $1 order by l.deleted, s.name, l.list desc, l.external_id`,
    [id],
  );
  const owners = await findManyByCode(
    db,
    rows.flatMap(({ lost }) => lost),
  );
  return rows.map(({ source, sourceName, list, lost, ...row }) => ({
    ...row,
    sourceName: sourceName ?? source,
    listLabel: LIST_LABELS[list],
    disputed: lost.map((code) => ({ code, ownerName: owners.get(code)?.name ?? null })),
  }));
}

async function readHistory(db: Db, id: string): Promise<BookDetail['history']> {
  const rows = await rawQuery<BookChange & { at: Date; sourceName: string }>(
    db,
    `select c.at, c.kind, c.before, c.after, coalesce(s.name, '') as "sourceName"
     from addressbook_change c left join addressbook_source s on s.id = c.source
     where c.agency_id = $1 order by c.id desc limit ${HISTORY}`,
    [id],
  );
  return rows.map((row) => ({ at: row.at.toISOString(), text: changeText(row), sourceName: row.sourceName }));
}

interface StatedRow {
  key: string;
  code: string;
  effectiveOn: string;
  inForce: boolean;
  basis: string;
}

async function readSuccessors(
  db: Db,
  keys: readonly string[],
  agencyId: string | null,
): Promise<BookDetail['successors']> {
  const stated = await rawQuery<StatedRow>(
    db,
    `select to_key as key, to_code as code, effective_on as "effectiveOn", in_force as "inForce", basis
     from addressbook_successor where from_key = any($1::text[]) order by effective_on desc, to_key`,
    [keys],
  );
  const names = await findManyByCode(
    db,
    stated.map(({ code }) => code),
  );
  const own = agencyId === null ? [] : await successionsOf(db, [agencyId]);
  return [
    ...stated.map(({ key, ...row }) => ({ ...row, name: names.get(key)?.name ?? null, stated: true })),
    ...own.map((event) => ({
      code: event.successorCode ?? '',
      name: event.successorName,
      effectiveOn: event.effectiveOn,
      inForce: true,
      basis: 'Theo biến động của cơ quan trong hệ thống',
      stated: false,
    })),
  ];
}

async function readReplaced(db: Db, keys: readonly string[]): Promise<BookDetail['replaces']> {
  const rows = await rawQuery<{ key: string }>(
    db,
    'select from_key as key from addressbook_successor where to_key = any($1::text[]) order by from_key limit 200',
    [keys],
  );
  const known = await findManyByCode(
    db,
    rows.map(({ key }) => key),
  );
  const distinct = new Map(
    rows.map(({ key }) => {
      const body = known.get(key);
      return [body?.id ?? key, { code: body?.code ?? key, name: body?.name ?? null }];
    }),
  );
  return [...distinct.values()];
}

/** One body: every code, what each list says of it, what changed, who takes over. */
export async function viewBody(context: ActingContext, ports: AddressbookPorts, id: string): Promise<BookDetail> {
  const { db, subject } = context;
  bookPolicies.authorize('addressbook.read', subject, ANYWHERE);
  const [row] = await rawQuery<DetailRow>(
    db,
    `select ${LISTED_COLUMNS}, a.first_seen_at, a.changed_at, a.closed_at from addressbook_agency a where a.id = $1`,
    [id],
  );
  if (row === undefined) {
    throw notFound('addressbook.not_found', 'Không tìm thấy cơ quan này trong sổ địa chỉ. Tải lại sổ rồi tìm lại.');
  }
  const aliases = await rawQuery<{ key: string; code: string; scheme: CodeScheme; live: boolean }>(
    db,
    `select value_key as key, value as code, scheme, live from addressbook_alias where agency_id = $1
     order by not live, scheme desc, value_key`,
    [id],
  );
  const [item] = await presentItems(context, ports, [row]);
  if (item === undefined) {
    throw new Error('one row is presented as one item');
  }
  const keys = [...new Set([codeKey(row.code), ...aliases.map(({ key }) => key)])];
  const [listings, history, successors, replaces, top] = await Promise.all([
    readListings(db, id),
    readHistory(db, id),
    readSuccessors(db, keys, item.agencyId),
    readReplaced(db, keys),
    isTopAgency(db, subject.agencyId),
  ]);
  return {
    item,
    firstSeenAt: row.first_seen_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    aliases: aliases.map(({ key: _key, ...alias }) => ({ ...alias, schemeLabel: SCHEME_LABELS[alias.scheme] })),
    listings,
    history,
    successors,
    replaces,
    abilities: bookPolicies.abilities(subject, { top }),
  };
}
