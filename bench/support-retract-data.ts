import { createHash } from 'node:crypto';
import { readMail } from '@congvu/mailguard';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import { verdictOf } from '../apps/server/src/modules/threats/threats.testing.ts';
import { deliver } from '../apps/server/src/modules/webmail/delivery/deliver.ts';
import { writeMail } from '../apps/server/src/modules/webmail/webmail.testing.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import { systemContext } from '../apps/server/src/platform/context.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import type { BenchOffice } from './support-office.ts';

/** Communes of the district and mailboxes of each. */
const COMMUNES = 50;
const BOXES_EACH = 100;
/** Ordinary mail that lies in every mailbox beside the forged one. */
export const OTHERS_EACH = 20;

export interface District {
  officer: Subject;
  reporter: Subject;
  reporterBox: string;
  boxes: { agencyId: string; mailboxId: string }[];
}

/** A guiding office, its communes and 5,000 mailboxes of people. */
export async function buildDistrict(office: BenchOffice): Promise<District> {
  const { db } = office.services;
  const district = await buildAgency(db, { name: 'UBND huyện Thử', short_name: 'Huyện Thử', tier: 'district' });
  const unit = await buildUnit(db, district.id);
  const officer = await buildSubject(db, { agencyId: district.id, unitId: unit.id, roles: ['focal'] });
  await rawQuery(
    db,
    `insert into org_agency (id, parent_id, name, short_name, governing_name, heading_name, place, symbol, kind, tier, recipient_group,
       hosted, collective, email, sort_order, valid_from, search_name)
     select gen_random_uuid(), $1, 'UBND xã Số ' || n, 'Xã Số ' || n, '', '', '', 'UBND', 'peoples_committee', 'commune', 'communes',
       true, true, '', n, '1900-01-01', 'ubnd xa so ' || n from generate_series(1, ${COMMUNES}) n`,
    [district.id],
  );
  await rawQuery(
    db,
    `insert into mailbox (agency_id, id, address, address_key, short_key, kind, person_id, holder_name, search_name, sort_name, state, backend, updated_at)
     select agency.id, gen_random_uuid(), named.address, named.address, named.address, 'person', gen_random_uuid(), 'Lò Văn Thử', 'lo van thu', 'thu van lo', 'active', 'embedded', now()
     from org_agency agency, generate_series(1, ${BOXES_EACH}) n, lateral (select 'hop' || n || '.xa' || agency.sort_order || '@laichau.gov.vn' as address) named
     where agency.parent_id = $1`,
    [district.id],
  );
  const boxes = await rawQuery<{ agencyId: string; mailboxId: string; personId: string }>(
    db,
    'select agency_id as "agencyId", id as "mailboxId", person_id as "personId" from mailbox order by address',
    [],
  );
  const [first] = boxes;
  if (first === undefined) {
    throw new Error('no mailbox was made');
  }
  const post = await buildUnit(db, first.agencyId);
  const reporter = await buildSubject(db, { agencyId: first.agencyId, unitId: post.id, roles: ['specialist'] });
  await rawQuery(db, 'update mailbox set person_id = $2 where id = $1', [first.mailboxId, reporter.personId]);
  return { officer, reporter, reporterBox: first.mailboxId, boxes };
}

const AT_ONCE = 250;

/** One letter of one text in all these mailboxes. */
export async function deliverToAll(
  office: BenchOffice,
  boxes: District['boxes'],
  given: { from: string; subject: string; forged: boolean },
): Promise<string> {
  const { services } = office;
  const raw = writeMail({ from: given.from, subject: given.subject, text: 'Hộp thư đầy, đăng nhập để giữ lại.' });
  await services.blobs.put(raw);
  const message = {
    rawSha256: createHash('sha256').update(raw).digest('hex'),
    size: raw.length,
    receivedAt: office.clock.now(),
    returnPath: given.from,
    mail: await readMail(raw),
    attachments: [],
    external: true,
    verdict: given.forged
      ? verdictOf()
      : verdictOf({ verdict: 'ordinary', links: [], fingerprint: 'ffffffff00000000' }),
  };
  let messageId = '';
  for (let from = 0; from < boxes.length; from += AT_ONCE) {
    const recipients = boxes
      .slice(from, from + AT_ONCE)
      .map((box) => ({ ...box, originalAddress: '', placement: 'inbox' as const }));
    const { items } = await services.db
      .transaction()
      .execute((tx) => deliver(tx, systemContext(services), { message, recipients }));
    messageId = items[0]?.messageId ?? messageId;
  }
  return messageId;
}

/** The same forger, worded for every receiver: as many messages as mailboxes, made from one that lies in all of them. */
export async function wordForEach(office: BenchOffice, messageId: string): Promise<void> {
  const { db } = office.services;
  await rawQuery(
    db,
    `with copies as materialized (select agency_id, id, gen_random_uuid() as message_id from mail_item where message_id = $1 and direction = 'in'
         and id <> (select min(id::text)::uuid from mail_item where message_id = $1)),
       made as (
         insert into mail_message select (jsonb_populate_record(message,
             jsonb_build_object('id', copies.message_id, 'raw_sha256', encode(sha256(copies.message_id::text::bytea), 'hex')))).*
         from copies join mail_message message on message.id = $1 returning id)
     update mail_item item set message_id = copies.message_id from copies
     where item.agency_id = copies.agency_id and item.id = copies.id and (select count(*) from made) > 0`,
    [messageId],
  );
}
