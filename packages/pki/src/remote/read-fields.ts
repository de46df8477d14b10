import { PkiError } from '../errors.ts';

/** Reads the fields of one configuration; every refusal names the field and never repeats a value. */
export interface FieldReader {
  text(field: string, options?: { pattern?: RegExp; hint?: string; max?: number }): string;
  optionalText(field: string, fallback: string): string;
  oneOf<const T extends string>(field: string, allowed: readonly T[], fallback: T): T;
  whole(field: string, range: { min: number; max: number; fallback: number }): number;
  url(field: string, fallback?: string): string;
  list(field: string): string[];
  object(field: string): FieldReader | undefined;
  /** Keys read so far are the ones allowed. */
  finish(): void;
  has(field: string): boolean;
}

function settingsError(text: string): PkiError {
  return new PkiError('pki.remote_settings', `Cấu hình dịch vụ ký số từ xa: ${text}`);
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function checkUrl(name: string, value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    throw settingsError(`trường “${name}” phải là địa chỉ đầy đủ, ví dụ https://may-chu.vn/duong-dan.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw settingsError(`trường “${name}” không được chứa tài khoản, tham số hay dấu #.`);
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname))) {
    throw settingsError(`trường “${name}” phải dùng https (http chỉ được dùng tới chính máy này để chạy thử).`);
  }
  return value.replace(/\/+$/, '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws PkiError `pki.remote_settings` */
export function readFields(json: unknown, prefix = ''): FieldReader {
  if (!isRecord(json)) {
    const what = prefix === '' ? 'nội dung' : `trường “${prefix.slice(0, -1)}”`;
    throw settingsError(`${what} phải là một đối tượng JSON.`);
  }
  const seen = new Set<string>();
  const value = (field: string): unknown => {
    seen.add(field);
    return Object.hasOwn(json, field) ? json[field] : undefined;
  };
  const name = (field: string): string => `${prefix}${field}`;
  const reader: FieldReader = {
    has: (field) => value(field) !== undefined,
    text(field, { pattern, hint = '', max = 200 } = {}) {
      const found = value(field);
      if (found === undefined) {
        throw settingsError(`thiếu trường “${name(field)}”.`);
      }
      const isFit = typeof found === 'string' && found.trim() !== '' && found.length <= max;
      if (!isFit || (pattern !== undefined && !pattern.test(found))) {
        throw settingsError(`trường “${name(field)}” phải là chữ, không rỗng, tối đa ${max} ký tự${hint}.`);
      }
      return found.normalize('NFC');
    },
    optionalText: (field, fallback) => (value(field) === undefined ? fallback : reader.text(field)),
    oneOf(field, allowed, fallback) {
      const found = value(field) ?? fallback;
      const match = allowed.find((one) => one === found);
      if (match === undefined) {
        throw settingsError(`trường “${name(field)}” phải là một trong: ${allowed.join(', ')}.`);
      }
      return match;
    },
    whole(field, { min, max, fallback }) {
      const found = value(field) ?? fallback;
      if (typeof found !== 'number' || !Number.isInteger(found) || found < min || found > max) {
        throw settingsError(`trường “${name(field)}” phải là số nguyên từ ${min} đến ${max}.`);
      }
      return found;
    },
    url: (field, fallback) =>
      value(field) === undefined && fallback !== undefined
        ? fallback
        : checkUrl(name(field), reader.text(field, { max: 300 })),
    list(field) {
      const found = value(field) ?? [];
      if (!Array.isArray(found) || found.length > 10 || !found.every((one) => typeof one === 'string')) {
        throw settingsError(`trường “${name(field)}” phải là danh sách chữ, tối đa 10 mục.`);
      }
      return found;
    },
    object: (field) => (value(field) === undefined ? undefined : readFields(value(field), `${name(field)}.`)),
    finish() {
      const strange = Object.keys(json).find((field) => !seen.has(field));
      if (strange !== undefined) {
        throw settingsError(`không có trường “${name(strange.slice(0, 40))}”; kiểm tra lại chính tả.`);
      }
    },
  };
  return reader;
}
