import { PkiError } from '../errors.ts';
import type { VgcaReply } from './types.ts';

const MAX_REPLY = 4 * 1024 * 1024;

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Fields | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isFields(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function textOf(fields: Fields, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

/** 0 and "0" alike; true is the good word of the upload handler. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return value;
  }
  if (typeof value === 'string' && /^-?\d{1,6}$/.test(value.trim())) {
    return Number(value);
  }
  return typeof value === 'boolean' ? (value ? 0 : 1) : null;
}

/** The handler's answer comes back as an address, as JSON in a text, or as an object. */
function fileServerOf(value: unknown): Pick<VgcaReply, 'fileServer' | 'fileServerData'> {
  const data = isFields(value)
    ? value
    : typeof value === 'string' && value.trim().startsWith('{')
      ? parseObject(value)
      : undefined;
  if (data !== undefined) {
    return { fileServer: textOf(data, 'url') ?? textOf(data, 'FileServer'), fileServerData: data };
  }
  return { fileServer: typeof value === 'string' && value !== '' ? value : null, fileServerData: null };
}

function validationOf(value: unknown): number | null {
  return isFields(value) && Object.hasOwn(value, 'Status') ? numberOf(value['Status']) : numberOf(value);
}

function textReply(text: string): VgcaReply {
  return {
    status: 0,
    message: text.trim(),
    fileName: null,
    ...fileServerOf(undefined),
    documentNumber: null,
    documentDate: null,
    customSignatureText: null,
    signature: null,
    validationStatus: null,
  };
}

/**
 * Reads what the service sent back. A reply says nothing about the signature: the server checks the file itself.
 * @throws PkiError `pki.vgca_reply`
 * @example parseVgcaReply('{"Status":"0","FileServer":"https://…"}').status // 0
 */
export function parseVgcaReply(text: unknown, { mayBeText = false }: { mayBeText?: boolean } = {}): VgcaReply {
  const fields = typeof text === 'string' && text.length <= MAX_REPLY ? parseObject(text) : undefined;
  const get = (name: string): unknown =>
    fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  const status =
    numberOf(get('Status')) ?? (mayBeText && fields !== undefined && get('Error') === undefined ? 0 : null);
  if (fields === undefined || status === null) {
    if (mayBeText && fields === undefined && typeof text === 'string' && text.trim() !== '' && text.length <= 10_000) {
      return textReply(text);
    }
    throw new PkiError(
      'pki.vgca_reply',
      'Chương trình ký số trên máy trả lời không đúng giao thức. Cập nhật chương trình rồi ký lại.',
    );
  }
  return {
    status,
    message: textOf(fields, 'Message') ?? textOf(fields, 'Error') ?? '',
    fileName: textOf(fields, 'FileName'),
    ...fileServerOf(get('FileServer')),
    documentNumber: textOf(fields, 'DocumentNumber'),
    documentDate: textOf(fields, 'DocumentDate'),
    customSignatureText: textOf(fields, 'CustomSignatureText'),
    signature: textOf(fields, 'Signature') ?? textOf(fields, 'XML') ?? textOf(fields, 'Msg'),
    validationStatus: validationOf(get('ValidationStatus')),
  };
}
