import type { CertificatePage, CertificateQuery } from '@congvu/contracts';
import { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { registerPolicies } from '../certificates.policy.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import { type CertificateRow, certificateTables } from '../certificates.tables.ts';

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

function writeCursor(row: CertificateRow): string {
  return Buffer.from(JSON.stringify([row.valid_to.toISOString(), row.id])).toString('base64url');
}

/** A made-up cursor begins at the first page. */
function readCursor(cursor: string | undefined): { validTo: Date; id: string } | undefined {
  try {
    const [validTo, id] = Cursor.parse(JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString('utf8')));
    return { validTo: new Date(validTo), id };
  } catch {
    return undefined;
  }
}

function findRows(context: ActingContext, query: CertificateQuery, after: ReturnType<typeof readCursor>) {
  const { db, subject, clock } = context;
  const now = clock.now();
  let rows = certificateTables(db).selectFrom('certificate').selectAll().where('agency_id', '=', subject.agencyId);
  if (query.kind !== undefined) {
    rows = rows.where('kind', '=', query.kind);
  }
  // The order of `certificateState`: what stands first there hides what stands below.
  if (query.state === 'revoked') {
    rows = rows.where('revoked_at', '<=', now);
  } else if (query.state !== undefined) {
    rows = rows.where((where) => where.or([where('revoked_at', 'is', null), where('revoked_at', '>', now)]));
  }
  if (query.state === 'frozen') {
    rows = rows.where('frozen_at', 'is not', null);
  } else if (query.state !== undefined && query.state !== 'revoked') {
    rows = rows.where('frozen_at', 'is', null);
  }
  switch (query.state) {
    case 'not_yet_valid':
      rows = rows.where('valid_from', '>', now);
      break;
    case 'expired':
      rows = rows.where('valid_to', '<', now);
      break;
    case 'usable':
    case 'locked':
      rows = rows
        .where('valid_from', '<=', now)
        .where('valid_to', '>=', now)
        .where('locked_at', query.state === 'usable' ? 'is' : 'is not', null);
      break;
  }
  if (after !== undefined) {
    rows = rows.where((where) =>
      where.or([
        where('valid_to', '>', after.validTo),
        where.and([where('valid_to', '=', after.validTo), where('id', '>', after.id)]),
      ]),
    );
  }
  return rows
    .orderBy('valid_to')
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
}

/** All certificates of the agency, the one that ends soonest first. */
export async function listAllCertificates(context: ActingContext, query: CertificateQuery): Promise<CertificatePage> {
  const { subject, clock } = context;
  registerPolicies.authorize('certificates.list_all', subject, null);
  const rows = await findRows(context, query, readCursor(query.cursor));
  const now = clock.now();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    certificates: page.map((row) => presentCertificate(row, now, subject)),
    nextCursor: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
    abilities: registerPolicies.abilities(subject, null),
  };
}
