/** The language of what people read; `--json` always has both. */
export type Language = 'vi' | 'en';

const VIETNAMESE = {
  refused: 'LỖI',
  status: 'trạng thái',
  statusOf: 'của',
  document: 'văn bản',
  from: 'từ',
  unknown: '(không rõ)',
  file: 'tệp',
  warning: 'chú ý',
  passed: 'đạt',
  failed: 'không đạt',
  missing: 'thiếu',
  error: 'lỗi',
  advice: 'khuyến nghị',
} as const;

const ENGLISH: Record<keyof typeof VIETNAMESE, string> = {
  refused: 'ERROR',
  status: 'status',
  statusOf: 'of',
  document: 'document',
  from: 'from',
  unknown: '(not known)',
  file: 'file',
  warning: 'note',
  passed: 'passed',
  failed: 'failed',
  missing: 'missing',
  error: 'error',
  advice: 'advice',
};

export const WORDS: Record<Language, Record<keyof typeof VIETNAMESE, string>> = { vi: VIETNAMESE, en: ENGLISH };
