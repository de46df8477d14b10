import { findSettings } from '#modules/identity';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';

export interface PresentValue {
  label: string;
  value: string;
  /** As strict as the control asks. */
  good: boolean;
}

const SECOND_FACTOR = {
  optional: 'tùy chọn',
  administrators: 'bắt buộc với quản trị',
  everyone: 'bắt buộc với mọi người',
};

type Read = (context: ActingContext) => Promise<PresentValue>;

async function settingsOf({ db, subject }: ActingContext) {
  return findSettings(db, subject.agencyId);
}

/** Days of drill and scrub in force; those of the program when nobody has set any. */
async function upkeepDays({ db }: ActingContext): Promise<{ drill: number; scrub: number }> {
  const [row] = await rawQuery<{ drill: number; scrub: number }>(
    db,
    'select drill_every_days as drill, scrub_days as scrub from upkeep_setting',
    [],
  );
  return row ?? { drill: 30, scrub: 30 };
}

/** By the names that `docs/legal/level3.json` uses. */
const VALUES: Readonly<Record<string, Read>> = {
  'identity.second_factor': async (context) => {
    const { secondFactor } = await settingsOf(context);
    return { label: 'Lớp xác thực thứ hai', value: SECOND_FACTOR[secondFactor], good: secondFactor !== 'optional' };
  },
  'identity.lockout': async (context) => {
    const { lockAfter, lockHours } = await settingsOf(context);
    const value = `khóa sau ${lockAfter} lần sai, ${lockHours} giờ`;
    return { label: 'Khóa khi sai', value, good: lockAfter <= 5 && lockHours >= 12 };
  },
  'identity.idle': async (context) => {
    const { idleMinutes, adminIdleMinutes } = await settingsOf(context);
    const value = `${idleMinutes} phút, quản trị ${adminIdleMinutes} phút`;
    return { label: 'Khóa khi không thao tác', value, good: idleMinutes <= 15 && adminIdleMinutes <= 5 };
  },
  'identity.absolute': async (context) => {
    const { absoluteHours } = await settingsOf(context);
    return { label: 'Phiên dài nhất', value: `${absoluteHours} giờ`, good: absoluteHours <= 12 };
  },
  'scan.antivirus': async ({ config }) => ({
    label: 'Quét mã độc',
    value: config.clamd === undefined ? 'chưa nối máy quét (CONGVU_CLAMD)' : 'đã nối máy quét',
    good: config.clamd !== undefined,
  }),
  'backup.configured': async ({ config }) => ({
    label: 'Sao lưu',
    value: config.backup === undefined ? 'chưa bật' : 'đang bật, mã hóa',
    good: config.backup !== undefined,
  }),
  'upkeep.drill': async (context) => {
    const { drill } = await upkeepDays(context);
    return { label: 'Diễn tập khôi phục', value: `${drill} ngày một lần`, good: drill <= 90 };
  },
  'upkeep.scrub': async (context) => {
    const { scrub } = await upkeepDays(context);
    return { label: 'Đọc lại mọi tệp', value: `trong ${scrub} ngày`, good: scrub <= 30 };
  },
  'audit.kept_since': async ({ db, clock }) => {
    const [row] = await rawQuery<{ since: Date | null }>(db, 'select min(at) as since from audit_leaf', []);
    const days = row?.since == null ? 0 : Math.floor((clock.now().getTime() - row.since.getTime()) / 86_400_000);
    return { label: 'Nhật ký hiện giữ', value: `${days} ngày, chưa dòng nào bị xóa`, good: true };
  },
  'secrets.guard': async () => ({
    label: 'Chặn dấu hiệu bí mật nhà nước',
    value: 'luôn bật, không có thiết lập tắt',
    good: true,
  }),
  'http.tls': async ({ config }) => {
    const good = config.publicUrl.startsWith('https://');
    return { label: 'Địa chỉ', value: good ? 'HTTPS' : 'HTTP, chỉ để chạy thử', good };
  },
};

export const SETTING_NAMES: readonly string[] = Object.keys(VALUES);

export async function readPresentValue(context: ActingContext, name: string): Promise<PresentValue[]> {
  const value = await VALUES[name]?.(context);
  return value === undefined ? [] : [value];
}
