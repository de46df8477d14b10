import type { Services } from '../../../../platform/context.ts';
import type { Db, Tx } from '../../../../platform/db.ts';
import { openKeyFile, seal, unseal } from '../../../../platform/secret-box.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { MailTables } from '../../mail.tables.ts';
import { MailBackendError } from '../errors.ts';

/** The Zimbra of an office and how we enter it. */
export interface ZimbraPlace {
  /** `https://host:7071`: without TLS the administrator's password would be readable on the way. */
  url: string;
  adminName: string;
  password: string;
  /** Class of service of new mailboxes; '' = the domain's own. */
  cosId: string;
  /** Whom to trust there instead of the public authorities; ''. */
  caPem: string;
}

export type ZimbraRow = MailTables['mail_zimbra'];

/** The row of the agency or of the nearest above it. */
export async function zimbraRowOf(db: Db | Tx, agencyId: string): Promise<ZimbraRow | undefined> {
  const [row] = await rawQuery<ZimbraRow>(
    db,
    `with recursive above as (
       select id, parent_id, 0 as step from org_agency where id = $1
       union all
       select agency.id, agency.parent_id, step + 1 from org_agency agency join above on agency.id = above.parent_id where step < 20
     )
     select mail_zimbra.* from mail_zimbra join above on above.id = mail_zimbra.agency_id order by step limit 1`,
    [agencyId],
  );
  return row;
}

/** Bound to the agency and to the address: a password cannot be led to another server by changing the row. */
function ownerOf({ agency_id, url }: Pick<ZimbraRow, 'agency_id' | 'url'>): string {
  return `zimbra:${agency_id}:${url}`;
}

export function sealZimbraPassword(
  { config }: Pick<Services, 'config'>,
  at: Pick<ZimbraRow, 'agency_id' | 'url'>,
  password: string,
): Buffer {
  return seal(openKeyFile(config, 'connections'), ownerOf(at), Buffer.from(password));
}

export function openZimbraPassword({ config }: Pick<Services, 'config'>, row: ZimbraRow): string {
  return unseal(openKeyFile(config, 'connections'), ownerOf(row), row.password).toString('utf8');
}

/** @throws MailBackendError UNREACHABLE while nobody has said where it is */
export async function zimbraPlaceOf(services: Services, agencyId: string): Promise<ZimbraPlace> {
  const row = await zimbraRowOf(services.db, agencyId);
  if (row === undefined) {
    throw new MailBackendError('UNREACHABLE', 'Chưa ghi địa chỉ và tài khoản quản trị Zimbra trong cài đặt thư.');
  }
  return {
    url: row.url,
    adminName: row.admin_name,
    password: openZimbraPassword(services, row),
    cosId: row.cos_id,
    caPem: row.ca_pem,
  };
}
