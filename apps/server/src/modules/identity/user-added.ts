import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** What the modules above do when a person gets a sign-in, in its transaction. */
export type UserAdded = (tx: Tx, context: Context, personId: string) => Promise<void>;

/** Where no register of accounts is plugged in: tests of this module alone. */
export const NOBODY_TOLD: UserAdded = async () => undefined;
