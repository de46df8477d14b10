import type { LineResult, RecordedResults, RecordResults } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { lockBatchFor, readBatch, withinBatch } from '../batch-access.ts';
import { recordPortion } from '../results/record-portion.ts';
import { settlePortion } from '../results/settle.ts';
import { batchPolicies } from '../rosters.policy.ts';
import { batchStateLabel } from '../rosters.presenter.ts';
import { wrongBatchState } from '../rosters.store.ts';
import type { BatchRow } from '../rosters.tables.ts';

type Answer = z.infer<typeof RecordedResults>;

/** Lines of one transaction: short enough to hold nobody up, long enough to be quick. */
const PORTION = 200;

function assertOncePerLine(results: readonly LineResult[]): void {
  const ids = new Set<string>();
  for (const { lineId } of results) {
    if (ids.has(lineId)) {
      throw invalid(
        'requests.result_unknown',
        'Có dòng được ghi hai kết quả trong một lần gửi. Giữ một kết quả cho mỗi dòng rồi gửi lại.',
      );
    }
    ids.add(lineId);
  }
}

/**
 * What the superior answered, line by line, in portions: each is one transaction with the registers, and what was recorded before a
 * break is recognised when the same is sent again. A line that fails stops no other.
 * @throws AppError 403 · 404 · 422 `requests.result_unknown`
 */
export async function recordResults(
  context: ActingContext,
  id: string,
  body: z.output<typeof RecordResults>,
): Promise<Answer> {
  const { row, facts } = await readBatch(context, id);
  if (row.state === 'resulted' && context.idempotency !== undefined) {
    // Either the answer of this very request is replayed, or everything was recorded before.
    return command(context, async () => {
      throw wrongBatchState(row);
    });
  }
  batchPolicies.authorize('requests.roster_record', context.subject, facts);
  assertOncePerLine(body.results);
  const answer: Answer = { granted: 0, refused: 0, returned: 0, failed: [], state: row.state, stateLabel: '' };
  let batch: BatchRow = row;
  const each = { ...context, idempotency: undefined };
  for (let from = 0; from < body.results.length; from += PORTION) {
    const results = body.results.slice(from, from + PORTION);
    await command(each, async (tx) => {
      const locked = await lockBatchFor(tx, each, id, 'requests.roster_record');
      const portion = await withinBatch(row, async () => {
        const recorded = await recordPortion(tx, each, locked.row, results);
        batch = await settlePortion(tx, each, locked.row, recorded, body.note);
        return recorded;
      });
      answer.granted += portion.granted;
      answer.refused += portion.refused;
      answer.returned += portion.returned;
      answer.failed.push(...portion.failed);
    });
  }
  return command(context, async (tx) => {
    await record(tx, context, {
      action: 'requests.results_received',
      agencyId: context.subject.agencyId,
      objectKind: 'request_batch',
      objectId: id,
      detail: {
        granted: answer.granted,
        refused: answer.refused,
        returned: answer.returned,
        failed: answer.failed.length,
        note: body.note ?? '',
        document: body.documentId ?? null,
      },
    });
    return { ...answer, state: batch.state, stateLabel: batchStateLabel(batch) };
  });
}
