import { CLEARED_JOB, LOCKED_JOB, takeUntold, takeUntoldCleared } from '#modules/files';
import type { FileNews } from './tell-of-files.ts';

/** A file that was stored as clean is malware by what the antivirus knows now. */
export const LOCKED: FileNews = {
  job: LOCKED_JOB,
  kind: 'threats.infected_kept',
  action: 'threats.infection_told',
  take: takeUntold,
  what: ({ malware }) => `được nhận ra có mã độc ${malware} sau khi đã lưu`,
  officer: ': đã khóa, không ai tải được nữa. Cho quét máy của những người đã mở tệp.',
  administrator: ': đã khóa, không ai tải được nữa. Xem nhật ký để biết ai đã mở và cho quét máy của họ.',
  bringer: ' nên đã bị khóa. Bỏ tệp, thay bằng bản sạch và báo cán bộ an toàn thông tin quét máy đang dùng.',
};

/** It was a false alarm: those who heard of the lock hear that it is over. */
export const CLEARED: FileNews = {
  job: CLEARED_JOB,
  kind: 'threats.infected_cleared',
  action: 'threats.clearing_told',
  take: takeUntoldCleared,
  what: ({ malware }) => `bị khóa vì ${malware} đã được quét lại và là sạch`,
  officer: ': báo nhầm, tệp đã mở khóa.',
  administrator: ': báo nhầm, tệp đã mở khóa.',
  bringer: ': máy quét đã báo nhầm, tệp mở và gửi được như trước.',
};
