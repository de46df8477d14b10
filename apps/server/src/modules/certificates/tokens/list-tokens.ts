import type { TokenPage, TokenQuery } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { entriesPolicies } from '../entries/entries.policy.ts';
import type { TokenRow } from '../entries/entries.tables.ts';
import { type ListedThing, listThings } from '../entries/list-things.ts';
import { assembleTokens } from './load-tokens.ts';
import { presentToken } from './tokens.presenter.ts';

const TOKENS: ListedThing = { select: 'thing.*', table: 'certificate_token', joins: '', orderBy: 'serial_key' };

export async function listTokens(context: ActingContext, query: TokenQuery): Promise<TokenPage> {
  const { db, subject } = context;
  entriesPolicies.authorize('certificates.list_tokens', subject, null);
  const page = await listThings<TokenRow>(db, subject, { listed: TOKENS, query, extra: { state: query.state } });
  const tokens = await assembleTokens(db, context, page.rows);
  return {
    items: tokens.map((token) => presentToken(token, subject)),
    nextCursor: page.nextCursor,
    total: page.total,
    abilities: entriesPolicies.abilities(subject, null),
  };
}
