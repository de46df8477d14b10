import { record } from '#modules/audit';
import type { SigningLossPorts } from '#modules/certificates';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { publish } from '../../platform/events.ts';
import { alsoWithin } from '../../platform/reach.ts';
import { rawQuery } from '../../platform/sql.ts';
import { countTimeless } from './care/care.store.ts';
import { KEY_FROZEN, KEY_REVOKED } from './failure.ts';
import { closeSessions } from './sessions.store.ts';
import type { SessionResult } from './signing.tables.ts';

interface Key {
  agencyId: string;
  certificateId: string;
}

/** Batches first, then their sessions in the order of ids: as everywhere, so that nobody waits in a ring. */
async function endSigning(tx: Tx, context: Context, { agencyId, certificateId }: Key, result: SessionResult) {
  const batches = await rawQuery<{ id: string; person_id: string }>(
    tx,
    `update signing_batch set state = 'cancelled', ticket = null, poll_at = null
     where agency_id = $1 and id in (
       select id from signing_batch where agency_id = $1 and certificate_id = $2 and state in ('open', 'sent')
       order by id for update)
     returning id, person_id`,
    [agencyId, certificateId],
  );
  const ids = batches.map(({ id }) => id);
  const ended = await closeSessions(tx, agencyId, ids, 'supersede', result, context.clock.now());
  if (batches.length > 0) {
    await record(tx, context, {
      action: 'signing.key_stopped',
      agencyId,
      objectKind: 'certificate',
      objectId: certificateId,
      detail: { code: result.code, batches: ids, sessions: ended },
    });
    const personIds = [...new Set(batches.map((batch) => batch.person_id))];
    await publish(tx, { topic: 'signing', agencyId, personIds, ids });
  }
  return ended;
}

/**
 * Documents only: what a lost key signed as mail is said beside each mail, when it is read.
 * Numbers come with the seal: a letter signed by a person has its number from the later act.
 */
const SIGNED_BY = `
  select session.object_id as "documentId", session.review->>'title' as title,
    coalesce(session.result->>'numberSymbol', (
      select later.result->>'numberSymbol' from signing_session later
      where later.agency_id = session.agency_id and later.object_id = session.object_id and later.state = 'completed'
        and later.result->>'numberSymbol' is not null
      order by later.signed_at desc limit 1)) as "numberSymbol",
    session.signed_at as "signedAt",
    coalesce(session.proven_at, care.proven_at) as "provenAt"
  from signing_batch batch
  join signing_session session on session.agency_id = batch.agency_id and session.batch_id = batch.id
  left join lateral (
    select max(other.proven_at) as proven_at from signing_session other
    where other.agency_id = session.agency_id and other.object_id = session.object_id
      and other.shown_sha256 = session.signed_sha256 and other.state = 'completed'
  ) care on true
  where batch.agency_id = $1 and batch.certificate_id = $2 and session.state = 'completed' and session.signed_at >= $3
    and batch.purpose not like 'webmail.%'
  order by session.signed_at desc`;

/** What signing knows of a key that was lost or revoked; plugged into `certificates` from above. */
export const lossPorts: SigningLossPorts = {
  freezeSigning: (tx, context, key) =>
    alsoWithin('guided', [key.agencyId], () => endSigning(tx, context, key, KEY_FROZEN)),
  revocationKnown: async (tx, context, key) => {
    await alsoWithin('guided', [key.agencyId], () => endSigning(tx, context, key, KEY_REVOKED));
  },
  listSignedBy: (db, { agencyId, certificateId, since }) =>
    alsoWithin('guided', [agencyId], () => rawQuery(db, SIGNED_BY, [agencyId, certificateId, since])),
  waitingForTime: countTimeless,
};
