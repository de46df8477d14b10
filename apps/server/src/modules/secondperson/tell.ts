import { clearNotices, notify } from '#modules/notifications';
import { areSamePerson, listPossibleSeconds, type PossibleSecond } from '#modules/org';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import type { ChangeRow } from './secondperson.store.ts';

export const PAGE = '/quan-tri/hai-nguoi';

type Place = Pick<ChangeRow, 'agency_id' | 'proposer_agency_id' | 'proposed_by'>;

function linkOf(id: string): string {
  return `${PAGE}?viec=${id}`;
}

/** The nearest who could be the second person; those above only where there is nobody nearer. */
export async function listSeconds(tx: Tx, context: Context, place: Place): Promise<PossibleSecond[]> {
  const agencyIds = [...new Set([place.agency_id, place.proposer_agency_id])];
  const { near, above } = await listPossibleSeconds(tx, agencyIds, vietnamDate(context.clock.now()));
  for (const candidates of [near, above]) {
    const others: PossibleSecond[] = [];
    for (const one of candidates) {
      if (!(await areSamePerson(tx, one.personId, place.proposed_by))) {
        others.push(one);
      }
    }
    if (others.length > 0) {
      return others;
    }
  }
  return [];
}

export async function tellSeconds(
  tx: Tx,
  context: Context,
  row: ChangeRow,
  seconds: readonly PossibleSecond[],
): Promise<void> {
  for (const [agencyId, people] of Map.groupBy(seconds, (second) => second.agencyId)) {
    await notify(tx, context, {
      agencyId,
      personIds: people.map(({ personId }) => personId),
      kind: 'secondperson.proposed',
      text: `${row.proposer_name} đề nghị: ${row.title}.`,
      link: linkOf(row.id),
      reason: 'Cần người thứ hai đồng ý hoặc từ chối',
    });
  }
}

/** It waits for nobody any more; who proposed it learns how it ended. */
export async function tellEnded(tx: Tx, context: Context, row: ChangeRow, how: string): Promise<void> {
  const seconds = await listSeconds(tx, context, row);
  const agencies = new Set([row.agency_id, row.proposer_agency_id, ...seconds.map(({ agencyId }) => agencyId)]);
  for (const agencyId of agencies) {
    await clearNotices(tx, { agencyId, link: linkOf(row.id) });
  }
  await notify(tx, context, {
    agencyId: row.proposer_agency_id,
    personIds: [row.proposed_by],
    kind: `secondperson.${row.state}`,
    text: `${how}: ${row.title}.`,
    link: linkOf(row.id),
    reason: 'Việc anh/chị đề nghị',
  });
  await tellPages(tx, row);
}

export async function tellPages(tx: Tx, row: Place): Promise<void> {
  for (const agencyId of new Set([row.agency_id, row.proposer_agency_id])) {
    await publish(tx, { topic: 'secondperson', agencyId });
  }
}
