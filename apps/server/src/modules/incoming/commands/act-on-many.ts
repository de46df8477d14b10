import type { IncomingAck, IncomingBatchAnswer } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { incomingTables } from '../incoming.tables.ts';

/** In the order they came, so that numbers follow the arrivals (Annex VI 1đ: yearly, in time order). */
async function inArrivalOrder(context: ActingContext, ids: readonly string[]): Promise<string[]> {
  const rows = await incomingTables(context.db)
    .selectFrom('incoming_document')
    .select('id')
    .where('agency_id', '=', context.subject.agencyId)
    .where('id', 'in', ids)
    .orderBy('arrived_at')
    .orderBy('id')
    .execute();
  const known = rows.map((row) => row.id);
  return [...known, ...ids.filter((id) => !known.includes(id))];
}

/** One document of a batch has its own key: a repeated batch answers what the first one answered, document by document. */
function contextOf(context: ActingContext, id: string): ActingContext {
  const { idempotency } = context;
  return idempotency === undefined
    ? context
    : { ...context, idempotency: { ...idempotency, key: `${idempotency.key}.${id}` } };
}

/** One transaction and one result per document: what cannot be done says why and stops nothing else. */
export async function actOnMany(
  context: ActingContext,
  ids: readonly string[],
  act: (context: ActingContext, id: string) => Promise<IncomingAck>,
): Promise<IncomingBatchAnswer> {
  const items: IncomingBatchAnswer['items'] = [];
  for (const id of await inArrivalOrder(context, [...new Set(ids)])) {
    try {
      const { arrivalNumber } = await act(contextOf(context, id), id);
      items.push({ id, result: 'done', code: null, message: '', arrivalNumber });
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) {
        throw error;
      }
      items.push({ id, result: 'failed', code: error.code, message: error.message, arrivalNumber: null });
    }
  }
  return { done: items.filter((item) => item.result === 'done').length, items };
}
