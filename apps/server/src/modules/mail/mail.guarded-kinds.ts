import { SaveMailSettings } from '@congvu/contracts';
import { vietnamDate } from '../../platform/clock.ts';
import type { ActingContext } from '../../platform/context.ts';
import { defineGuardedKind, differences, type GuardedKind } from '../../platform/guarded-change.ts';
import { printDay } from '../../platform/print-dates.ts';
import { BACKEND_LABELS } from './backends/labels.ts';
import { storeMailSettings } from './commands/save-settings.ts';
import { mailPolicies } from './mail.policy.ts';
import { type MailSetting, settingOn } from './mail.settings.ts';

const LABELS: { [K in keyof MailSetting]: string } = {
  backend: 'Hộp thư đặt tại',
  domain: 'Tên miền thư',
  quota_mb: 'Dung lượng hộp thư mới (MB)',
  retain_months: 'Lưu giữ sau thu hồi (tháng)',
  retain_months_leader: 'Lưu giữ của lãnh đạo (tháng)',
  idle_days: 'Tạm ngừng khi không dùng (ngày)',
  quarantine_days: 'Giữ thư cách ly (ngày)',
};

function rowOf(given: SaveMailSettings): MailSetting {
  return {
    backend: given.backend,
    domain: given.domain.trim().toLowerCase(),
    quota_mb: given.quotaMb,
    retain_months: given.retainMonths,
    retain_months_leader: given.retainMonthsLeader,
    idle_days: given.idleDays,
    quarantine_days: given.quarantineDays,
  };
}

/** A proposal that waited past its first day counts from the day of the agreement: what is over stays as it was. */
function fromToday(context: ActingContext, change: SaveMailSettings): SaveMailSettings {
  const today = vietnamDate(context.clock.now());
  return change.validFrom < today ? { ...change, validFrom: today } : change;
}

const settings = defineGuardedKind<SaveMailSettings>({
  kind: 'mail.settings',
  schema: SaveMailSettings,
  show: async (tx, context, change) => {
    const { subject } = context;
    mailPolicies.authorize('mail.save_settings', subject, null);
    const { validFrom } = fromToday(context, change);
    const before = await settingOn(tx, validFrom, subject.agencyId);
    const words = (key: keyof MailSetting, value: MailSetting[keyof MailSetting]): string =>
      key === 'backend' ? BACKEND_LABELS[value as MailSetting['backend']] : String(value); // the value of that key
    return {
      agencyId: subject.agencyId,
      objectId: subject.agencyId,
      title: 'Rút ngắn thời hạn giữ thư công vụ',
      lines: [
        ...differences(LABELS, before, rowOf(change), words),
        {
          label: 'Có hiệu lực từ',
          before: '',
          after: `${printDay(change.validFrom)} (đồng ý sau ngày này thì từ ngày đồng ý)`,
        },
      ],
    };
  },
  carryOut: (tx, context, change, consent) => storeMailSettings(tx, context, fromToday(context, change), consent),
});

export const mailGuardedKinds: readonly GuardedKind[] = [settings];
