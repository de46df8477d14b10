import { notify } from '#modules/notifications';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import type { IncomingRow } from './incoming.store.ts';

export type Named = Pick<IncomingRow, 'agency_id' | 'id' | 'type_name' | 'number_symbol' | 'issuing_agency_name'>;

/** "Công văn 367/UBND-VHTT của UBND huyện Tam Đường": sender and number, never contents (ux.md §6). */
export function nameOf(row: Named): string {
  const typeName = row.type_name === '' ? 'Văn bản' : row.type_name;
  return `${[typeName, row.number_symbol].filter((part) => part !== '').join(' ')} của ${row.issuing_agency_name}`;
}

export function linkOf(row: Pick<IncomingRow, 'id'>): string {
  return `/van-ban-den/${row.id}`;
}

export async function tell(
  tx: Tx,
  context: Context,
  row: Named,
  notice: { personIds: readonly string[]; kind: string; text: string; reason: string },
): Promise<void> {
  await notify(tx, context, { agencyId: row.agency_id, link: linkOf(row), ...notice });
}

export async function publishIncoming(tx: Tx, agencyId: string, ids: string[]): Promise<void> {
  await publish(tx, { topic: 'incoming', agencyId, ids });
}
