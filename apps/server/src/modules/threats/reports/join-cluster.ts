import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import type { MailFacts } from '../mail-facts.ts';
import { addEvent, addMessages, nextNumber } from '../threats.store.ts';
import { type ClusterRow, threatTables } from '../threats.tables.ts';
import { isSameMail } from './same-mail.ts';

/** Older campaigns of one domain are another story. */
const LOOK_BACK_DAYS = 90;
const CANDIDATES = 200;

async function findCluster(tx: Tx, context: ActingContext, officeId: string, mail: MailFacts) {
  const known = await threatTables(tx)
    .selectFrom('threat_cluster_message as part')
    .innerJoin('threat_cluster as cluster', (on) =>
      on.onRef('cluster.agency_id', '=', 'part.agency_id').onRef('cluster.id', '=', 'part.cluster_id'),
    )
    .selectAll('cluster')
    .where('part.agency_id', '=', officeId)
    .where('part.message_id', '=', mail.messageId)
    .executeTakeFirst();
  if (known !== undefined) {
    return known;
  }
  const since = new Date(context.clock.now().getTime() - LOOK_BACK_DAYS * 86_400_000);
  const candidates = await threatTables(tx)
    .selectFrom('threat_cluster')
    .selectAll()
    .where('agency_id', '=', officeId)
    .where('from_domain', '=', mail.fromDomain)
    .where('last_reported_at', '>=', since)
    .orderBy('last_reported_at', 'desc')
    .limit(CANDIDATES)
    .execute();
  return candidates.find((candidate) =>
    isSameMail(mail, {
      fromDomain: candidate.from_domain,
      hosts: candidate.hosts,
      fingerprint: candidate.fingerprint,
    }),
  );
}

async function openCluster(tx: Tx, context: ActingContext, officeId: string, mail: MailFacts): Promise<ClusterRow> {
  const now = context.clock.now();
  const number = await nextNumber(tx, officeId, 'last_cluster');
  const row = await threatTables(tx)
    .insertInto('threat_cluster')
    .values({
      agency_id: officeId,
      id: newId(now.getTime()),
      number,
      from_address: mail.fromAddress,
      from_domain: mail.fromDomain,
      subject: mail.subject,
      preview: mail.preview,
      hosts: [...mail.hosts],
      fingerprint: mail.fingerprint,
      reasons: JSON.stringify(mail.reasons),
      state: 'waiting',
      first_reported_at: now,
      last_reported_at: now,
      concluded_at: null,
      concluded_by_name: '',
      conclusion: '',
      warning_document_id: null,
      reporters: 0,
      boxes: 0,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await addEvent(tx, context, { agencyId: officeId, id: row.id }, `Mở báo cáo số ${number}`);
  return row;
}

/** The cluster of the mail, opened when it is the first; the row of the office is locked, so twins find one another. */
export async function joinCluster(
  tx: Tx,
  context: ActingContext,
  officeId: string,
  mail: MailFacts,
): Promise<ClusterRow> {
  const found = await findCluster(tx, context, officeId, mail);
  const cluster = found ?? (await openCluster(tx, context, officeId, mail));
  await addMessages(tx, { agencyId: officeId, id: cluster.id }, [mail.messageId]);
  return cluster;
}
