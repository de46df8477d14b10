import { PadesError } from '../errors.ts';

/**
 * What reading one file may cost, all its revisions together. Counted, not timed: the same file gets the same answer on any
 * machine. The figures are a multiple of what the largest genuine documents need.
 */
export interface ReadingBudget {
  /** Bytes unpacked from compressed streams. */
  output: number;
  /** About the bytes that values take once they are read: an empty dictionary is five in the file and hundreds here. */
  memory: number;
  /** Lines of cross-references. */
  rows: number;
  /** Operators of page contents. */
  operations: number;
  /** Bytes gone through letter by letter: objects may share them, and pages their contents. */
  scanned: number;
  /** Bytes of streams laid side by side. */
  compared: number;
  /** Bytes hashed. */
  hashed: number;
}

const TEXTS: Record<keyof ReadingBudget, string> = {
  output: 'Dữ liệu nén trong tệp PDF bung ra quá lớn.',
  memory: 'Tệp PDF có quá nhiều đối tượng để đọc.',
  rows: 'Tệp PDF khai báo quá nhiều đối tượng.',
  operations: 'Nội dung trang PDF quá dài để so sánh.',
  scanned: 'Tệp PDF có quá nhiều đối tượng chồng lên nhau.',
  compared: 'Tệp PDF có quá nhiều nội dung phải so sánh giữa các phiên bản.',
  hashed: 'Tệp PDF có quá nhiều phần ký chồng lên nhau để kiểm tra.',
};

const MIB = 1024 * 1024;

export function readingBudget(): ReadingBudget {
  return {
    output: 192 * MIB,
    memory: 128 * MIB,
    rows: 1_000_000,
    operations: 1_000_000,
    scanned: 128 * MIB,
    compared: 4_096 * MIB,
    hashed: 2_048 * MIB,
  };
}

/** @throws PadesError `pades.limit` when nothing is left */
export function spend(budget: ReadingBudget | undefined, what: keyof ReadingBudget, amount: number): void {
  if (budget === undefined) {
    return;
  }
  budget[what] -= amount;
  if (budget[what] < 0) {
    throw new PadesError('pades.limit', TEXTS[what]);
  }
}
