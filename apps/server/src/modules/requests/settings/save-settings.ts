import type { RequestSettings, SaveRequestSettings } from '@congvu/contracts';
import { isFreeMail } from '@congvu/forms';
import { record } from '#modules/audit';
import { type Agency, findAgency } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { type AppError, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { assertConsent, type Consent } from '../../../platform/guarded-change.ts';
import { oneAtATime } from '../../../platform/sql.ts';
import { consolidatorOf, findSetting, RETENTION_DAYS } from '../requests.store.ts';
import { requestTables } from '../requests.tables.ts';
import { settingPolicies } from './settings.policy.ts';
import { isOpen, readSettings } from './view-settings.ts';

// RFC 1035 §2.3.1 and §2.3.4: labels of letters, digits and hyphens, at most 63; a mailbox needs at least two of them.
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
/** Registered by everybody: as an official domain it would let every address below it pass. */
const COMMON = /^(?:com|net|org|edu|gov|info|name|biz|pro|health|ac|int|id|io|ai)\.vn$/;
const SLUG = /^[a-z0-9]{2,40}$/;

function refuse(code: string, path: string, message: string): AppError {
  return invalid(`requests.${code}`, message, [{ path, message }]);
}

async function openAgency(tx: Tx, id: string, path: string, today: string): Promise<Agency> {
  const agency = await findAgency(tx, id);
  if (agency === undefined) {
    throw refuse(
      'setting_agency_unknown',
      path,
      'Không có cơ quan này trong danh mục. Chọn lại trong danh sách gợi ý, hoặc thêm cơ quan ở phần Cơ quan, đơn vị.',
    );
  }
  if (!isOpen(agency, today)) {
    throw refuse(
      'setting_agency_ended',
      path,
      `${agency.name} không hoạt động vào hôm nay nên không nhận được danh sách. Chọn cơ quan kế tục.`,
    );
  }
  return agency;
}

/** Follows the way upwards; an agency that sends to itself is its end. */
async function leadsBack(tx: Tx, from: string, to: string): Promise<boolean> {
  const seen = new Set<string>();
  let at = from;
  while (!seen.has(at)) {
    seen.add(at);
    at = await consolidatorOf(tx, at);
    if (at === to) {
      return true;
    }
  }
  return false;
}

async function assertConsolidator(tx: Tx, agencyId: string, id: string | null, today: string): Promise<void> {
  // Its own guiding office, or what the tree says: neither leads in a circle by itself.
  const chosen = id ?? (await consolidatorOf(tx, agencyId));
  if (id !== null) {
    const agency = await openAgency(tx, id, 'consolidatorId', today);
    if (!agency.hosted) {
      throw refuse(
        'consolidator_not_hosted',
        'consolidatorId',
        `${agency.name} chưa dùng hệ thống này nên không có người kiểm tra đề nghị. Chọn cơ quan đang dùng hệ thống.`,
      );
    }
  }
  if (chosen !== agencyId && (await leadsBack(tx, chosen, agencyId))) {
    throw refuse(
      'consolidator_circle',
      'consolidatorId',
      'Đơn vị đầu mối được chọn lại gửi đề nghị của mình về chính cơ quan này, thành vòng tròn. Chọn đơn vị đầu mối khác, hoặc để đơn vị kia đổi nơi gửi trước.',
    );
  }
}

async function assertDestination(
  tx: Tx,
  agencyId: string,
  destination: { id: string | null; path: string; today: string },
): Promise<void> {
  const { id, path, today } = destination;
  if (id === null) {
    return;
  }
  if (id === agencyId) {
    throw refuse(
      'destination_itself',
      path,
      'Cơ quan không tự gửi danh sách cho mình. Chọn cơ quan cấp trên hoặc nơi cấp nhận danh sách này.',
    );
  }
  await openAgency(tx, id, path, today);
}

/** As the address is written after "@"; empty is allowed. */
function readDomain(typed: string): string {
  const domain = typed.toLowerCase().replace(/^@/, '');
  if (domain !== '' && (!DOMAIN.test(domain) || COMMON.test(domain))) {
    throw refuse(
      'mailbox_domain_invalid',
      'mailboxDomain',
      'Tên miền thư viết không dấu, chỉ gồm chữ, số, gạch nối và dấu chấm, ví dụ laichau.gov.vn; ghi đủ tên của cơ quan, không ghi phần trước @.',
    );
  }
  if (domain !== '' && isFreeMail(`hop.thu@${domain}`) !== undefined) {
    throw refuse(
      'free_mail',
      'mailboxDomain',
      `${domain} là thư điện tử miễn phí, không được dùng cho công việc (Công văn, mục 4). Nhập tên miền do cơ quan nhà nước cấp.`,
    );
  }
  return domain;
}

function readSlug(typed: string): string {
  const slug = typed.toLowerCase();
  if (slug !== '' && !SLUG.test(slug)) {
    throw refuse(
      'unit_slug_invalid',
      'unitSlug',
      'Tên đơn vị trong hộp thư gồm 2 đến 40 chữ thường không dấu và số, viết liền, ví dụ tamduong.',
    );
  }
  return slug;
}

function valuesOf(given: SaveRequestSettings) {
  return {
    consolidator_agency_id: given.consolidatorId,
    certificate_destination_id: given.certificateDestinationId,
    account_destination_id: given.accountDestinationId,
    mailbox_domain: readDomain(given.mailboxDomain),
    unit_slug: readSlug(given.unitSlug),
    scan_retention_days: given.scanRetentionDays,
  };
}

/**
 * In the transaction of the caller.
 * @throws AppError 422 `secondperson.needed` when scans would be kept shorter than now
 */
export async function storeRequestSettings(
  tx: Tx,
  context: ActingContext,
  given: SaveRequestSettings,
  consent?: Consent,
): Promise<void> {
  const { subject } = context;
  const { agencyId } = subject;
  settingPolicies.authorize('requests.configure', subject, null);
  const values = valuesOf(given);
  const today = vietnamDate(context.clock.now());
  // Two agencies that name each other at the same moment would each see the way free.
  await oneAtATime(tx, 'requests.settings');
  const before = await findSetting(tx, agencyId);
  const destinations = [
    { id: given.certificateDestinationId, path: 'certificateDestinationId', today },
    { id: given.accountDestinationId, path: 'accountDestinationId', today },
  ];
  for (const destination of destinations) {
    await assertDestination(tx, agencyId, destination);
  }
  if (given.scanRetentionDays < (before?.scan_retention_days ?? RETENTION_DAYS)) {
    assertConsent(consent, 'Hạn giữ bản chụp mới ngắn hơn hiện nay: bản chụp bị xóa sớm hơn và không lấy lại được.');
  }
  await requestTables(tx)
    .insertInto('request_setting')
    .values({ agency_id: agencyId, ...values })
    .onConflict((row) => row.column('agency_id').doUpdateSet(values))
    .execute();
  await assertConsolidator(tx, agencyId, given.consolidatorId, today);
  await record(tx, context, {
    action: 'requests.settings_saved',
    agencyId,
    objectKind: 'agency',
    objectId: agencyId,
    detail: { before: before ?? null, after: values },
  });
  await publish(tx, { topic: 'requests', agencyId });
}

/** The way of this agency's requests from now on; what was sent before keeps its way. The last writer holds, the trail shows both. */
export async function saveRequestSettings(
  context: ActingContext,
  given: SaveRequestSettings,
): Promise<RequestSettings> {
  return command(context, async (tx) => {
    await storeRequestSettings(tx, context, given);
    return readSettings(tx, context);
  });
}
