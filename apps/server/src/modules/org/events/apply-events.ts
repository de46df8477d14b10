import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { dayBefore } from '../org.states.ts';
import { type AgencyEventDetail, type OrgTables, orgTables } from '../org.tables.ts';
import { extendSearchName } from '../org-entry.store.ts';

type EventRow = Pick<OrgTables['org_agency_event'], 'id' | 'kind' | 'agency_id' | 'effective_on'> & {
  detail: AgencyEventDetail;
};

async function rename(tx: Tx, event: EventRow): Promise<void> {
  const { names } = event.detail;
  if (names === undefined) {
    return;
  }
  const known = await orgTables(tx)
    .selectFrom('org_agency')
    .select('search_name')
    .where('id', '=', event.agency_id)
    .executeTakeFirst();
  await orgTables(tx)
    .updateTable('org_agency')
    .set({
      name: names.name,
      short_name: names.shortName,
      governing_name: names.governingName,
      heading_name: names.headingName,
      symbol: names.symbol,
      search_name: extendSearchName(known?.search_name ?? '', names.name, names.shortName),
    })
    .where('id', '=', event.agency_id)
    .execute();
}

async function handOver(tx: Tx, event: EventRow): Promise<void> {
  if (event.detail.heirId === undefined) {
    return;
  }
  await rawQuery(
    tx,
    'update org_agency_code set valid_to = greatest($2::date, valid_from) where agency_id = $1 and valid_to is null',
    [event.agency_id, dayBefore(event.effective_on)],
  );
  await rawQuery(
    tx,
    'update org_agency set parent_id = $2 where parent_id = $1 and (valid_to is null or valid_to >= $3)',
    [event.agency_id, event.detail.heirId, event.effective_on],
  );
}

/** What cannot be resolved by date (names, codes, places in the tree) changes on the day, in the order of the days. */
export async function applyDueEvents(tx: Tx, today: string, only?: readonly string[]): Promise<EventRow[]> {
  const due = await orgTables(tx)
    .selectFrom('org_agency_event')
    .select(['id', 'kind', 'agency_id', 'effective_on', 'detail'])
    .where('applied_at', 'is', null)
    .where('effective_on', '<=', today)
    .$if(only !== undefined, (query) => query.where('id', 'in', only ?? []))
    .orderBy('effective_on')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  for (const event of due) {
    await rename(tx, event);
    await handOver(tx, event);
  }
  return due;
}

export async function markApplied(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length > 0) {
    await orgTables(tx).updateTable('org_agency_event').set({ applied_at: at }).where('id', 'in', ids).execute();
  }
}

/** The sweep: events whose day has come, each with its leaf. Safe in several processes and after any time off. */
export async function sweepEvents(services: Services): Promise<void> {
  const context: Context = {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'job' },
    idempotency: undefined,
  };
  const now = services.clock.now();
  const waiting = await rawQuery(
    services.db,
    'select 1 as one from org_agency_event where applied_at is null and effective_on <= $1 limit 1',
    [vietnamDate(now)],
  );
  if (waiting.length === 0) {
    return;
  }
  await command(context, async (tx) => {
    const applied = await applyDueEvents(tx, vietnamDate(now));
    await markApplied(
      tx,
      applied.map((event) => event.id),
      now,
    );
    for (const event of applied) {
      const { agency_id: agencyId, id: objectId, kind } = event;
      await record(tx, context, {
        action: 'org.event_applied',
        agencyId,
        objectKind: 'agency_event',
        objectId,
        detail: { kind },
      });
      await publish(tx, { topic: 'org', agencyId, ids: [agencyId] });
    }
    return null;
  });
}
