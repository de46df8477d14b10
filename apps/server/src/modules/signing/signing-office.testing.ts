import { PkiError, type TimestampAuthority } from '@congvu/pki';
import type { CertificateRow } from '#modules/certificates';
import type { Subject } from '../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildKeys } from '../certificates/certificates.testing.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { openBatch } from './commands/open-batch.ts';
import { defaultPorts } from './default-ports.ts';
import type { CareRow } from './signing.tables.ts';
import { signingTables } from './signing.tables.ts';
import { createProbePurpose, type ProbePurpose } from './signing.testing.ts';
import type { SigningPorts } from './signing-act.ts';

/** `silent`: takes the question and never answers. */
export type TimeState = 'answers' | 'down' | 'silent';

export interface SigningOffice {
  office: TestOffice;
  leader: Subject;
  deputy: Subject;
  clerk: Subject;
  administrator: Subject;
  own: CertificateRow;
  probe: ProbePurpose;
  ports: SigningPorts;
  /** Of the only time authority there is. */
  time: { state: TimeState; stamps: number };
  add(count?: number): Promise<string[]>;
  open(documentIds: string[], by?: Subject): ReturnType<typeof openBatch>;
  care(documentId: string): Promise<CareRow | undefined>;
  countLeaves(action: string, objectId: string): Promise<number>;
}

function switchable(
  real: TimestampAuthority | undefined,
  time: { state: TimeState; stamps: number },
): TimestampAuthority {
  return {
    stamp: async (sha256) => {
      if (time.state === 'silent') {
        return new Promise(() => undefined);
      }
      if (time.state === 'down' || real === undefined) {
        throw new PkiError('pki.tsp_unreachable', 'tắt');
      }
      time.stamps += 1;
      return real.stamp(sha256);
    },
  };
}

/** Four people, a key for the leader and the deputy, documents of a kind of their own, and a time authority with a switch. */
export async function createSigningOffice(): Promise<SigningOffice> {
  const office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  const place = { agencyId: agency.id, unitId: unit.id };
  const leader = await buildSubject(office.db, { ...place, roles: ['leader'], fullName: 'Vũ Xuân Thử' });
  const deputy = await buildSubject(office.db, { ...place, roles: ['leader'], fullName: 'Lò Văn Thử' });
  const clerk = await buildSubject(office.db, { ...place, roles: ['clerk'] });
  const administrator = await buildSubject(office.db, { ...place, roles: ['administrator'] });
  const [own] = (await buildKeys(office, [leader, deputy])).filter(({ person_id: id }) => id === leader.personId);
  if (own === undefined) {
    throw new Error('no key');
  }
  const probe = await createProbePurpose(office);
  const time: SigningOffice['time'] = { state: 'answers', stamps: 0 };
  const ports: SigningPorts = {
    ...defaultPorts,
    purposes: [probe.purpose],
    answerMs: 150,
    timestampAuthorityFor: async (services) => switchable(await defaultPorts.timestampAuthorityFor(services), time),
  };
  return {
    office,
    leader,
    deputy,
    clerk,
    administrator,
    own,
    probe,
    ports,
    time,
    add: (count = 1) =>
      Promise.all(Array.from({ length: count }, (_, index) => probe.addDocument(leader, `Cong van ${index}`))),
    open: (documentIds, by = leader) => openBatch(office.as(by), ports, { purpose: 'outgoing.sign', documentIds }),
    care: (documentId) =>
      signingTables(office.db)
        .selectFrom('signature_care')
        .selectAll()
        .where('document_id', '=', documentId)
        .executeTakeFirst(),
    countLeaves: async (action, objectId) => {
      const { rows } = await office.database.pool.query<{ count: number }>(
        `select count(*)::int as count from audit_leaf
         where action = $1 and (object_id = $2 or detail->>'document' = $2::text or detail->'documents' ? $2::text)`,
        [action, objectId],
      );
      return rows[0]?.count ?? 0;
    },
  };
}
