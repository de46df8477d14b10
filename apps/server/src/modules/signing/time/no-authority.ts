import { record } from '#modules/audit';
import { clearNotices, notify } from '#modules/notifications';
import { type Context, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { endAlarm, listHolders } from '../care/alarm.ts';
import { listCaredAgencies, listHopelessAgencies, settleHopeless } from '../care/care.store.ts';
import { readSettings } from '../care/settings.ts';
import { takenElsewhere, unlessTaken } from '../nothing-done.ts';
import { signingTables } from '../signing.tables.ts';
import { NO_AUTHORITY } from './wanted-level.ts';

/** Where authorities are declared. */
const TRUST_LINK = '/quan-tri/tin-cay';

/** What waits for a time that nobody will give waits no longer; its alarm is over. Answers how many documents it was. */
export async function forgoTime(tx: Tx, context: Context, agencyId: string): Promise<number> {
  const settled = await settleHopeless(tx, agencyId, context.clock.now());
  if (settled > 0) {
    await endAlarm(tx, agencyId);
    await record(tx, context, {
      action: 'signing.time_forgone',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { documents: settled },
    });
  }
  return settled;
}

async function forgoInAgency(context: Context, agencyId: string): Promise<void> {
  const work = command(context, async (tx) => {
    if ((await forgoTime(tx, context, agencyId)) === 0) {
      throw takenElsewhere();
    }
  });
  await unlessTaken(work, undefined);
}

async function listUntold(db: Db | Tx): Promise<string[]> {
  const told = await signingTables(db)
    .selectFrom('signing_told')
    .select('agency_id')
    .where('about', '=', 'no_authority')
    .execute();
  const known = new Set(told.map(({ agency_id: id }) => id));
  return (await listCaredAgencies(db)).filter((id) => !known.has(id));
}

/** Administrators hear of it once, not with every document. */
async function tellAgency(context: Context, agencyId: string): Promise<void> {
  const { level } = await readSettings(context.db, agencyId);
  if (level === 'B') {
    return;
  }
  const work = command(context, async (tx) => {
    const told = await signingTables(tx)
      .insertInto('signing_told')
      .values({ agency_id: agencyId, about: 'no_authority', at: context.clock.now() })
      .onConflict((clash) => clash.doNothing())
      .returning('agency_id')
      .executeTakeFirst();
    if (told === undefined) {
      throw takenElsewhere();
    }
    await notify(tx, context, {
      agencyId,
      personIds: await listHolders(tx, context, agencyId, ['administrator']),
      kind: 'signing.no_authority',
      text: `${NO_AUTHORITY} Khai báo nơi cấp dấu thời gian của nơi cấp chứng thư tin cậy để bổ sung.`,
      link: TRUST_LINK,
      reason: 'Quản trị',
    });
    await record(tx, context, {
      action: 'signing.no_authority',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
    });
  });
  await unlessTaken(work, undefined);
}

/** No authority of time is configured: nothing is queued for it, nobody is alarmed, administrators know. */
export async function liveWithoutAuthority(context: Context): Promise<void> {
  for (const agencyId of await listHopelessAgencies(context.db)) {
    await forgoInAgency(context, agencyId);
  }
  for (const agencyId of await listUntold(context.db)) {
    await tellAgency(context, agencyId);
  }
}

/** One is configured (again): the news that there is none is over. */
export async function endNoAuthority(context: Context): Promise<void> {
  const told = await signingTables(context.db).selectFrom('signing_told').select('agency_id').execute();
  for (const { agency_id: agencyId } of told) {
    const work = command(context, async (tx) => {
      const ended = await signingTables(tx)
        .deleteFrom('signing_told')
        .where('agency_id', '=', agencyId)
        .where('about', '=', 'no_authority')
        .returning('agency_id')
        .executeTakeFirst();
      if (ended === undefined) {
        throw takenElsewhere();
      }
      await clearNotices(tx, { agencyId, link: TRUST_LINK });
      await record(tx, context, {
        action: 'signing.authority_declared',
        agencyId,
        objectKind: 'agency',
        objectId: agencyId,
      });
    });
    await unlessTaken(work, undefined);
  }
}
