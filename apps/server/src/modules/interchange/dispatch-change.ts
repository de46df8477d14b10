import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { type DispatchChange, lockDispatches, saveChanges } from './dispatch.store.ts';
import type { ChangeKind, ChangeState, DispatchRow } from './interchange.tables.ts';

export interface ChangeOfDispatch {
  agencyId: string;
  dispatchIds: readonly string[];
  change: ChangeState;
  kind: ChangeKind;
  note: string;
  /** The message that said so, when one did: in the history a report counts once, however often it comes. */
  messageId?: string;
  statusCode?: string;
}

const WORDS: Record<ChangeKind, string> = { recall: 'thu hồi', update: 'cập nhật', replace: 'thay thế' };
const SAID: Record<ChangeState, string> = {
  none: 'Bỏ yêu cầu',
  requested: 'Yêu cầu',
  agreed: 'Đồng ý',
  rejected: 'Từ chối',
};

/** "Yêu cầu thu hồi", "Từ chối cập nhật". */
export function changeLabel(change: ChangeState, kind: ChangeKind): string {
  return `${SAID[change]} ${WORDS[kind]}`;
}

function changed(row: DispatchRow, asked: ChangeOfDispatch, at: Date): DispatchChange {
  // Only a recall that was agreed to ends the life of the letter there (spec interchange §5, event 15).
  const state = asked.change === 'agreed' && asked.kind === 'recall' ? 'recalled' : row.state;
  const label = changeLabel(asked.change, asked.kind);
  return {
    row: {
      ...row,
      state,
      change: asked.change,
      change_kind: asked.kind,
      change_note: asked.note,
      change_at: at,
      changed_at: at,
    },
    event: {
      state,
      at,
      note: asked.note === '' ? label : `${label}: ${asked.note}`,
      ...(asked.messageId === undefined ? {} : { report_key: asked.messageId }),
      ...(asked.statusCode === undefined ? {} : { status_code: asked.statusCode }),
    },
  };
}

/**
 * The change process beside the state (13/15/16, business kinds 1–3). Answers the rows as they are now; the caller records the audit
 * leaf of what it decided. A row that stands there already stays, so that a repetition adds nothing to the history.
 */
export async function setChange(tx: Tx, context: Context, asked: ChangeOfDispatch): Promise<DispatchRow[]> {
  const rows = await lockDispatches(tx, asked.agencyId, [...new Set(asked.dispatchIds)]);
  const at = context.clock.now();
  const isThere = (row: DispatchRow): boolean => row.change === asked.change && row.change_kind === asked.kind;
  const changes = rows.filter((row) => !isThere(row)).map((row) => changed(row, asked, at));
  await saveChanges(tx, asked.agencyId, changes);
  const ids = [...new Set(changes.map(({ row }) => row.document_id))];
  if (ids.length > 0) {
    await publish(tx, { topic: 'interchange', agencyId: asked.agencyId, ids });
    await publish(tx, { topic: 'outgoing', agencyId: asked.agencyId, ids });
  }
  return rows.map((row) => changes.find((change) => change.row.id === row.id)?.row ?? row);
}
