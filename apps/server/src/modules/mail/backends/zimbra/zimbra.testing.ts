import { rawQuery } from '../../../../platform/sql.ts';
import type { TestOffice } from '../../../../platform/testing/test-context.ts';
import { sealZimbraPassword } from './zimbra-place.ts';
import type { ZimbraSimulator } from './zimbra-simulator.testing.ts';

/** The agency's mailboxes are at this Zimbra. */
export async function connectZimbra(office: TestOffice, agencyId: string, simulator: ZimbraSimulator): Promise<void> {
  const { url, adminName, password, caPem } = simulator;
  const sealed = sealZimbraPassword(office, { agency_id: agencyId, url }, password);
  await rawQuery(
    office.db,
    `insert into mail_zimbra (agency_id, url, admin_name, password, ca_pem, saved_by, saved_at) values ($1, $2, $3, $4, $5, 'Kiểm thử', $6)`,
    [agencyId, url, adminName, sealed, caPem, office.clock.now()],
  );
}

/** A Zimbra on this very computer may be spoken to. */
export function withLoopback(office: TestOffice): TestOffice {
  const config = { ...office.config, loopbackServices: true };
  return { ...office, config, as: (...given) => ({ ...office.as(...given), config }) };
}
