import { createHash } from 'node:crypto';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { type ProposalRow, recordProposal } from '../open-proposal.ts';
import type { ProposalDetail } from '../proposals.tables.ts';
import { inSweep } from './in-sweep.ts';
import { takeStep } from './take-step.ts';

export interface ListWords {
  sentence: string;
  reason: string;
}

const MONTHS = 3;

/** @example quarterOf('2021-03-22') // '2021-Q1' */
export function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / MONTHS)}`;
}

/** Which things an open proposal speaks of; a change of them is taken by one process. */
export function stepOf(things: readonly string[]): string {
  return createHash('sha256')
    .update([...things].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
}

/** Other things than before: the sentence follows, nobody is told again. */
export async function followList(
  context: Context,
  open: ProposalRow,
  things: readonly string[],
  words: (tx: Tx) => Promise<ListWords & { detail: ProposalDetail }>,
): Promise<void> {
  const step = stepOf(things);
  if (step === open.step) {
    return;
  }
  await inSweep(context, async (tx) => {
    const { detail, ...said } = await words(tx);
    const changed = await takeStep(tx, context, open, { ...said, step, detail: JSON.stringify(detail) });
    await recordProposal(tx, context, changed, 'changed', { things: things.length });
  });
}
