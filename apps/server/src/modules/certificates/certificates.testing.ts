import { createHash } from 'node:crypto';
import { generateKeys, type IssuedCertificate, OID, parseCertificate, writePem } from '@congvu/pki';
import {
  type Authority,
  createAuthority,
  type ServedAuthority,
  type Subscriber,
  serveAuthority,
} from '@congvu/pki/authority';
import type { Role, Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { getCertificate } from './certificates.store.ts';
import { type AnchorRow, type CertificateRow, certificateTables } from './certificates.tables.ts';
import { createDemoKeys } from './commands/create-demo-keys.ts';
import type { LossPorts, ReportedLoss, SignedDocument } from './ports.ts';
import { addOwnCertificate } from './register/add-certificate.ts';

export const TEST_PIN = '246810';

/** Demo keys for the people, and for the agency of the first one. */
export async function buildKeys(office: TestOffice, subjects: readonly Subject[]): Promise<CertificateRow[]> {
  const [first] = subjects;
  if (first === undefined) {
    throw new Error('nobody to give a key');
  }
  const context = office.as(first);
  return command(context, (tx) =>
    createDemoKeys(tx, context, {
      pin: TEST_PIN,
      people: subjects.map(({ agencyId, personId, displayName, title }) => ({
        agencyId,
        organisationName: 'Ủy ban nhân dân huyện Thử Nghiệm',
        personId,
        fullName: displayName,
        title,
      })),
      organisations: [
        { agencyId: first.agencyId, name: 'Ủy ban nhân dân huyện Thử Nghiệm', governingName: 'Tỉnh Thử Nghiệm' },
      ],
    }),
  );
}

export async function changeCertificate(
  office: TestOffice,
  row: CertificateRow,
  set: Partial<Omit<CertificateRow, 'leaf_sha256'>>,
): Promise<void> {
  await certificateTables(office.db).updateTable('certificate').set(set).where('id', '=', row.id).execute();
}

export async function readCertificate(office: TestOffice, row: CertificateRow): Promise<CertificateRow> {
  return certificateTables(office.db)
    .selectFrom('certificate')
    .selectAll()
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
}

/** An office outside the demo that may ask services on this computer, with the people of one agency. */
export async function createRealOffice() {
  const base = await createTestOffice({ demo: false });
  const config = { ...base.config, loopbackServices: true };
  const office: TestOffice = {
    ...base,
    config,
    as: (subject, key) => ({ ...base.as(subject, key), config }),
  };
  const agency = await buildAgency(office.db, { name: 'Ủy ban nhân dân huyện Thử Nghiệm' });
  const unit = await buildUnit(office.db, agency.id);
  const seat = (fullName: string, ...roles: Role[]) =>
    buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, fullName, roles });
  return {
    office,
    agency,
    seat,
    leader: await seat('Vũ Xuân Thử', 'leader'),
    clerk: await seat('Lò Thị Thử', 'clerk'),
    administrator: await seat('Giàng A Quản', 'administrator'),
    second: await seat('Mùa Thị Trị', 'administrator'),
  };
}

/** An authority on 127.0.0.1, trusted by two persons who never existed. */
export async function buildAuthority(
  office: TestOffice,
  given: Partial<AnchorRow> = {},
): Promise<{ authority: Authority; served: ServedAuthority; anchor: AnchorRow }> {
  const authority = createAuthority({
    name: 'Dịch vụ Thử',
    at: office.clock.now(),
    from: new Date('2021-01-01T00:00:00Z'),
  });
  const served = await serveAuthority(authority, { now: () => office.clock.now() });
  const [trust] = served.trust;
  const root = parseCertificate(authority.root.certificate);
  const anchor: AnchorRow = {
    id: newId(),
    name: 'Gốc Dịch vụ Thử',
    programme: 'official',
    der: Buffer.from(root.raw),
    sha256: createHash('sha256').update(root.raw).digest('hex'),
    valid_from: root.notBefore,
    valid_to: root.notAfter,
    trusted_from: null,
    trusted_to: null,
    usages: ['signing', 'timestamping'],
    crl_urls: trust?.crlUrls ?? [],
    ocsp_urls: trust?.ocspUrls ?? [],
    tsa_urls: trust?.tsaUrls ?? [],
    state: 'active',
    reason: '',
    added_at: office.clock.now(),
    proposed_by: newId(),
    proposer_name: 'Người thứ nhất',
    decided_at: office.clock.now(),
    decided_by: newId(),
    decider_name: 'Người thứ hai',
    end_asked_at: null,
    end_asked_by: null,
    end_asker_name: null,
    end_reason: null,
    ...given,
  };
  await certificateTables(office.db).insertInto('certificate_anchor').values(anchor).execute();
  return { authority, served, anchor };
}

/** What a person pastes: the own certificate and those above, PEM. */
export function pasteChain(authority: Authority, issued: { certificate: Uint8Array }): string[] {
  return [issued.certificate, ...authority.chain].map(writePem);
}

export function issueFor(authority: Authority, name: string, given: Partial<Subscriber> = {}): IssuedCertificate {
  return authority.issue({
    subject: [
      { oid: OID.country, value: 'VN' },
      { oid: OID.organization, value: 'Ủy ban nhân dân huyện Thử Nghiệm' },
      { oid: OID.commonName, value: name },
    ],
    keys: generateKeys('p-256'),
    ...given,
  });
}

/** Takes a fresh certificate of the person into the register, as a token. */
export async function registerToken(
  office: TestOffice,
  authority: Authority,
  subject: Subject,
  given: Partial<Subscriber> = {},
): Promise<{ row: CertificateRow; issued: IssuedCertificate }> {
  const issued = issueFor(authority, subject.displayName, given);
  const view = await addOwnCertificate(office.as(subject), {
    kind: 'person',
    chain: pasteChain(authority, issued),
    keyKind: 'token',
    deviceLabel: `USB số 4F-${newId().slice(-8)}`,
  });
  return { row: await getCertificate(office.db, subject.agencyId, view.id), issued };
}

/** Ports that write down what they were asked. */
export function createProbePorts(stopped = 2) {
  const calls: string[] = [];
  const signed: SignedDocument[] = [];
  const reported: ReportedLoss[] = [];
  const waiting = { count: 0, oldest: null as Date | null };
  const ports: LossPorts = {
    freezeSigning: async (_tx, _context, { certificateId }) => {
      calls.push(`freeze ${certificateId}`);
      return stopped;
    },
    listSignedBy: async (_db, { since }) => signed.filter(({ signedAt }) => signedAt >= since),
    revocationKnown: async (_tx, _context, { certificateId }) => {
      calls.push(`revoked ${certificateId}`);
    },
    waitingForTime: async () => waiting,
    lossReported: async (_tx, _context, loss) => {
      reported.push(loss);
    },
  };
  return { ports, calls, signed, waiting, reported };
}

/** What the audit trail says of an object, by name: a clock that stands still gives no order. */
export async function auditOf(office: TestOffice, objectId: string): Promise<string[]> {
  const { rows } = await office.database.pool.query<{ action: string }>(
    'select action from audit_leaf where object_id = $1 order by action collate "C"',
    [objectId],
  );
  return rows.map(({ action }) => action);
}

export async function noticesOf(office: TestOffice, subject: Subject): Promise<string[]> {
  const { rows } = await office.database.pool.query<{ kind: string }>(
    'select kind from notification where person_id = $1 and read_at is null order by id',
    [subject.personId],
  );
  return rows.map(({ kind }) => kind);
}
