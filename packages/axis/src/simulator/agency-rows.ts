import { writeLocal } from '../wire/vietnam-time.ts';
import type { AgencyBook, BookRow } from './agency-book.ts';

export type RowQuery =
  | { list: 'code' }
  | { list: 'qd20' /** Groups of the code; not a number: all. */; level: number }
  | { list: 'changes' /** Not a number: all. */; since: number };

function levelOf(code: string): number {
  return code.split('.').length;
}

function parentId(book: AgencyBook, { agency }: BookRow): string {
  return agency.parentCode === undefined ? '' : (book.row(agency.parentCode)?.id ?? '');
}

function* changeOf(book: AgencyBook, row: BookRow, since: number): Generator<unknown> {
  const { id, agency, version, isDeleted: deleted } = row;
  if (Number.isNaN(since) || version > since) {
    const { code, name, mail = '' } = agency;
    const pid = parentId(book, row);
    const modifyDate = writeLocal(row.modifiedAt, 'yyyy/MM/dd HH:mm:ss');
    yield { id, pid, code, name, mail, centerCode: code.split('.')[0], version, deleted, modifyDate, isAgency: true };
  }
}

function* listed(book: AgencyBook, row: BookRow, query: Exclude<RowQuery, { list: 'changes' }>): Generator<unknown> {
  const { id, agency } = row;
  const { code, name, mail = '', codeQcvn102 = '', oldCodes = [] } = agency;
  if (query.list === 'code') {
    // The older list: codes by QCVN 102 where a body has one.
    yield { id, pid: parentId(book, row), code: codeQcvn102 || code, name, mail, oldCode: oldCodes[0] ?? '' };
  } else if (Number.isNaN(query.level) || levelOf(code) === query.level) {
    yield { id, code, name, mail, code102: codeQcvn102 };
  }
}

/** Rows of the three lists of bodies, each in its own shape. */
export function* agencyRows(book: AgencyBook, query: RowQuery): Generator<unknown> {
  for (const row of book.rows()) {
    if (query.list === 'changes') {
      yield* changeOf(book, row, query.since);
    } else if (!row.isDeleted) {
      yield* listed(book, row, query);
    }
  }
}
