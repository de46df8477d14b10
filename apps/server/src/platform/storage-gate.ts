import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';

/** Bytes an unprivileged process may still write at a place. */
export type FreeSpace = (place: string) => number;

export interface StorageLimits {
  /** Below this nobody writes any more. */
  stopBytes: number;
  /** Above this they write again; more than `stopBytes`, so that it does not flutter. */
  resumeBytes: number;
  /** A file that is let go when even PostgreSQL is about to run out: its log gets room to end in order (security.md §3). */
  ballastBytes: number;
}

export interface StorageState {
  readOnly: boolean;
  /** The place with the least room. */
  freeBytes: number;
  limits: StorageLimits;
  /** False while the ballast is gone. */
  hasBallast: boolean;
}

/**
 * Turns the office read-only before PostgreSQL has no room for its log: a PANIC there takes the reads along, and recovery needs room
 * itself (measured, security.md §3).
 */
export interface StorageGate {
  /** @throws AppError 507 `platform.read_only` */
  assertWritable(): void;
  state(): StorageState;
  /** Looks at once; otherwise it looks by itself. */
  look(): void;
  stop(): void;
}

const LOOK_MS = 2_000;
const MB = 2 ** 20;
const ZEROS = Buffer.alloc(MB, 1);

export const DEFAULT_LIMITS: StorageLimits = { stopBytes: 512 * MB, resumeBytes: 768 * MB, ballastBytes: 32 * MB };

export function freeSpace(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

/** Real bytes, not a hole: only they can be given back. */
function writeBallast(path: string, bytes: number): void {
  const handle = openSync(path, 'w', 0o600);
  try {
    for (let written = 0; written < bytes; written += MB) {
      writeSync(handle, ZEROS, 0, Math.min(MB, bytes - written));
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

interface GateOptions {
  /** Where the office and its database write. */
  places: string[];
  /** Whose file system gets the ballast: that of the database. */
  ballastIn: string;
  limits: StorageLimits;
  log: Pick<Log, 'warn' | 'error'>;
  free?: FreeSpace;
  onChange?(state: StorageState): void;
}

export function openStorageGate(options: GateOptions): StorageGate {
  const { places, limits, log, free = freeSpace } = options;
  const ballast = join(options.ballastIn, 'ballast');
  let readOnly = false;
  let freeBytes = Number.MAX_SAFE_INTEGER;
  const state = (): StorageState => ({ readOnly, freeBytes, limits, hasBallast: existsSync(ballast) });
  const change = (to: boolean): void => {
    readOnly = to;
    log[to ? 'error' : 'warn']({ freeBytes }, to ? 'đĩa gần đầy, chỉ cho đọc' : 'đĩa đã có chỗ, ghi lại bình thường');
    options.onChange?.(state());
  };
  const tendBallast = (): void => {
    if (freeBytes < limits.stopBytes / 4 && existsSync(ballast)) {
      rmSync(ballast, { force: true });
      log.error({ freeBytes }, 'đã bỏ tệp dự phòng để cơ sở dữ liệu còn chỗ');
    } else if (
      !readOnly &&
      limits.ballastBytes > 0 &&
      freeBytes > limits.resumeBytes + limits.ballastBytes &&
      !existsSync(ballast)
    ) {
      writeBallast(ballast, limits.ballastBytes);
    }
  };
  const judge = (): void => {
    try {
      freeBytes = Math.min(...places.map(free));
      if (!readOnly && freeBytes < limits.stopBytes) {
        change(true);
      } else if (readOnly && freeBytes >= limits.resumeBytes) {
        change(false);
      }
    } catch (error) {
      log.error({ err: error }, 'không đọc được dung lượng đĩa');
    }
  };
  const look = (): void => {
    judge();
    try {
      tendBallast();
    } catch (error) {
      log.error({ err: error }, 'không ghi được tệp dự phòng');
    }
  };
  // The ballast is not waited for at start.
  judge();
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    look,
    state,
    stop: () => clearInterval(timer),
    assertWritable: () => {
      if (readOnly) {
        throw new AppError(
          'platform.read_only',
          507,
          'Đĩa máy chủ gần đầy nên tạm thời chỉ xem được, chưa ghi được; nội dung đang nhập vẫn giữ trên máy này. Báo quản trị giải phóng đĩa, hệ thống tự ghi lại bình thường.',
        );
      }
    },
  };
}
