import type { MailSettingsView, SaveMailSettings } from '@congvu/contracts';
import { isOfficialDomain } from '@congvu/forms';
import { record } from '#modules/audit';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { type AppError, conflict, invalid } from '../../../platform/errors.ts';
import { assertConsent, type Consent } from '../../../platform/guarded-change.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { oneAtATime, rawQuery } from '../../../platform/sql.ts';
import { availableBackends } from '../backends/registry.ts';
import { zimbraRowOf } from '../backends/zimbra/zimbra-place.ts';
import { mailPolicies } from '../mail.policy.ts';
import { type MailSetting, settingOf, settingOn } from '../mail.settings.ts';
import { type BackendName, mailTables } from '../mail.tables.ts';
import { viewMailSettings } from '../queries/view-settings.ts';
import { ADOPT_JOB } from '../sweeps/adopt-mailboxes.ts';

function refuse(code: string, path: string, message: string): AppError {
  return invalid(code, message, [{ path, message }]);
}

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

function assertValues(given: SaveMailSettings, today: string): void {
  if (given.validFrom < today) {
    throw refuse(
      'mail.setting_past',
      'validFrom',
      'Cài đặt có hiệu lực từ hôm nay hoặc một ngày sau; ngày đã qua giữ nguyên.',
    );
  }
  if (given.domain !== '' && !(DOMAIN.test(given.domain) && isOfficialDomain(given.domain))) {
    throw refuse(
      'mail.domain_invalid',
      'domain',
      'Tên miền thư là tên miền của cơ quan nhà nước, ví dụ tamduong.laichau.gov.vn.',
    );
  }
  if (given.backend !== 'manual' && given.domain === '') {
    throw refuse('mail.domain_needed', 'domain', 'Hệ thống thư cần tên miền: ghi tên miền thư của cơ quan.');
  }
  if (!availableBackends().includes(given.backend)) {
    throw refuse('mail.backend_unknown', 'backend', 'Bản Công Vụ này chưa nối được hệ thống thư ấy.');
  }
}

async function assertConnected(tx: Tx, context: ActingContext, given: SaveMailSettings): Promise<void> {
  const { subject, config } = context;
  if (given.backend === 'postfix' && config.dovecot.doveadm === undefined) {
    throw refuse(
      'mail.dovecot_needed',
      'backend',
      'Máy chủ Công Vụ chưa được khai cách nối Dovecot (CONGVU_DOVEADM): chạy "congvu mail setup" và làm theo README của lệnh ấy trước.',
    );
  }
  if (given.backend === 'zimbra' && (await zimbraRowOf(tx, subject.agencyId)) === undefined) {
    throw refuse('mail.zimbra_needed', 'backend', 'Ghi địa chỉ và tài khoản quản trị Zimbra trước khi chọn Zimbra.');
  }
}

/** Letters do not move by a setting: leaving a mail system that holds some is a move of its own, with an export. */
async function assertMovable(tx: Tx, context: ActingContext, given: SaveMailSettings): Promise<void> {
  const { subject, clock } = context;
  const { backend } = await settingOf(tx, clock, subject.agencyId);
  if (backend === 'manual' || backend === given.backend) {
    return;
  }
  const [held] = await rawQuery<{ count: number }>(
    tx,
    `with recursive scope as (
       select id from org_agency where id = $1
       union select below.id from org_agency below join scope on below.parent_id = scope.id
     )
     select count(*) from mailbox where agency_id in (select id from scope) and backend = $2 and shut_at is null`,
    [subject.agencyId, backend],
  );
  if (held !== undefined && held.count > 0) {
    throw conflict(
      'mail.backend_in_use',
      `${held.count} hộp thư đang đặt ở hệ thống thư hiện tại. Thư không tự chuyển sang hệ thống khác: thu hồi, lưu trữ các hộp thư ấy trước.`,
    );
  }
}

const TAKES_IN: Partial<Record<BackendName, BackendName>> = { embedded: 'postfix', postfix: 'embedded' };
const WHERE: Partial<Record<BackendName, string>> = {
  embedded: 'Công Vụ tự nhận thư',
  postfix: 'máy chủ Postfix, Dovecot của cơ quan',
};

/** The letters of a domain come to one server (MX): with mailboxes at two, each would refuse those of the other. */
async function assertOneServer(tx: Tx, context: ActingContext, given: SaveMailSettings): Promise<void> {
  const other = TAKES_IN[given.backend];
  if (other === undefined) {
    return;
  }
  // Two offices that choose at the same moment see each other.
  await oneAtATime(tx, `mail.domain ${given.domain}`);
  const [found] = await rawQuery<{ name: string }>(
    tx,
    `select agency.short_name as name from org_agency agency where agency.id <> $1 and (
       exists (select 1 from mail_setting setting where setting.agency_id = agency.id and setting.backend = $2
         and lower(setting.domain) = $3 and not exists (select 1 from mail_setting later
           where later.agency_id = setting.agency_id and later.valid_from > setting.valid_from and later.valid_from <= $4::date))
       or exists (select 1 from mailbox where mailbox.agency_id = agency.id and mailbox.backend = $2
         and mailbox.shut_at is null and split_part(mailbox.address_key, '@', 2) = $3))
     order by agency.id limit 1`,
    [context.subject.agencyId, other, given.domain, given.validFrom],
  );
  if (found !== undefined) {
    throw conflict(
      'mail.domain_elsewhere',
      `Thư của ${given.domain} đang do ${WHERE[other] ?? other} nhận (${found.name}). Một tên miền chỉ nhận thư ở một nơi (bản ghi MX): chọn cùng hệ thống thư, hoặc dùng tên miền con riêng.`,
    );
  }
}

/** Letters are gone for good sooner than they would have been. Keeping them longer loses nothing and can be taken back. */
function isShorter(before: MailSetting, given: SaveMailSettings): boolean {
  return (
    given.retainMonths < before.retain_months ||
    given.retainMonthsLeader < before.retain_months_leader ||
    given.quarantineDays < before.quarantine_days
  );
}

/**
 * The same, in the transaction of the caller.
 * @throws AppError 422 `secondperson.needed` when mail would be kept shorter than what holds on that day
 */
export async function storeMailSettings(
  tx: Tx,
  context: ActingContext,
  body: SaveMailSettings,
  consent?: Consent,
): Promise<void> {
  const { subject, clock } = context;
  mailPolicies.authorize('mail.save_settings', subject, null);
  const given = { ...body, domain: body.domain.trim().toLowerCase() };
  assertValues(given, vietnamDate(clock.now()));
  // Two at once would both compare with what the other is about to replace.
  await oneAtATime(tx, `mail.setting ${subject.agencyId}`);
  await assertConnected(tx, context, given);
  await assertMovable(tx, context, given);
  await assertOneServer(tx, context, given);
  if (isShorter(await settingOn(tx, given.validFrom, subject.agencyId), given)) {
    assertConsent(consent, 'Thời hạn giữ thư mới ngắn hơn hiện nay: thư bị xóa sớm hơn và không lấy lại được.');
  }
  const set = {
    backend: given.backend,
    domain: given.domain,
    quota_mb: given.quotaMb,
    retain_months: given.retainMonths,
    retain_months_leader: given.retainMonthsLeader,
    idle_days: given.idleDays,
    quarantine_days: given.quarantineDays,
    saved_by: subject.displayName,
    saved_at: clock.now(),
  };
  await mailTables(tx)
    .insertInto('mail_setting')
    .values({ agency_id: subject.agencyId, valid_from: given.validFrom, ...set })
    .onConflict((on) => on.columns(['agency_id', 'valid_from']).doUpdateSet(set))
    .execute();
  await enqueue(tx, ADOPT_JOB, {}, { key: ADOPT_JOB });
  await record(tx, context, {
    action: 'mail.save_settings',
    agencyId: subject.agencyId,
    objectKind: 'agency',
    objectId: subject.agencyId,
    detail: { ...given },
  });
}

/**
 * Where the mail of the agency (and of those below without a setting of their own) is, from a day on. Mailboxes kept by hand so far go
 * to the mail system that day.
 * @throws AppError 403 `mail.save_settings.forbidden` · 409 `mail.backend_in_use`, `mail.domain_elsewhere` · 422 `mail.domain_invalid`, `mail.domain_needed`,
 * `mail.backend_unknown`, `mail.setting_past`, `mail.zimbra_needed`, `mail.dovecot_needed`, `secondperson.needed`
 */
export async function saveMailSettings(context: ActingContext, body: SaveMailSettings): Promise<MailSettingsView> {
  return command(context, async (tx) => {
    await storeMailSettings(tx, context, body);
    return viewMailSettings({ ...context, db: tx });
  });
}
