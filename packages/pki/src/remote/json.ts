import type { Answer, RemoteCaller } from './caller.ts';

/** JSON of a service: nothing in it is believed before it is looked at. */
export type JsonObject = Record<string, unknown>;

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    const object = asObject(current);
    current = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
  }
  return current;
}

/** Text, or a number as text: services write codes both ways. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: unknown, ...path: readonly string[]): string[] {
  return listAt(value, ...path).filter((one) => typeof one === 'string');
}

/** @throws PkiError `pki.remote_answer`, `pki.remote_unreachable` for a fault of the server */
export function readJson(caller: RemoteCaller, { status, text }: Answer): JsonObject | unknown[] {
  if (status >= 500) {
    throw caller.fault(
      'pki.remote_unreachable',
      `máy chủ của dịch vụ đang lỗi (HTTP ${status}). Đợi ít phút rồi thử lại.`,
    );
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) {
      return json as JsonObject | unknown[];
    }
  } catch {
    // Said below: what came is no JSON, whatever the reason.
  }
  throw caller.fault(
    'pki.remote_answer',
    `trả lời không đúng giao thức (HTTP ${status}). Kiểm tra địa chỉ trong cấu hình; báo đơn vị cung cấp nếu lặp lại.`,
  );
}
