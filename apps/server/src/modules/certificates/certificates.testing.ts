import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import type { TestOffice } from '../../platform/testing/test-context.ts';
import type { CertificateRow } from './certificates.tables.ts';
import { certificateTables } from './certificates.tables.ts';
import { createDemoKeys } from './commands/create-demo-keys.ts';

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
