import { randomBytes } from 'node:crypto';
import type { DrillView, StartDrill } from '@congvu/contracts';
import { readMail } from '@congvu/mailguard';
import { record } from '#modules/audit';
import { deliver, type MailFacts } from '#modules/webmail';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, type Context, command, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { newId } from '../../../platform/ids.ts';
import { enqueue, type JobDefinition } from '../../../platform/jobs.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { membersOfOffice } from '../office.ts';
import { officePolicies } from '../threats.policy.ts';
import { threatTables } from '../threats.tables.ts';
import { composeDrill } from './compose-drill.ts';
import { type DrillMailbox, findDrill, mailboxesToDrill } from './drills.store.ts';
import { findTemplate } from './templates.ts';
import { viewDrill } from './view-drill.ts';

const DRILL_JOB = 'threats.drill';
const DAY_MS = 86_400_000;
const TOKEN_BYTES = 24;
/** Letters sent in one transaction. */
const BATCH = 50;

async function assertApproved(tx: Tx, officeId: string, code: string) {
  const template = findTemplate(code);
  if (template === undefined) {
    throw invalid('threats.template_unknown', 'Không có mẫu thư diễn tập này. Chọn một mẫu trong danh sách.');
  }
  const approved = await threatTables(tx)
    .selectFrom('threat_drill_template')
    .select('code')
    .where('agency_id', '=', officeId)
    .where('code', '=', code)
    .executeTakeFirst();
  if (approved === undefined) {
    throw conflict(
      'threats.template_not_approved',
      'Mẫu thư diễn tập chưa được lãnh đạo cơ quan duyệt. Trình lãnh đạo duyệt mẫu rồi lập diễn tập.',
    );
  }
  return template;
}

async function chooseAgencies(tx: Tx, officeId: string, wanted: readonly string[]): Promise<string[]> {
  const members = (await membersOfOffice(tx, officeId)).map((agency) => agency.id);
  if (wanted.some((id) => !members.includes(id))) {
    throw invalid('threats.agency_unknown', 'Có cơ quan không thuộc phạm vi hướng dẫn. Chọn lại cơ quan diễn tập.');
  }
  return wanted.length === 0 ? members : [...wanted];
}

async function insertTargets(tx: Tx, officeId: string, drillId: string, boxes: readonly DrillMailbox[]): Promise<void> {
  await rawQuery(
    tx,
    `insert into threat_drill_target (agency_id, drill_id, mailbox_id, person_id, person_agency_id, unit_id, token)
     select $1, $2, * from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])`,
    [
      officeId,
      drillId,
      boxes.map((box) => box.mailbox_id),
      boxes.map((box) => box.person_id),
      boxes.map((box) => box.agency_id),
      boxes.map((box) => box.unit_id),
      boxes.map(() => randomBytes(TOKEN_BYTES).toString('base64url')),
    ],
  );
}

/**
 * A drill for the own people, with a text somebody else approved. Letters go by the job.
 * @throws AppError 403 · 409 `threats.template_not_approved` · 422 `threats.nobody_to_drill`, `threats.agency_unknown`
 */
export async function startDrill(context: ActingContext, given: StartDrill): Promise<DrillView> {
  const { subject, clock } = context;
  const officeId = subject.agencyId;
  officePolicies.authorize('threats.drill', subject, { officeId });
  const { id } = await command(context, async (tx) => {
    const template = await assertApproved(tx, officeId, given.template);
    const agencyIds = await chooseAgencies(tx, officeId, given.agencyIds);
    const now = clock.now();
    const boxes = await mailboxesToDrill(tx, agencyIds, vietnamDate(now));
    if (boxes.length === 0) {
      throw invalid('threats.nobody_to_drill', 'Các cơ quan đã chọn chưa có hộp thư cá nhân nào đang hoạt động.');
    }
    const drillId = newId(now.getTime());
    await threatTables(tx)
      .insertInto('threat_drill')
      .values({
        agency_id: officeId,
        id: drillId,
        name: given.name,
        template: template.code,
        difficulty: template.difficulty,
        state: 'sending',
        started_at: now,
        ends_at: new Date(now.getTime() + given.days * DAY_MS),
        by_name: subject.displayName,
      })
      .execute();
    await insertTargets(tx, officeId, drillId, boxes);
    await enqueue(tx, DRILL_JOB, { agencyId: officeId, drillId }, { key: `drill-${drillId}` });
    await record(tx, context, {
      action: 'threats.drill_started',
      agencyId: officeId,
      objectKind: 'threat_drill',
      objectId: drillId,
      detail: { template: template.code, people: boxes.length, agencies: agencyIds.length },
    });
    await publish(tx, { topic: 'threats', agencyId: officeId, ids: [drillId] });
    return { id: drillId };
  });
  return viewDrill(context, id);
}

interface Unsent {
  mailbox_id: string;
  person_id: string;
  agency_id: string;
  token: string;
  address: string;
  name: string;
}

const UNSENT = `
  select target.mailbox_id, target.person_id, target.person_agency_id as agency_id, target.token, mailbox.address,
    mailbox.holder_name as name
  from threat_drill_target target
  join mailbox on mailbox.agency_id = target.person_agency_id and mailbox.id = target.mailbox_id
  where target.agency_id = $1 and target.drill_id = $2 and target.sent_at is null order by target.person_id limit ${BATCH}`;

interface Written extends Unsent {
  sha256: string;
  size: number;
  mail: MailFacts;
}

async function write(services: Services, code: string, to: Unsent): Promise<Written> {
  const template = findTemplate(code);
  if (template === undefined) {
    throw new Error(`drill template ${code} is gone`);
  }
  const link = `${services.config.publicUrl}/thu/dien-tap/${to.token}`;
  const raw = await composeDrill(template, { name: to.name, address: to.address, link }, services.clock.now());
  const { sha256, size } = await services.blobs.put(raw);
  return { ...to, sha256, size, mail: await readMail(raw) };
}

async function send(tx: Tx, context: Context, officeId: string, drillId: string, letter: Written): Promise<void> {
  const now = context.clock.now();
  const { messageId } = await deliver(tx, context, {
    message: {
      rawSha256: letter.sha256,
      size: letter.size,
      receivedAt: now,
      returnPath: letter.mail.from[0]?.address ?? '',
      mail: letter.mail,
      attachments: [],
      external: true,
    },
    recipients: [
      {
        mailboxId: letter.mailbox_id,
        agencyId: letter.agency_id,
        originalAddress: letter.address,
        placement: 'inbox',
      },
    ],
  });
  await threatTables(tx)
    .updateTable('threat_drill_target')
    .set({ sent_at: now, message_id: messageId })
    .where('agency_id', '=', officeId)
    .where('drill_id', '=', drillId)
    .where('person_id', '=', letter.person_id)
    .where('sent_at', 'is', null)
    .execute();
}

/** Batch after batch until everybody has it; after a crash it goes on with those who have not. */
export async function runDrill(services: Services, officeId: string, drillId: string): Promise<void> {
  const drill = await findDrill(services.db, officeId, drillId);
  if (drill === undefined) {
    return;
  }
  const context = systemContext(services);
  for (;;) {
    const unsent = await rawQuery<Unsent>(services.db, UNSENT, [officeId, drillId]);
    const letters: Written[] = [];
    for (const to of unsent) {
      letters.push(await write(services, drill.template, to));
    }
    await command(context, async (tx) => {
      for (const letter of letters) {
        await send(tx, context, officeId, drillId, letter);
      }
      if (letters.length === 0) {
        await rawQuery(tx, `update threat_drill set state = 'running' where agency_id = $1 and id = $2`, [
          officeId,
          drillId,
        ]);
      }
      await record(tx, context, {
        action: 'threats.drill_sent',
        agencyId: officeId,
        objectKind: 'threat_drill',
        objectId: drillId,
        detail: { letters: letters.length },
      });
      await publish(tx, { topic: 'threats', agencyId: officeId, ids: [drillId] });
      return { sent: letters.length };
    });
    if (letters.length === 0) {
      return;
    }
  }
}

export function drillJobs(services: Services): JobDefinition[] {
  return [
    {
      name: DRILL_JOB,
      handle: async ({ agencyId, drillId }) => runDrill(services, String(agencyId), String(drillId)),
    },
  ];
}
