import type { RevocationEvidence } from '@congvu/pki';
import type { Db, Tx } from '../../../platform/db.ts';
import { type CrlRow, certificateTables } from '../certificates.tables.ts';

/** False when the list at hand is as new or newer. */
export async function putCrl(tx: Tx, row: CrlRow): Promise<boolean> {
  const stored = await certificateTables(tx)
    .insertInto('certificate_crl')
    .values(row)
    .onConflict((clash) =>
      clash
        .columns(['issuer_sha256', 'scope'])
        .doUpdateSet((update) => ({
          issuer_key: update.ref('excluded.issuer_key'),
          issuer_name: update.ref('excluded.issuer_name'),
          der: update.ref('excluded.der'),
          sha256: update.ref('excluded.sha256'),
          this_update: update.ref('excluded.this_update'),
          next_update: update.ref('excluded.next_update'),
          revoked_count: update.ref('excluded.revoked_count'),
          source: update.ref('excluded.source'),
          stored_at: update.ref('excluded.stored_at'),
        }))
        .whereRef('certificate_crl.this_update', '<', 'excluded.this_update'),
    )
    .returning('sha256')
    .executeTakeFirst();
  return stored !== undefined;
}

export type CrlFacts = Omit<CrlRow, 'der'>;

const FACTS = [
  'issuer_sha256',
  'scope',
  'issuer_key',
  'issuer_name',
  'sha256',
  'this_update',
  'next_update',
  'revoked_count',
  'source',
  'stored_at',
] as const;

export async function listCrlFacts(db: Db): Promise<CrlFacts[]> {
  return certificateTables(db).selectFrom('certificate_crl').select(FACTS).orderBy('issuer_name').execute();
}

const lists = new WeakMap<Db, Map<string, Uint8Array>>();

/** The lists at hand. The bytes of one list are the same object each time, so that it is read and parsed once a process. */
export async function listCrls(db: Db): Promise<{ facts: CrlFacts; der: Uint8Array }[]> {
  const facts = await listCrlFacts(db);
  const known = lists.get(db) ?? new Map<string, Uint8Array>();
  const missing = facts.map(({ sha256 }) => sha256).filter((sha256) => !known.has(sha256));
  if (missing.length > 0) {
    const rows = await certificateTables(db)
      .selectFrom('certificate_crl')
      .select(['sha256', 'der'])
      .where('sha256', 'in', missing)
      .execute();
    for (const { sha256, der } of rows) {
      known.set(sha256, der);
    }
  }
  const kept = new Map([...known].filter(([sha256]) => facts.some((row) => row.sha256 === sha256)));
  lists.set(db, kept);
  return facts.flatMap((row) => {
    const der = kept.get(row.sha256);
    return der === undefined ? [] : [{ facts: row, der }];
  });
}

/** The answer about a certificate when it was asked since then and still holds. */
export async function findOcsp(
  db: Db,
  certificateSha256: string,
  { askedSince, now }: { askedSince: Date; now: Date },
): Promise<RevocationEvidence | undefined> {
  const row = await certificateTables(db)
    .selectFrom('certificate_ocsp')
    .select('der')
    .where('certificate_sha256', '=', certificateSha256)
    .where('asked_at', '>=', askedSince)
    .where('asked_at', '<=', now)
    .where((where) => where.or([where('next_update', 'is', null), where('next_update', '>', now)]))
    .executeTakeFirst();
  return row === undefined ? undefined : { kind: 'ocsp', der: row.der };
}

export async function putOcsp(
  db: Db,
  answer: {
    certificate_sha256: string;
    der: Buffer;
    state: 'good' | 'revoked';
    this_update: Date;
    next_update: Date | null;
    asked_at: Date;
  },
): Promise<void> {
  const { certificate_sha256: _, ...set } = answer;
  await certificateTables(db)
    .insertInto('certificate_ocsp')
    .values(answer)
    .onConflict((clash) =>
      clash.column('certificate_sha256').doUpdateSet(set).where('certificate_ocsp.asked_at', '<', answer.asked_at),
    )
    .execute();
}
