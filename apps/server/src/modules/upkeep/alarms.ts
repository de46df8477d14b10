import type { UpkeepAlarm, UpkeepSettings, UpkeepView } from '@congvu/contracts';
import type { ClockOffset } from '../../platform/sntp.ts';
import type { ClockProgress } from './sweeps/look-at-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** RPO ≤ 60 s: three missed turns and a moment. */
const LOG_LATE_MS = 5 * 60_000;

export interface Facts {
  now: Date;
  settings: UpkeepSettings;
  backup: UpkeepView['backup'];
  /** Why the last turn of the log archive failed. */
  logError: string | null;
  drill: UpkeepView['drill'];
  damaged: number;
  databaseFailures: number;
  readOnly: boolean;
  clock: ClockProgress | null;
}

function olderThan(at: string | null | undefined, now: Date, ms: number): boolean {
  return at === null || at === undefined || now.getTime() - new Date(at).getTime() > ms;
}

function ofBackup({ backup, now, settings, logError }: Facts): (UpkeepAlarm | false)[] {
  if (backup === null) {
    return [
      {
        kind: 'backup_off',
        text: 'Chưa cấu hình sao lưu: mất máy chủ là mất toàn bộ văn bản.',
        todo: 'Người quản trị máy chủ đặt CONGVU_BACKUP_DIR và CONGVU_BACKUP_KEY rồi khởi động lại (hướng dẫn ở dưới).',
      },
    ];
  }
  const [newest] = backup.runs;
  const store = backup.isRemote ? 'kho S3' : 'ổ sao lưu';
  return [
    olderThan(backup.lastGood?.endedAt, now, settings.alarmAfterHours * HOUR_MS) && {
      kind: 'backup_late',
      text: `Chưa có bản sao lưu tốt trong ${settings.alarmAfterHours} giờ qua.`,
      todo: `Xem lỗi của lần gần nhất, kiểm tra ${store}, rồi bấm Sao lưu ngay.`,
    },
    newest?.error != null && {
      kind: 'backup_failed',
      text: `Lần sao lưu gần nhất không thành công: ${newest.error}`,
      todo: 'Sửa nguyên nhân rồi bấm Sao lưu ngay; hệ thống cũng tự thử lại mỗi giờ.',
    },
    !backup.isExternal &&
      backup.lastGood !== null &&
      olderThan(backup.coveredUntil, now, LOG_LATE_MS) && {
        kind: 'log_late',
        text: `Nhật ký cơ sở dữ liệu không vào được bản sao lưu${logError === null ? '' : `: ${logError}`}.`,
        todo: `Kiểm tra ${store} còn ${backup.isRemote ? 'trả lời' : 'gắn'} và còn chỗ. Việc làm sau thời điểm trên chưa có trong bản sao lưu.`,
      },
  ];
}

function ofDrill({ backup, drill, now, settings }: Facts): (UpkeepAlarm | false)[] {
  if (backup === null || backup.isExternal) {
    return [];
  }
  return [
    drill !== null &&
      !drill.passed && {
        kind: 'drill_failed',
        text: `Diễn tập khôi phục gần nhất không đạt: ${drill.error ?? ''}`,
        todo: 'Coi như chưa có bản sao lưu: tạo bản mới bằng Sao lưu ngay rồi diễn tập lại.',
      },
    backup.lastGood !== null &&
      olderThan(drill?.startedAt, now, (settings.drillEveryDays + 1) * DAY_MS) && {
        kind: 'drill_late',
        text: `Chưa diễn tập khôi phục trong ${settings.drillEveryDays} ngày qua.`,
        todo: 'Bấm Diễn tập ngay.',
      },
  ];
}

/** QCVN 12:2026/BCA: more than this is told. */
const CLOCK_LIMIT_MS = 2_000;
/** Also a source that is away for a night keeps the clock right for a while. */
const SOURCE_SILENT_MS = DAY_MS;
const CLOCK_TODO =
  'Bật đồng bộ giờ trên máy chủ (chrony hoặc systemd-timesyncd), xem giờ của máy cơ sở dữ liệu. Giờ ký, ngày văn bản và sổ đăng ký theo đồng hồ này.';

/** Beyond what the way there and back could have made of it. */
function isOff(offset: ClockOffset | null | undefined): offset is ClockOffset {
  return offset != null && Math.abs(offset.offsetMs) - offset.uncertaintyMs > CLOCK_LIMIT_MS;
}

function seconds(ms: number): string {
  return (Math.abs(ms) / 1000).toLocaleString('vi-VN', { maximumFractionDigits: 1 });
}

/** The steady clock stands while a machine sleeps, so a machine that slept looks like one that was put ahead. */
function stepText(ms: number): string {
  return ms < 0
    ? `Đồng hồ máy chủ đã lùi ${seconds(ms)} giây.`
    : `Đồng hồ máy chủ đã nhảy tới ${seconds(ms)} giây, hoặc máy đã ngủ chừng ấy lâu.`;
}

function ofClock({ clock, now }: Facts): (UpkeepAlarm | false)[] {
  if (clock === null) {
    return [];
  }
  const { database, source, stepped } = clock;
  const alarm = (text: string): UpkeepAlarm => ({ kind: 'clock', text, todo: CLOCK_TODO });
  return [
    isOff(database) && alarm(`Đồng hồ máy chủ lệch ${seconds(database.offsetMs)} giây so với cơ sở dữ liệu.`),
    isOff(source?.offset) &&
      alarm(`Đồng hồ máy chủ lệch ${seconds(source.offset.offsetMs)} giây so với nguồn giờ ${source.name}.`),
    stepped !== null && alarm(stepText(stepped.ms)),
    source !== null &&
      source.error !== null &&
      olderThan(source.answeredAt, now, SOURCE_SILENT_MS) &&
      alarm(`Không hỏi được nguồn giờ ${source.name}: ${source.error}`),
  ];
}

/** What needs somebody, the worst first; empty = everything is as it should be. */
export function alarmsOf(facts: Facts): UpkeepAlarm[] {
  const { damaged, databaseFailures, readOnly } = facts;
  const alarms: (UpkeepAlarm | false)[] = [
    readOnly && {
      kind: 'disk',
      text: 'Đĩa máy chủ gần đầy: mọi người chỉ xem được, chưa ghi được.',
      todo: 'Giải phóng đĩa; hệ thống tự ghi lại bình thường.',
    },
    (damaged > 0 || databaseFailures > 0) && {
      kind: 'damaged',
      text:
        databaseFailures > 0
          ? `PostgreSQL báo ${databaseFailures} trang dữ liệu hỏng.`
          : `${damaged} tệp hỏng, chưa có bản tốt để thay.`,
      todo:
        databaseFailures > 0
          ? 'Dừng hệ thống, khôi phục vào thư mục mới từ bản sao lưu, thay ổ đĩa.'
          : 'Gắn lại nơi sao lưu hoặc bản sao (CONGVU_REPLICA); hệ thống tự thay khi có bản tốt.',
    },
    ...ofBackup(facts),
    ...ofDrill(facts),
    ...ofClock(facts),
  ];
  return alarms.filter((alarm) => alarm !== false);
}
