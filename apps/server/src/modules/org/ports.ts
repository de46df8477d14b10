import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';

/** What this module asks of the one above it. */
export interface OrgPorts {
  /** Posts of these people are over as of now: whoever is signed in with one must not go on. In the transaction that ends them. */
  postsEnded(tx: Tx, context: Context, personIds: readonly string[]): Promise<void>;
}

/** Where nobody can be signed in: seeds, imports of a first tree, tests of the tree alone. */
export const NOBODY_SIGNED_IN: OrgPorts = { postsEnded: async () => undefined };
