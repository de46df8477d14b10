import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { type IdentityTables, identityTables, type LinkKind, type User } from './identity.tables.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type Link = IdentityTables['identity_link'];

const HOUR_MS = 3_600_000;
/** A new account may wait for a colleague on leave; a reset is used at once; the set-up link stands on a console. */
const LIFE_HOURS: Record<LinkKind, number> = { new_user: 72, reset: 24, setup: 24 };

export function linkOver(): AppError {
  return new AppError(
    'identity.link_over',
    404,
    'Liên kết đã dùng, đã hết hạn hoặc không đúng. Mỗi liên kết chỉ dùng một lần. Đề nghị quản trị cấp liên kết mới.',
  );
}

/** Links that were not used become void: at most one is open for an account. */
export async function voidLinks(tx: Tx, owner: { agency_id: string; user_id: string | null }): Promise<void> {
  await identityTables(tx)
    .deleteFrom('identity_link')
    .where('agency_id', '=', owner.agency_id)
    .where('user_id', owner.user_id === null ? 'is' : '=', owner.user_id)
    .where('used_at', 'is', null)
    .execute();
}

export interface IssuedLink {
  token: string;
  expiresAt: Date;
}

/** Answers the secret once; the database keeps its hash. */
export async function issueLink(
  tx: Tx,
  context: Context,
  link: { agency_id: string; user_id: string | null; kind: LinkKind },
): Promise<IssuedLink> {
  await voidLinks(tx, link);
  const now = context.clock.now();
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + LIFE_HOURS[link.kind] * HOUR_MS);
  await identityTables(tx)
    .insertInto('identity_link')
    .values({ ...link, token_hash: hashSecret(token), expires_at: expiresAt, used_at: null, created_at: now })
    .execute();
  return { token, expiresAt };
}

/** Where the person opens the link; the page reads the secret from its own address. */
export function linkAddress(context: Pick<Context, 'config'>, token: string): string {
  return `${context.config.publicUrl}/lien-ket/${token}`;
}

function openLink(db: Db | Tx, token: string, now: Date) {
  return identityTables(db)
    .selectFrom('identity_link')
    .selectAll()
    .where('token_hash', '=', hashSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now);
}

export async function findOpenLink(db: Db, token: string, now: Date): Promise<Link | undefined> {
  return openLink(db, token, now).executeTakeFirst();
}

/** Takes the link in the transaction: of two that use it at once, the second finds nothing. */
export async function takeLink(tx: Tx, token: string, now: Date): Promise<Link | undefined> {
  return identityTables(tx)
    .updateTable('identity_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashSecret(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}

/** Accounts and one-time secrets go together: whoever gets a new way in loses the old ones. */
export const CLEAN_SLATE: Partial<User> = { failed_count: 0, locked_until: null };
