import type { Db, Tx } from '../../../../platform/db.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { addressKey } from '../../mail.address.ts';

interface Place {
  mailboxId: string;
  agencyId: string;
}

/** A mailbox that Postfix receives for, by one of its addresses. */
export interface DovecotBox extends Place {
  /** The address of the mailbox itself. */
  address: string;
  /** Where the letter comes to lie: the mailbox, or that of the successor; undefined when it is sent on to elsewhere. */
  lies: Place | undefined;
}

/** As written, and without what stands behind a plus (`recipient_delimiter` of the setup). */
function keysOf(address: string): string[] {
  const key = addressKey(address);
  const plain = key.replace(/^([^+@]+)\+[^@]*@/, '$1@');
  return plain === key ? [key] : [key, plain];
}

interface Row {
  key: string;
  id: string;
  agency_id: string;
  address: string;
  lies_id: string | null;
  lies_agency: string | null;
}

// The same rules as v_mail_recipient and v_mail_alias (0037_mail_views); a closed mailbox without a successor is refused by Postfix.
const FIND = `
  select known.address_key as key, mailbox.id, mailbox.agency_id, mailbox.address_key as address,
    receiver.id as lies_id, receiver.agency_id as lies_agency
  from mail_address known
  join mailbox on mailbox.id = known.mailbox_id and mailbox.backend = 'postfix' and mailbox.state <> 'requested'
  left join v_mail_forward forward on forward.mailbox_id = mailbox.id
  left join mail_address target on target.address_key = lower(forward.target) and target.live
  left join mailbox receiver on receiver.id = coalesce(target.mailbox_id, mailbox.id) and receiver.backend = 'postfix'
    and receiver.state in ('active', 'suspended', 'revoke_requested')
  where known.address_key = any ($1::text[]) and known.live
    and (mailbox.state <> 'revoked' or forward.target is not null)`;

/** By each address as it was written; those that Postfix of the office does not receive for are left out. */
export async function findDovecotBoxes(db: Db | Tx, addresses: readonly string[]): Promise<Map<string, DovecotBox>> {
  const keys = new Map(addresses.map((address) => [address, keysOf(address)]));
  const rows = await rawQuery<Row>(db, FIND, [[...keys.values()].flat()]);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    [...keys].flatMap(([address, wanted]): [string, DovecotBox][] => {
      const row = wanted.map((key) => byKey.get(key)).find((found) => found !== undefined);
      if (row === undefined) {
        return [];
      }
      const { id: mailboxId, agency_id: agencyId, lies_id, lies_agency } = row;
      const lies = lies_id === null || lies_agency === null ? undefined : { mailboxId: lies_id, agencyId: lies_agency };
      return [[address, { mailboxId, agencyId, address: row.address, lies }]];
    }),
  );
}

interface DovecotSender extends Place {
  /** Null for the mailbox of a unit: Postfix says the mailbox that signed in, not whose device it was. */
  personId: string | null;
  addresses: string[];
}

/** The mailbox in whose name an address writes, while it may (`v_mail_sender`). */
export async function findDovecotSender(db: Db | Tx, address: string): Promise<DovecotSender | undefined> {
  const [row] = await rawQuery<{ id: string; agency_id: string; person_id: string | null; addresses: string[] }>(
    db,
    `select mailbox.id, mailbox.agency_id, mailbox.person_id, array_agg(own.address order by own.address) as addresses
     from v_mail_sender said
     join mailbox on mailbox.id = said.mailbox_id
     join v_mail_sender own on own.mailbox_id = said.mailbox_id
     where said.address = $1 group by mailbox.id, mailbox.agency_id, mailbox.person_id`,
    [addressKey(address)],
  );
  return row === undefined
    ? undefined
    : { mailboxId: row.id, agencyId: row.agency_id, personId: row.person_id, addresses: row.addresses };
}

/** Whether what a mailbox writes leaves through Postfix of the office. */
export async function isOnDovecot(db: Db | Tx, mailboxId: string): Promise<boolean> {
  const rows = await rawQuery(db, "select 1 as one from mailbox where id = $1 and backend = 'postfix'", [mailboxId]);
  return rows.length === 1;
}
