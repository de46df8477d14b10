import { AppError } from '../errors.ts';
import type { RunManifest } from './catalogue.ts';

export interface Point {
  manifest: RunManifest;
  /** Undefined: everything the backup has. */
  at: Date | undefined;
  coveredUntil: Date;
}

function shown(at: Date | string): string {
  return new Date(at).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' });
}

function outside(code: string, wanted: Date, from: Date | string, until: Date): AppError {
  return new AppError(
    code,
    422,
    `Bản sao lưu này không có thời điểm ${shown(wanted)}: khôi phục được từ ${shown(from)} đến ${shown(until)} (giờ Việt Nam).`,
  );
}

/**
 * The newest copy from which the moment can be reached.
 * @throws AppError `backup.too_late`, `backup.too_early`, `backup.empty`
 */
export function choosePoint(
  manifests: readonly RunManifest[],
  coveredUntil: Date | undefined,
  at: Date | undefined,
): Point {
  const whole = manifests.filter(({ kind }) => kind !== 'log');
  const [first] = whole;
  const newest = whole.at(-1);
  if (first === undefined || newest === undefined) {
    throw new AppError('backup.empty', 404, 'Nơi sao lưu này chưa có lần sao lưu nào trọn vẹn.');
  }
  const until = coveredUntil ?? new Date(newest.coveredUntil);
  if (at === undefined) {
    return { manifest: newest, at, coveredUntil: until };
  }
  if (at > until) {
    throw outside('backup.too_late', at, first.coveredUntil, until);
  }
  const manifest = whole.filter((one) => new Date(one.coveredUntil) <= at).at(-1);
  if (manifest === undefined) {
    throw outside('backup.too_early', at, first.coveredUntil, until);
  }
  return { manifest, at, coveredUntil: until };
}
