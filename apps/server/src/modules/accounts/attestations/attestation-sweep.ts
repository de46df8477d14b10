import { record } from '#modules/audit';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { accountTables } from '../accounts.tables.ts';
import { addDays, quarterLabel, quarterOf } from '../dates.ts';
import { ruledDay } from '../day.ts';
import { tellRoles } from '../tell.ts';
import { wasteSql } from '../waste.sql.ts';
import { insertAttestations } from './attestations.store.ts';
import { TELL_JOB } from './tell-heads.ts';

/** The quarterly review (QCVN 12:2026 3.7.2.7.6) opens by itself this many days before the quarter ends. */
const OPENS_DAYS_BEFORE = 6;
/** The one reminder without anybody's doing. */
const REMIND_DAYS_BEFORE = 3;
const AT_ONCE = 200;

interface Unasked {
  agency_id: string;
  guide_id: string;
}

// The guiding office of an agency: the nearest hosted one above, the agency itself where there is none.
function unaskedSql(): string {
  const { inUse } = wasteSql(0, 0);
  return `
    with recursive holder as (
      select agency.id, agency.parent_id from org_agency agency
      where exists (select 1 from account where account.agency_id = agency.id and ${inUse})
        and not exists (select 1 from account_attestation asked where asked.agency_id = agency.id and asked.quarter = $1)
      order by agency.id limit ${AT_ONCE}
    ), up as (
      select holder.id as agency_id, holder.parent_id as above_id, 1 as step from holder
      union all
      select up.agency_id, agency.parent_id, up.step + 1 from up join org_agency agency on agency.id = up.above_id
      where up.step < 20
    )
    select holder.id as agency_id, coalesce((
      select up.above_id from up join org_agency agency on agency.id = up.above_id
      where up.agency_id = holder.id and agency.hosted order by up.step limit 1), holder.id) as guide_id
    from holder order by holder.id`;
}

async function openReviews(services: Services): Promise<number> {
  const context = systemContext(services);
  const day = await ruledDay(services.db, context);
  const quarter = quarterOf(day.today);
  if (day.today < addDays(quarter.lastDay, -OPENS_DAYS_BEFORE)) {
    return 0;
  }
  return command(context, async (tx) => {
    const unasked = await rawQuery<Unasked>(tx, unaskedSql(), [quarter.key]);
    const now = context.clock.now();
    for (const [guideId, rows] of Map.groupBy(unasked, (row) => row.guide_id)) {
      const asked = await insertAttestations(tx, {
        agencyIds: rows.map((row) => row.agency_id),
        ids: rows.map(() => newId(now.getTime())),
        askedBy: guideId,
        quarter: quarter.key,
        now,
        today: day.today,
        idleDays: day.idleDays,
      });
      await enqueue(tx, TELL_JOB, { ids: asked.map((row) => row.id) });
      await record(tx, context, {
        action: 'accounts.attestations_asked',
        agencyId: guideId,
        objectKind: 'agency',
        objectId: guideId,
        detail: { quarter: quarter.key, asked: asked.length, reminded: 0 },
      });
      await publish(tx, { topic: 'accounts', agencyId: guideId });
    }
    return unasked.length;
  });
}

async function remind(services: Services): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const { today } = await ruledDay(tx, context);
    const rows = await accountTables(tx)
      .updateTable('account_attestation')
      .set({ reminded_at: context.clock.now() })
      .where('state', '=', 'waiting')
      .where('reminded_at', 'is', null)
      .where('due_on', '<=', addDays(today, REMIND_DAYS_BEFORE))
      .where('due_on', '>=', today)
      .returning(['id', 'asked_by_agency_id'])
      .execute();
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      await enqueue(tx, TELL_JOB, { ids: rows.slice(start, start + AT_ONCE).map((row) => row.id) });
    }
    for (const [agencyId, own] of Map.groupBy(rows, (row) => row.asked_by_agency_id)) {
      await record(tx, context, {
        action: 'accounts.attestations_reminded',
        agencyId,
        objectKind: 'agency',
        objectId: agencyId,
        detail: { reminded: own.length },
      });
    }
    return null;
  });
}

/** Who does not answer by the day is listed under his own responsibility; the guiding office is told once a quarter's batch. */
async function escalate(services: Services): Promise<void> {
  const context = systemContext(services);
  await command(context, async (tx) => {
    const { today } = await ruledDay(tx, context);
    const rows = await accountTables(tx)
      .updateTable('account_attestation')
      .set({ state: 'escalated', escalated_at: context.clock.now() })
      .where('state', '=', 'waiting')
      .where('due_on', '<', today)
      .returning(['agency_id', 'id', 'asked_by_agency_id', 'quarter'])
      .execute();
    for (const [guideId, late] of Map.groupBy(rows, (row) => row.asked_by_agency_id)) {
      await tellRoles(tx, context, guideId, ['focal'], {
        kind: 'accounts.attestation_escalated',
        text: `${late.length} thủ trưởng quá hạn xác nhận rà soát tài khoản ${quarterLabel(late[0]?.quarter ?? '')}.`,
        link: '/lang-phi',
        reason: 'Đầu mối hướng dẫn',
      });
      await publish(tx, { topic: 'accounts', agencyId: guideId });
    }
    for (const row of rows) {
      await record(tx, context, {
        action: 'accounts.attestation_escalated',
        agencyId: row.agency_id,
        objectKind: 'account_attestation',
        objectId: row.id,
        detail: { quarter: row.quarter },
      });
    }
    return null;
  });
}

/** Asks at the end of the quarter, reminds once, and tells who stayed silent. */
export async function sweepAttestations(services: Services): Promise<void> {
  let opened = await openReviews(services);
  while (opened === AT_ONCE) {
    opened = await openReviews(services);
  }
  await remind(services);
  await escalate(services);
}
