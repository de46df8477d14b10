import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { addressKey } from '../mail.address.ts';
import type { MailboxState } from '../mail.tables.ts';

export interface Recipient {
  mailboxId: string;
  agencyId: string;
  /** The address of the mailbox itself, whatever alias or sub-address it was reached by. */
  address: string;
  state: 'deliver' | 'forward' | 'refuse';
  forwardTo?: string;
  overQuota: boolean;
  /** Enhanced status (RFC 3463) and text in ASCII for a refusal: `550 5.1.1`, `552 5.2.2`. */
  code?: string;
  text?: string;
}

/** What one recipient costs: two keys, one index. `+tag` of the sender's choice is the same mailbox (RFC 5233). */
function keysOf(address: string): string[] {
  const key = addressKey(address);
  const at = key.lastIndexOf('@');
  const plus = key.indexOf('+');
  return plus > 0 && plus < at ? [key, key.slice(0, plus) + key.slice(at)] : [key];
}

interface FoundRow {
  key: string;
  id: string;
  agency_id: string;
  address: string;
  state: MailboxState;
  forwarding_to: string | null;
  quota_mb: number | null;
  used_bytes: number | null;
  /** Mailbox of the agency itself, for the notice of a revoked one. */
  office: string | null;
}

// Mailboxes of other mail systems (manual, postfix, zimbra) are not received here: their letters leave by MX like anybody's, so that
// they come to lie where their holder reads them.
const FIND = `
  select known.address_key as key, mailbox.id, mailbox.agency_id, mailbox.address, mailbox.state, mailbox.forwarding_to,
    mailbox.quota_mb, use.used_bytes,
    case when mailbox.state = 'revoked' then (
      select office.address_key from mailbox office where office.agency_id = mailbox.agency_id and office.kind = 'unit'
        and office.state = 'active' and position('@' in office.address_key) > 0 order by office.id limit 1
    ) end as office
  from mail_address known
  join mailbox on mailbox.agency_id = known.agency_id and mailbox.id = known.mailbox_id
  left join mail_use use on use.mailbox_id = mailbox.id
  where known.address_key = any ($1::text[]) and known.live and mailbox.backend = 'embedded'`;

const MB = 1_048_576;

function judge(row: FoundRow): Recipient {
  const overQuota = row.quota_mb !== null && (row.used_bytes ?? 0) >= row.quota_mb * MB;
  const common = { mailboxId: row.id, agencyId: row.agency_id, address: row.address };
  if (row.state === 'requested') {
    return { ...common, state: 'refuse', overQuota: false, code: '550 5.1.1', text: 'No such mailbox' };
  }
  if (row.state === 'revoked') {
    const text = `Mailbox closed; write to ${row.office ?? 'the office'}`;
    return row.forwarding_to === null
      ? { ...common, state: 'refuse', overQuota: false, code: '550 5.1.6', text }
      : { ...common, state: 'forward', forwardTo: row.forwarding_to, overQuota: false };
  }
  return overQuota
    ? { ...common, state: 'refuse', overQuota, code: '552 5.2.2', text: 'Mailbox full' }
    : { ...common, state: 'deliver', overQuota };
}

/** By each address as it was written; addresses that are no mailbox of this office are left out. */
export async function findManyRecipients(db: Db | Tx, addresses: readonly string[]): Promise<Map<string, Recipient>> {
  const keys = new Map(addresses.map((address) => [address, keysOf(address)]));
  const rows = await rawQuery<FoundRow>(db, FIND, [[...keys.values()].flat()]);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    [...keys].flatMap(([address, wanted]) => {
      const row = wanted.map((key) => byKey.get(key)).find((found) => found !== undefined);
      return row === undefined ? [] : [[address, judge(row)] as const];
    }),
  );
}

/** Undefined for an address that is no mailbox of this office. */
export async function findRecipient(db: Db | Tx, address: string): Promise<Recipient | undefined> {
  return (await findManyRecipients(db, [address])).get(address);
}
