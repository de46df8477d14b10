import type { KnownAccount } from '@congvu/forms';
import type { ActingContext, Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import type { ModuleDefinition } from '../../platform/module.ts';
import type { AccountRow } from './accounts.tables.ts';
import type { AccountsPorts } from './ports.ts';

export type { AccountRow } from './accounts.tables.ts';
export type { AccountsPorts } from './ports.ts';

function notReady(): AppError {
  return new AppError('accounts.not_ready', 501, 'Sổ tài khoản đang được hoàn thiện.');
}

export function createAccountsModule(_ports: AccountsPorts): ModuleDefinition {
  return { name: 'accounts' };
}

/** Accounts are compared without case and blanks. */
export function accountNameKey(_name: string): string {
  throw notReady();
}

export interface AccountFacts {
  byName: Map<string, KnownAccount>;
  byHolder: Map<string, KnownAccount[]>;
}

export async function accountFacts(
  _db: Db | Tx,
  _asked: { agencyId: string; names?: readonly string[]; holders?: readonly { fullName: string; unitName: string }[] },
): Promise<AccountFacts> {
  throw notReady();
}

export async function accountOfPerson(
  _db: Db | Tx,
  _person: { agencyId: string; personId: string },
): Promise<AccountRow | undefined> {
  throw notReady();
}

export interface NewAccount {
  agencyId: string;
  personId: string | null;
  holderName: string;
  positionTitle: string;
  unitName: string;
  phone: string;
  accountName: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

export async function recordNewAccount(
  _tx: Tx,
  _context: Context,
  _given: NewAccount,
): Promise<{ accountId: string; userId: string | null }> {
  throw notReady();
}

export interface AccountEffect {
  agencyId: string;
  accountName: string;
  on: string;
  requestId: string | null;
  link: string | null;
}

export async function recordRevokedAccount(
  _tx: Tx,
  _context: Context,
  _given: AccountEffect & { reason: string },
): Promise<void> {
  throw notReady();
}

export async function recordMobileEditing(
  _tx: Tx,
  _context: Context,
  _given: AccountEffect & { granted: boolean },
): Promise<void> {
  throw notReady();
}

/** While a request is under way, and back: `revoke_requested` on sending Mẫu 07, `active` when it is withdrawn or refused. */
export async function markAccount(
  _tx: Tx,
  _context: Context,
  _given: {
    agencyId: string;
    accountName: string;
    state: 'revoke_requested' | 'active';
    text: string;
    link: string | null;
  },
): Promise<void> {
  throw notReady();
}

export async function mayEditOnTouch(_db: Db | Tx, _person: { agencyId: string; personId: string }): Promise<boolean> {
  throw notReady();
}

/** @throws AppError 403 `accounts.mobile_editing_required` on a phone, a tablet or a device nobody knows, without the right of Mẫu 08 */
export async function assertMayEditHere(_context: ActingContext): Promise<void> {
  throw notReady();
}

export async function idleAccounts(_db: Db | Tx, _asked: { agencyId: string; today: string }): Promise<AccountRow[]> {
  throw notReady();
}

export async function tariffOn(_db: Db | Tx, _day: string): Promise<{ amountVnd: number; basis: string }> {
  throw notReady();
}

export async function idleRuleOn(_db: Db | Tx, _day: string): Promise<{ days: number; basis: string }> {
  throw notReady();
}

/** One row of Mẫu 07 that the attestations ask for. */
export interface AccountToRevoke {
  agencyId: string;
  attestationId: string;
  /** `2021-Q1` */
  quarter: string;
  account: AccountRow;
  /** Code of the reason as in LEAVE_REASONS of @congvu/forms. */
  reasonCode: string;
  reason: string;
}

/** The head answered "thu hồi", and nothing has been asked for yet. */
export async function attestedToRevoke(_db: Db | Tx, _asked: { agencyId?: string } = {}): Promise<AccountToRevoke[]> {
  throw notReady();
}

/** The head said nothing by the day: rows of escalated attestations, still without use. */
export async function unansweredAccounts(_db: Db | Tx, _asked: { agencyId?: string } = {}): Promise<AccountToRevoke[]> {
  throw notReady();
}
