import { record } from '#modules/audit';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import type { RequestsPorts } from '../ports.ts';
import { asMoved } from '../queries/for-others.ts';
import { announce, noticeStep } from '../requests.notices.ts';
import { addMovement } from '../requests.store.ts';
import type { RequestRow } from '../requests.tables.ts';

export interface Step {
  /** State before; the same as now for what is no change of state. */
  from: RequestRow['state'];
  /** Past tense: `submitted` becomes `requests.submitted` in the audit. */
  verb: string;
  /** What the timeline says. */
  text: string;
  detail?: Record<string, unknown>;
}

/**
 * What every step ends with, in its own transaction: timeline, audit, those above, notices, search, events. For `moved` the
 * request stands as it is now.
 */
export async function finishStep(
  tx: Tx,
  context: Context,
  ports: Pick<RequestsPorts, 'moved'>,
  row: RequestRow,
  step: Step,
): Promise<void> {
  await addMovement(tx, context, { agencyId: row.agency_id, id: row.id, kind: step.verb, text: step.text });
  await record(tx, context, {
    action: `requests.${step.verb}`,
    agencyId: row.agency_id,
    objectKind: 'request',
    objectId: row.id,
    detail: { state: row.state, revision: row.revision, ...step.detail },
  });
  await ports.moved(tx, context, asMoved(row));
  await noticeStep(tx, context, step.from, row);
  await announce(tx, row);
}
