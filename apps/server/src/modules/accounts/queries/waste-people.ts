import type { WastePeople } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { readCursor, writeCursor } from '../../../platform/cursor.ts';
import { notFound } from '../../../platform/errors.ts';
import { registerPolicies } from '../accounts.policy.ts';
import { presentAccount } from '../accounts.presenter.ts';
import { ruledDay } from '../day.ts';
import { pageOfWaste } from './list-accounts.ts';
import { findUnit } from './waste-board.ts';

/** The accounts of one agency that cost without use, and those kept, the longest unused first. */
export async function viewWastePeople(
  context: ActingContext,
  agencyId: string,
  query: { cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof WastePeople>> {
  const { db, subject } = context;
  registerPolicies.authorize('accounts.waste', subject, null);
  const day = await ruledDay(db, context);
  const unit = await findUnit(context, agencyId, day);
  if (unit === undefined) {
    throw notFound(
      'accounts.not_a_member_unit',
      'Cơ quan này không thuộc phạm vi rà soát. Tải lại bảng rà soát tài khoản.',
    );
  }
  const after = readCursor(query.cursor, ['date', 'uuid']);
  const rows = await pageOfWaste(db, {
    agencyId,
    today: day.today,
    idleDays: day.idleDays,
    after,
    limit: query.limit + 1,
  });
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    unit,
    items: page.map((row) => presentAccount(subject, row, day)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor([last.used_on, last.id]) : null,
  };
}
