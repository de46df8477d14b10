import type { DrillList, DrillListItem, DrillTemplates, DrillUnit, DrillView } from '@congvu/contracts';
import type { z } from 'zod';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { membersOfOffice, officeOf } from '../office.ts';
import { everybodyPolicies, leads, officePolicies, templatePolicies } from '../threats.policy.ts';
import { missing } from '../threats.store.ts';
import { threatTables } from '../threats.tables.ts';
import { type DrillRow, type DrillSum, findDrill, listDrillRows, sumDrills } from './drills.store.ts';
import { DIFFICULTY_LABELS, DRILL_TEMPLATES } from './templates.ts';

const LABELS = { sending: 'Đang gửi', running: 'Đang diễn ra', ended: 'Đã kết thúc' } as const;
const SHOWN = 30;

function total(sums: readonly DrillSum[], of: 'targets' | 'sent' | 'reported' | 'clicked'): number {
  return sums.reduce((sum, row) => sum + row[of], 0);
}

function stateOf(row: DrillRow, now: Date): DrillListItem['state'] {
  return row.ends_at <= now ? 'ended' : row.state;
}

export function presentDrill(row: DrillRow, sums: readonly DrillSum[], now: Date): DrillListItem {
  const state = stateOf(row, now);
  const firsts = sums.flatMap((sum) => (sum.first_minutes === null ? [] : [sum.first_minutes]));
  return {
    id: row.id,
    name: row.name,
    template: row.template,
    difficulty: row.difficulty,
    difficultyLabel: DIFFICULTY_LABELS[row.difficulty],
    state,
    stateLabel: LABELS[state],
    startedAt: row.started_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    targets: total(sums, 'targets'),
    sent: total(sums, 'sent'),
    reported: total(sums, 'reported'),
    clicked: total(sums, 'clicked'),
    firstReportMinutes: firsts.length === 0 ? null : Math.min(...firsts),
  };
}

export async function listDrills(context: ActingContext): Promise<z.infer<typeof DrillList>> {
  const { db, subject, clock } = context;
  everybodyPolicies.authorize('threats.read_drill', subject, null);
  const officeId = await officeOf(db, subject.agencyId);
  const rows = await listDrillRows(db, officeId, SHOWN);
  const sums = await sumDrills(
    db,
    officeId,
    rows.map((row) => row.id),
  );
  return {
    items: rows.map((row) =>
      presentDrill(
        row,
        sums.filter((sum) => sum.drill_id === row.id),
        clock.now(),
      ),
    ),
  };
}

interface Person {
  name: string;
  unit_id: string;
  reported: boolean;
  clicked: boolean;
}

/** Names are for the head alone, of his own people, when it is over: to help them, not to shame them. */
async function peopleOf(context: ActingContext, row: DrillRow): Promise<DrillView['people']> {
  const { db, subject, clock } = context;
  if (stateOf(row, clock.now()) !== 'ended') {
    return [];
  }
  const rows = await rawQuery<Person>(
    db,
    `select person.full_name as name, target.unit_id, target.reported_at is not null as reported,
       target.clicked_at is not null as clicked
     from threat_drill_target target join org_person person on person.id = target.person_id
     where target.agency_id = $1 and target.drill_id = $2 and target.person_agency_id = $3 order by person.sort_name`,
    [row.agency_id, row.id, subject.agencyId],
  );
  return rows
    .filter((person) => leads(subject, subject.agencyId, person.unit_id))
    .map(({ name, reported, clicked }) => ({ name, reported, clicked }));
}

/** Results by unit: the officer sees all units, a head the own agency. @throws AppError 404 */
export async function viewDrill(context: ActingContext, id: string): Promise<DrillView> {
  const { db, subject, clock } = context;
  everybodyPolicies.authorize('threats.read_drill', subject, null);
  const officeId = await officeOf(db, subject.agencyId);
  const row = await findDrill(db, officeId, id);
  if (row === undefined) {
    throw missing();
  }
  const isOffice = officePolicies.decide('threats.work', subject, { officeId }).allowed;
  const sums = await sumDrills(db, officeId, [id]);
  const agencies = await membersOfOffice(db, officeId);
  const units = agencies.flatMap(({ id: agencyId, shortName }): DrillUnit[] => {
    const sum = sums.find((one) => one.agency_id === agencyId);
    return sum === undefined || !(isOffice || agencyId === subject.agencyId)
      ? []
      : [
          {
            agencyId,
            agencyName: shortName,
            sent: sum.sent,
            reported: sum.reported,
            clicked: sum.clicked,
            firstReportMinutes: sum.first_minutes,
          },
        ];
  });
  return {
    ...presentDrill(row, sums, clock.now()),
    units,
    people: await peopleOf(context, row),
    abilities: officePolicies.abilities(subject, { officeId }),
  };
}

export async function listTemplates(context: ActingContext): Promise<z.infer<typeof DrillTemplates>> {
  const { db, subject } = context;
  everybodyPolicies.authorize('threats.read_drill', subject, null);
  const officeId = subject.agencyId;
  const approved = await threatTables(db)
    .selectFrom('threat_drill_template')
    .selectAll()
    .where('agency_id', '=', officeId)
    .execute();
  return {
    items: DRILL_TEMPLATES.map((template) => {
      const row = approved.find((one) => one.code === template.code);
      return {
        code: template.code,
        name: template.name,
        difficulty: template.difficulty,
        difficultyLabel: DIFFICULTY_LABELS[template.difficulty],
        senderName: template.senderName,
        senderAddress: template.senderAddress,
        subject: template.subject,
        body: template.body.map((line) => (line === '{lien_ket}' ? `[${template.linkText}]` : line)).join('\n\n'),
        cues: [...template.cues],
        approvedBy: row?.approved_by_name ?? null,
        approvedAt: row?.approved_at.toISOString() ?? null,
        abilities: row === undefined ? templatePolicies.abilities(subject, { officeId }) : {},
      };
    }),
  };
}

/** The leader of the office answers for the text that goes to everybody; approved twice is approved once. */
export async function approveTemplate(context: ActingContext, code: string): Promise<z.infer<typeof DrillTemplates>> {
  const { subject, clock } = context;
  const officeId = subject.agencyId;
  templatePolicies.authorize('threats.approve_template', subject, { officeId });
  if (!DRILL_TEMPLATES.some((template) => template.code === code)) {
    throw invalid('threats.template_unknown', 'Không có mẫu thư diễn tập này. Chọn một mẫu trong danh sách.');
  }
  await command(context, async (tx) => {
    await rawQuery(
      tx,
      `insert into threat_drill_template (agency_id, code, approved_by_name, approved_person_id, approved_at)
       values ($1, $2, $3, $4, $5) on conflict (agency_id, code) do nothing`,
      [officeId, code, subject.displayName, subject.personId, clock.now()],
    );
    await record(tx, context, {
      action: 'threats.template_approved',
      agencyId: officeId,
      objectKind: 'threat_drill_template',
      objectId: officeId,
      detail: { code },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId });
    return { code };
  });
  return listTemplates(context);
}
