import type { Subject } from '../../../../platform/authorise.ts';
import { systemContext } from '../../../../platform/context.ts';
import { newId } from '../../../../platform/ids.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { TestOffice } from '../../../../platform/testing/test-context.ts';
import { insertMailbox } from '../../mail.store.ts';
import { secretHash, shownHash } from '../../seams/check-secret.ts';
import type { MailServer } from './mail-server.testing.ts';

/** The office knows its mail server by what `congvu mail setup` has written for it. */
export function introduce(office: TestOffice, { settings }: MailServer): void {
  office.config.dovecot = { doveadm: settings['CONGVU_DOVEADM'], imap: settings['CONGVU_DOVECOT_IMAP'] };
  office.config.secrets = Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The device password of a mailbox. */
export function secretOf(address: string): string {
  return `abcd-${address}`;
}

/** A mailbox on Dovecot with its device password. */
export async function openDovecotBox(
  office: TestOffice,
  holder: Pick<Subject, 'agencyId' | 'personId'>,
  address: string,
): Promise<string> {
  const row = await office.db.transaction().execute((tx) =>
    insertMailbox(tx, systemContext(office), {
      agency_id: holder.agencyId,
      address,
      kind: 'person',
      holder_name: address,
      person_id: holder.personId,
      state: 'active',
      backend: 'postfix',
      quota_mb: 100,
    }),
  );
  if (row === undefined) {
    throw new Error('address taken');
  }
  await rawQuery(
    office.db,
    `insert into mail_secret (agency_id, id, mailbox_id, person_id, label, sha256, sha256_shown, created_at)
     values ($1, $2, $3, $4, 'Máy bàn', $5, $6, now())`,
    [holder.agencyId, newId(), row.id, holder.personId, secretHash(secretOf(address)), shownHash(secretOf(address))],
  );
  return row.id;
}
