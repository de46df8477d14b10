import type { TokenView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { tokenPolicies } from '../entries/entries.policy.ts';
import { entryTables, type TokenRow } from '../entries/entries.tables.ts';
import { isInScope } from '../entries/org-facts.ts';
import { viewOf } from './load-tokens.ts';
import { presentToken } from './tokens.presenter.ts';
import { tokenNotFound } from './tokens.states.ts';

/** @throws AppError 404 `certificates.token_not_found` */
export async function findToken(db: Db | Tx, agencyId: string, id: string): Promise<TokenRow> {
  const token = await entryTables(db)
    .selectFrom('certificate_token')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (token === undefined) {
    throw tokenNotFound();
  }
  return token;
}

/** One device with its whole log: for those who read the register, and for everybody who ever had it. */
export async function viewToken(context: ActingContext, id: string): Promise<TokenView> {
  const { db, subject } = context;
  const token = await entryTables(db)
    .selectFrom('certificate_token')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (token === undefined || !(await isInScope(db, subject, token.agency_id))) {
    throw tokenNotFound();
  }
  const view = await viewOf(db, context, token);
  tokenPolicies.authorize('certificates.view_token', subject, view);
  return presentToken(view, subject);
}
