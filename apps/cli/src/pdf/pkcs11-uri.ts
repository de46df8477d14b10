import { fileURLToPath } from 'node:url';
import { UsageError } from '../command-line.ts';

/** A key on a device, as RFC 7512 writes it. */
export interface Pkcs11Uri {
  module: string;
  token: { serial?: string; label?: string; slot?: number };
  /** CKA_LABEL of the key. */
  object?: string;
  /** File that holds the PIN. */
  pinFile?: string;
}

const PATH = new Set(['token', 'serial', 'object', 'slot-id', 'type', 'manufacturer', 'model', 'id']);
const QUERY = new Set(['module-path', 'pin-source']);

function fail(text: string): never {
  throw new UsageError(`--key pkcs11: ${text}`);
}

function readAttributes(text: string, separator: string, known: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of text.split(separator).filter((word) => word !== '')) {
    const [key = '', ...value] = part.split('=');
    if (!known.has(key) || value.length === 0) {
      fail(`không hiểu "${key}"; dùng token, serial, object, slot-id, và sau dấu ? module-path, pin-source.`);
    }
    if (found.has(key)) {
      fail(`"${key}" ghi hai lần.`);
    }
    found.set(key, decode(value.join('=')));
  }
  return found;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return fail(`"${value}" có dấu % sai.`);
  }
}

function pinFileOf(source: string): string {
  // RFC 7512 §2.3: a file; a command behind a bar is not run here.
  if (source.startsWith('|')) {
    fail('pin-source không được là một lệnh.');
  }
  return source.startsWith('file:') ? fileURLToPath(source.replace(/^file:(?!\/\/)/, 'file://')) : source;
}

function readSlot(text: string): number {
  const slot = Number(text);
  return Number.isSafeInteger(slot) && slot >= 0 ? slot : fail(`slot-id "${text}" phải là số.`);
}

/**
 * `pkcs11:token=Nhan;object=Khoa?module-path=/usr/lib/…/libx.so&pin-source=file:/…`; a PIN in the address itself is refused.
 * @throws UsageError
 */
export function readPkcs11Uri(text: string): Pkcs11Uri {
  const [path = '', query = ''] = text.slice('pkcs11:'.length).split('?', 2);
  if (/(?:^|&)pin-value=/.test(query)) {
    fail('không ghi mã PIN trên dòng lệnh (pin-value); dùng pin-source, --pin-env hoặc --pin-file.');
  }
  const attributes = readAttributes(path, ';', PATH);
  const more = readAttributes(query, '&', QUERY);
  const module = more.get('module-path') ?? fail('thiếu module-path=… (tệp điều khiển của thiết bị).');
  const [serial, label, slot] = ['serial', 'token', 'slot-id'].map((key) => attributes.get(key));
  const [object, pinSource] = [attributes.get('object'), more.get('pin-source')];
  return {
    module: module.startsWith('file:') ? fileURLToPath(module) : module,
    token: {
      ...(serial === undefined ? {} : { serial }),
      ...(label === undefined ? {} : { label }),
      ...(slot === undefined ? {} : { slot: readSlot(slot) }),
    },
    ...(object === undefined ? {} : { object }),
    ...(pinSource === undefined ? {} : { pinFile: pinFileOf(pinSource) }),
  };
}
