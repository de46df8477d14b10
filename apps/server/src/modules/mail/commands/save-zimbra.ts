import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SaveZimbraConnection, ZimbraConnection } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { type AppError, invalid } from '../../../platform/errors.ts';
import { MailBackendError } from '../backends/errors.ts';
import { zimbraClient } from '../backends/zimbra/soap-client.ts';
import { element } from '../backends/zimbra/soap-message.ts';
import { listAccounts } from '../backends/zimbra/zimbra-backend.ts';
import {
  openZimbraPassword,
  sealZimbraPassword,
  type ZimbraPlace,
  type ZimbraRow,
  zimbraRowOf,
} from '../backends/zimbra/zimbra-place.ts';
import { mailPolicies } from '../mail.policy.ts';
import { settingOf } from '../mail.settings.ts';
import { mailTables } from '../mail.tables.ts';
import { viewZimbra } from '../queries/view-zimbra.ts';

function refuse(code: string, path: string, message: string): AppError {
  return invalid(code, message, [{ path, message }]);
}

/** Where Zimbra's admin console and its SOAP stand. */
const ADMIN_PORT = '7071';

function addressOf(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isPlain =
    url !== undefined && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || url.protocol !== 'https:' || !['', '/'].includes(url.pathname)) {
    throw refuse(
      'mail.zimbra_address',
      'url',
      'Địa chỉ quản trị Zimbra bắt đầu bằng https:// và chỉ gồm tên máy chủ, cổng; ví dụ https://mail.laichau.gov.vn:7071.',
    );
  }
  url.port = url.port === '' ? ADMIN_PORT : url.port;
  return url.origin;
}

function assertTrust(caPem: string): void {
  try {
    if (caPem !== '') {
      new X509Certificate(caPem);
    }
  } catch {
    throw refuse(
      'mail.zimbra_trust',
      'caPem',
      'Chứng thư nơi cấp không đọc được: dán cả dòng BEGIN và END CERTIFICATE.',
    );
  }
  if (isPrivateKey(caPem)) {
    throw refuse('mail.zimbra_trust', 'caPem', 'Chỉ dán chứng thư, không dán khóa bí mật.');
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** A password is never led to another place than the one it was typed for. */
function passwordOf(
  context: ActingContext,
  given: Omit<ZimbraPlace, 'password'>,
  typed: string | undefined,
  row?: ZimbraRow,
) {
  if (typed !== undefined) {
    return typed;
  }
  const isSame =
    row?.agency_id === context.subject.agencyId &&
    row.url === given.url &&
    row.admin_name === given.adminName &&
    row.ca_pem === given.caPem;
  if (row === undefined || !isSame) {
    throw refuse(
      'mail.zimbra_password',
      'password',
      'Địa chỉ, tài khoản hoặc chứng thư nơi cấp đã đổi: nhập mật khẩu quản trị Zimbra.',
    );
  }
  return openZimbraPassword(context, row);
}

/** Signs in and looks: at the class of service, at the accounts of our domain. */
async function tryPlace(context: ActingContext, place: ZimbraPlace): Promise<'none' | 'some'> {
  const { db, clock, subject } = context;
  const { domain } = await settingOf(db, clock, subject.agencyId);
  const client = zimbraClient(context, place);
  try {
    if (place.cosId !== '') {
      await client.ask('GetCosRequest', {}, [element('cos', { by: 'id' }, place.cosId)]);
    }
    const { items } = await listAccounts(client, domain, null);
    return items.length === 0 ? 'none' : 'some';
  } catch (error) {
    throw error instanceof MailBackendError ? refuse('mail.zimbra_refused', 'url', error.message) : error;
  }
}

/**
 * How this office enters its Zimbra; kept only after Zimbra has answered to it.
 * @throws AppError 403 `mail.save_settings.forbidden` · 422 `mail.zimbra_address`, `mail.zimbra_password`, `mail.zimbra_trust`,
 * `mail.zimbra_refused`
 */
export async function saveZimbra(context: ActingContext, body: SaveZimbraConnection): Promise<ZimbraConnection> {
  const { db, subject, clock } = context;
  mailPolicies.authorize('mail.save_settings', subject, null);
  const given = {
    url: addressOf(body.url.trim()),
    adminName: body.adminName.trim(),
    cosId: body.cosId.trim(),
    caPem: body.caPem.trim(),
  };
  assertTrust(given.caPem);
  const password = passwordOf(context, given, body.password, await zimbraRowOf(db, subject.agencyId));
  const accounts = await tryPlace(context, { ...given, password });
  return command(context, async (tx) => {
    const set = {
      url: given.url,
      admin_name: given.adminName,
      password: sealZimbraPassword(context, { agency_id: subject.agencyId, url: given.url }, password),
      cos_id: given.cosId,
      ca_pem: given.caPem,
      saved_by: subject.displayName,
      saved_at: clock.now(),
    };
    await mailTables(tx)
      .insertInto('mail_zimbra')
      .values({ agency_id: subject.agencyId, ...set })
      .onConflict((on) => on.column('agency_id').doUpdateSet(set))
      .execute();
    await record(tx, context, {
      action: 'mail.save_zimbra',
      agencyId: subject.agencyId,
      objectKind: 'agency',
      objectId: subject.agencyId,
      detail: { url: given.url, adminName: given.adminName, cosId: given.cosId, ownTrust: given.caPem !== '' },
    });
    return { ...(await viewZimbra({ ...context, db: tx })), accounts };
  });
}
