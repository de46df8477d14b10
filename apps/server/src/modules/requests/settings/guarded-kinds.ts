import { SaveRequestSettings } from '@congvu/contracts';
import { findAgency } from '#modules/org';
import type { Tx } from '../../../platform/db.ts';
import { defineGuardedKind, differences, type GuardedKind } from '../../../platform/guarded-change.ts';
import { findSetting, RETENTION_DAYS } from '../requests.store.ts';
import { storeRequestSettings } from './save-settings.ts';
import { settingPolicies } from './settings.policy.ts';

const LABELS: { [K in keyof SaveRequestSettings]: string } = {
  scanRetentionDays: 'Giữ bản chụp giấy tờ (ngày)',
  consolidatorId: 'Đơn vị đầu mối',
  certificateDestinationId: 'Nơi nhận danh sách chứng thư số',
  accountDestinationId: 'Nơi nhận danh sách tài khoản',
  mailboxDomain: 'Tên miền thư',
  unitSlug: 'Tên đơn vị trong hộp thư',
};

async function settingNow(tx: Tx, agencyId: string): Promise<SaveRequestSettings> {
  const row = await findSetting(tx, agencyId);
  return {
    consolidatorId: row?.consolidator_agency_id ?? null,
    certificateDestinationId: row?.certificate_destination_id ?? null,
    accountDestinationId: row?.account_destination_id ?? null,
    mailboxDomain: row?.mailbox_domain ?? '',
    unitSlug: row?.unit_slug ?? '',
    scanRetentionDays: row?.scan_retention_days ?? RETENTION_DAYS,
  };
}

/** As they are stored, so that writing a domain otherwise is no difference. */
function plain(given: SaveRequestSettings): SaveRequestSettings {
  return {
    ...given,
    mailboxDomain: given.mailboxDomain.toLowerCase().replace(/^@/, ''),
    unitSlug: given.unitSlug.toLowerCase(),
  };
}

async function agencyNames(tx: Tx, ...settings: SaveRequestSettings[]): Promise<Map<string, string>> {
  const ids = settings.flatMap((one) => [one.consolidatorId, one.certificateDestinationId, one.accountDestinationId]);
  const names = new Map<string, string>();
  for (const id of new Set(ids)) {
    if (id !== null) {
      names.set(id, (await findAgency(tx, id))?.name ?? 'cơ quan không có trong danh mục');
    }
  }
  return names;
}

const settings = defineGuardedKind<SaveRequestSettings>({
  kind: 'requests.settings',
  schema: SaveRequestSettings,
  show: async (tx, { subject }, change) => {
    settingPolicies.authorize('requests.configure', subject, null);
    const before = await settingNow(tx, subject.agencyId);
    const after = plain(change);
    const names = await agencyNames(tx, before, after);
    return {
      agencyId: subject.agencyId,
      objectId: subject.agencyId,
      title: 'Rút ngắn hạn giữ bản chụp giấy tờ của đề nghị',
      lines: differences(LABELS, before, after, (key, value) =>
        key.endsWith('Id') ? (value === null ? 'theo cây cơ quan' : (names.get(String(value)) ?? '')) : String(value),
      ),
    };
  },
  carryOut: storeRequestSettings,
});

export const requestGuardedKinds: readonly GuardedKind[] = [settings];
