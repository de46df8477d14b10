import type { AuditLogView } from '@congvu/contracts';
import { formatKey } from '@congvu/tlog';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { auditPolicies } from '../audit.policy.ts';
import { latestCheckpoint } from '../log/checkpoints.ts';
import { logIdentity } from '../log/log-identity.ts';
import { treeSize } from '../log/tiles.ts';
import { WITNESS_PATH } from '../witness/witness-path.ts';

type View = z.input<typeof AuditLogView>;

interface WitnessRow {
  id: string;
  url: string;
  name: string;
  signed_size: number;
  signed_at: Date | null;
  trouble: string;
  mine: boolean;
}

interface WatchedRow {
  origin: string;
  title: string;
  signed_size: number;
  signed_at: Date | null;
  trouble: string;
}

async function witnessesOf({ db, subject }: ActingContext): Promise<View['witnesses']> {
  const rows = await rawQuery<WitnessRow>(
    db,
    `select id, url, split_part(verifier_key, '+', 1) as name, signed_size, signed_at, failed_code as trouble, agency_id = $1 as mine
     from audit_witness order by created_at`,
    [subject.agencyId],
  );
  return rows.map(({ signed_size, signed_at, ...row }) => ({
    ...row,
    signedSize: signed_size,
    signedAt: signed_at?.toISOString() ?? null,
  }));
}

async function watchedBy({ db, subject }: ActingContext): Promise<View['watched']> {
  const rows = await rawQuery<WatchedRow>(
    db,
    `select origin, title, signed_size, signed_at, refused_code as trouble from audit_watched where agency_id = $1 order by title`,
    [subject.agencyId],
  );
  return rows.map(({ signed_size, signed_at, ...row }) => ({
    ...row,
    signedSize: signed_size,
    signedAt: signed_at?.toISOString() ?? null,
  }));
}

/** How the log stands: keys, size, newest checkpoint, who witnesses it and whom it witnesses. No line of anybody. */
export async function viewLog(context: ActingContext): Promise<View> {
  const { db, subject, config } = context;
  const facts = { agencyId: subject.agencyId };
  auditPolicies.authorize('audit.view_log', subject, facts);
  const abilities = auditPolicies.abilities(subject, facts);
  const { origin, keys } = await logIdentity(context);
  const checkpoint = await latestCheckpoint(db);
  const [pending] = await rawQuery<{ waiting: number }>(db, 'select count(*) as waiting from audit_pending', []);
  return {
    origin,
    logKey: formatKey(keys[0].key),
    witnessKey: formatKey(keys[0].witnessKey),
    witnessUrl: `${config.publicUrl}${WITNESS_PATH}`,
    keys: keys.map(({ key, createdAt }) => ({ key: formatKey(key), createdAt: createdAt.toISOString() })),
    size: await treeSize(db),
    waiting: pending?.waiting ?? 0,
    checkpoint: checkpoint === undefined ? null : { ...checkpoint, at: checkpoint.at.toISOString() },
    witnesses: await witnessesOf(context),
    watched: await watchedBy(context),
    mayRead: abilities['audit.search'] ?? '',
    mayConfigure: abilities['audit.configure'] ?? '',
  };
}
