import type { BookItem } from '@congvu/contracts';
import type { ActingContext } from '../../platform/context.ts';
import type { ListedRow } from './addressbook.store.ts';
import type { BookAgency } from './book.ts';
import { type CodeScheme, codeKey } from './codes.ts';
import type { AddressbookPorts } from './ports.ts';
import { findManyByCode } from './resolve.ts';

export const SCHEME_LABELS: Record<CodeScheme, string> = {
  qd20: 'Quyết định 20/2020',
  qcvn102: 'QCVN 102:2016',
  other: 'Mã khác',
};

function stateOf(row: ListedRow, known: BookAgency | undefined): Pick<BookItem, 'state' | 'stateLabel'> {
  if (row.closed || known?.deleted === true) {
    return { state: 'closed', stateLabel: known?.successorCode == null ? 'Đã đóng' : 'Đã có cơ quan nhận thay' };
  }
  return { state: 'open', stateLabel: 'Đang hoạt động' };
}

/** Rows of the book with what other sides know of them: our tree, successors, and the way a letter would go. */
export async function presentItems(
  context: ActingContext,
  ports: AddressbookPorts,
  rows: readonly ListedRow[],
): Promise<BookItem[]> {
  const known = await findManyByCode(
    context.db,
    rows.map((row) => row.code),
  );
  // A row whose code is another body's is not that body.
  const bodies = rows.map((row) => {
    const found = known.get(codeKey(row.code));
    return found?.id === row.id ? found : undefined;
  });
  const heirs = await findManyByCode(
    context.db,
    bodies.flatMap((body) => body?.successorCode ?? []),
  );
  const receivers = rows.map((row, at) => ({ agencyId: bodies[at]?.agencyId ?? null, code: row.code, name: row.name }));
  const ways = await ports.describeWays?.(context, receivers);
  return rows.map((row, at): BookItem => {
    const body = bodies[at];
    const heir = body?.successorCode == null ? undefined : heirs.get(codeKey(body.successorCode));
    return {
      id: row.id,
      name: row.name,
      codeQd20: row.code_qd20,
      codeQcvn102: row.code_qcvn102,
      code: row.code,
      path: row.path,
      mail: row.mail,
      ...stateOf(row, body),
      disputed: row.disputed,
      agencyId: body?.agencyId ?? null,
      successor: heir === undefined ? null : { code: heir.code, name: heir.name },
      way: ways?.[at] ?? null,
    };
  });
}
