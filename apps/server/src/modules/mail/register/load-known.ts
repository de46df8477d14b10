import { agenciesByName, peopleByName } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { RegisterSheet } from '../../../platform/tables/register-sheet.ts';
import { addressKey, shortKey } from '../mail.address.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { Known } from './judge-rows.ts';
import type { MailboxField } from './mailbox-columns.ts';

/** Everything the rows of one file are compared with, in three statements. */
export async function loadKnown(
  db: Db | Tx,
  asked: { agencyId: string; today: string; sheet: Pick<RegisterSheet<MailboxField>, 'rows' | 'letters'> },
): Promise<Known> {
  const written = asked.sheet.rows.map((row) => row.values.address);
  const [agencies, people, mailboxes] = await Promise.all([
    agenciesByName(db, asked.agencyId),
    peopleByName(db, asked.agencyId, asked.today),
    rawQuery<MailboxRow>(
      db,
      'select mailbox.* from mailbox where address_key = any($1::text[]) or short_key = any($2::text[]) or aliases && $1::text[]',
      [[...new Set(written.map(addressKey))], [...new Set(written.map(shortKey))]],
    ),
  ]);
  return {
    today: asked.today,
    ownAgencyId: asked.agencyId,
    agencies,
    people,
    mailboxes,
    letters: asked.sheet.letters,
  };
}
