import { createHash } from 'node:crypto';
import type { DistinguishedName } from '@congvu/pki';
import type { Db, Tx } from '../../platform/db.ts';
import { notFound } from '../../platform/errors.ts';
import {
  type CertificateKind,
  type CertificateRow,
  certificateTables,
  type NewCertificate,
} from './certificates.tables.ts';

/** How rows name an issuer: the SHA-256 of its name as encoded, hex. */
export function issuerKeyOf(name: DistinguishedName): string {
  return createHash('sha256').update(name.raw).digest('hex');
}

export interface KeyOwner {
  agencyId: string;
  kind: CertificateKind;
  /** Needed for `person`. */
  personId?: string;
}

/** The certificates of one owner, the one that ends last first. */
export async function listCertificates(db: Db | Tx, owner: KeyOwner): Promise<CertificateRow[]> {
  let query = certificateTables(db)
    .selectFrom('certificate')
    .selectAll()
    .where('agency_id', '=', owner.agencyId)
    .where('kind', '=', owner.kind);
  if (owner.kind === 'person') {
    query = query.where('person_id', '=', owner.personId ?? null);
  }
  return query.orderBy('valid_to', 'desc').orderBy('id').execute();
}

export async function getCertificate(db: Db | Tx, agencyId: string, id: string): Promise<CertificateRow> {
  const row = await certificateTables(db)
    .selectFrom('certificate')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw notFound('certificates.not_found', 'Không tìm thấy chứng thư số này.');
  }
  return row;
}

/** Locks the row: attempts at one key come one after the other, so that no burst outruns the count of wrong PINs. */
export async function lockCertificate(tx: Tx, agencyId: string, id: string): Promise<CertificateRow> {
  return certificateTables(tx)
    .selectFrom('certificate')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function insertCertificates(tx: Tx, rows: readonly NewCertificate[]): Promise<CertificateRow[]> {
  return rows.length === 0 ? [] : certificateTables(tx).insertInto('certificate').values(rows).returningAll().execute();
}

/** Undefined when the agency has it already. */
export async function insertCertificateOnce(tx: Tx, row: NewCertificate): Promise<CertificateRow | undefined> {
  return certificateTables(tx)
    .insertInto('certificate')
    .values(row)
    .onConflict((clash) => clash.columns(['agency_id', 'leaf_sha256']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

type OwnerImage = Pick<CertificateRow, 'image_sha256' | 'image_width_mm' | 'image_height_mm'>;

const NO_IMAGE: OwnerImage = { image_sha256: null, image_width_mm: null, image_height_mm: null };

/** The picture on the owner's newest certificate that has one: a new device changes nobody's hand and no seal. */
export async function findOwnerImage(
  db: Db,
  { agency_id, kind, person_id }: Pick<NewCertificate, 'agency_id' | 'kind' | 'person_id'>,
): Promise<OwnerImage> {
  const row = await certificateTables(db)
    .selectFrom('certificate')
    .select(['image_sha256', 'image_width_mm', 'image_height_mm'])
    .where('agency_id', '=', agency_id)
    .where('kind', '=', kind)
    .where('person_id', 'is not distinct from', person_id ?? null)
    .where('image_sha256', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ?? NO_IMAGE;
}

/** Counts a wrong PIN and locks the key at the limit; answers the attempts left. */
export async function countWrongPin(
  tx: Tx,
  certificate: { agencyId: string; id: string },
  limit: number,
  now: Date,
): Promise<number> {
  const row = await certificateTables(tx)
    .updateTable('certificate')
    .set((set) => ({
      failed_pins: set('failed_pins', '+', 1),
      locked_at: set
        .case()
        .when('failed_pins', '>=', limit - 1)
        .then(now)
        .else(set.ref('locked_at'))
        .end(),
    }))
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .returning('failed_pins')
    .executeTakeFirstOrThrow();
  return Math.max(0, limit - row.failed_pins);
}

/** False when there was nothing to clear. */
export async function clearWrongPins(tx: Tx, certificate: { agencyId: string; id: string }): Promise<boolean> {
  const cleared = await certificateTables(tx)
    .updateTable('certificate')
    .set({ failed_pins: 0, locked_at: null })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .where('failed_pins', '>', 0)
    .returning('id')
    .executeTakeFirst();
  return cleared !== undefined;
}

/** Certificates of this installation that were revoked, whoever's they are: a signature does not know borders of agencies. */
export async function listRevoked(db: Db | Tx): Promise<{ sha256: string; since: Date; reason: string }[]> {
  const rows = await certificateTables(db)
    .selectFrom('certificate')
    .select(['leaf_sha256 as sha256', 'revoked_at', 'revoked_reason'])
    .where('revoked_at', 'is not', null)
    .execute();
  return rows.flatMap(({ sha256, revoked_at: since, revoked_reason: reason }) =>
    since === null ? [] : [{ sha256, since, reason: reason ?? '' }],
  );
}

/** The authority's moment stays once it is known. */
export async function setRevoked(
  tx: Tx,
  certificate: { agencyId: string; id: string },
  revocation: { at: Date; reason: string },
): Promise<CertificateRow> {
  return certificateTables(tx)
    .updateTable('certificate')
    .set({ revoked_at: revocation.at, revoked_reason: revocation.reason })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function setCertificateImage(
  tx: Tx,
  certificate: { agencyId: string; id: string },
  image: { sha256: string; widthMm: number; heightMm: number },
): Promise<CertificateRow> {
  return certificateTables(tx)
    .updateTable('certificate')
    .set({
      image_sha256: image.sha256,
      image_width_mm: String(image.widthMm),
      image_height_mm: String(image.heightMm),
    })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Of every agency of the installation, always in the same order. */
export async function listIssuedBy(tx: Tx, issuer: string): Promise<CertificateRow[]> {
  return certificateTables(tx)
    .selectFrom('certificate')
    .selectAll()
    .where('issuer_key', '=', issuer)
    .orderBy('agency_id')
    .orderBy('id')
    .execute();
}

/** False when the row says another reason by now. */
export async function liftHold(tx: Tx, certificate: { agencyId: string; id: string }, hold: string): Promise<boolean> {
  const row = await certificateTables(tx)
    .updateTable('certificate')
    .set({ revoked_at: null, revoked_reason: null })
    .where('agency_id', '=', certificate.agencyId)
    .where('id', '=', certificate.id)
    .where('revoked_reason', '=', hold)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Owners who have a key already; demo keys are made once for each. */
export async function listKeyOwners(db: Db | Tx): Promise<Pick<CertificateRow, 'agency_id' | 'kind' | 'person_id'>[]> {
  return certificateTables(db).selectFrom('certificate').select(['agency_id', 'kind', 'person_id']).execute();
}
