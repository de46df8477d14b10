import { NoDetails, UpkeepSettings } from '@congvu/contracts';
import { defineGuardedKind, differences, type GuardedKind } from '../../platform/guarded-change.ts';
import { storeUpkeepSettings } from './commands/change-settings.ts';
import { upkeepPolicies } from './upkeep.policy.ts';
import { readSettings } from './upkeep.store.ts';

const LABELS: { [K in keyof UpkeepSettings]: string } = {
  keepBases: 'Số bản toàn bộ được giữ',
  baseEveryDays: 'Sao lưu toàn bộ mỗi (ngày)',
  backupHour: 'Giờ sao lưu',
  alarmAfterHours: 'Báo động khi chưa sao lưu (giờ)',
  drillEveryDays: 'Diễn tập mỗi (ngày)',
  scrubDays: 'Đọc lại mọi tệp trong (ngày)',
};

const settings = defineGuardedKind<UpkeepSettings>({
  kind: 'upkeep.settings',
  schema: UpkeepSettings,
  show: async (tx, { subject }, change) => {
    upkeepPolicies.authorize('upkeep.set', subject, null);
    return {
      agencyId: subject.agencyId,
      objectId: 'settings',
      title: 'Rút ngắn thời gian giữ bản sao lưu',
      lines: differences(LABELS, await readSettings(tx), change),
    };
  },
  carryOut: storeUpkeepSettings,
});

export const ROTATE_KEYS = 'upkeep.rotate_keys';

/** Carried out by `congvu keys rotate --proposal SỐ`: the agreement only allows it. */
const rotation = defineGuardedKind<object>({
  kind: ROTATE_KEYS,
  atMachine: true,
  schema: NoDetails,
  show: async (_tx, { subject }) => {
    upkeepPolicies.authorize('upkeep.set', subject, null);
    return {
      agencyId: subject.agencyId,
      objectId: 'keys',
      title: 'Đổi khóa mã hóa của văn phòng',
      lines: [
        {
          label: 'Khóa của tệp và bí mật',
          before: 'khóa đang dùng',
          after: 'khóa mới; khóa cũ bị bỏ khi mọi tệp và bí mật đã chuyển sang khóa mới',
        },
      ],
    };
  },
  carryOut: async () => undefined,
});

export const upkeepGuardedKinds: readonly GuardedKind[] = [settings, rotation];
