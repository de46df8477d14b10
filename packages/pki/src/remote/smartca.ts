import { randomUUID } from 'node:crypto';
import type { SigningFailure } from '../signer/hash-signer.ts';
import { askPerson, type CheckedRequest, checkRequest, expiryOf } from './begin.ts';
import { createCaller, type RemoteCaller } from './caller.ts';
import { failureIn } from './failure-words.ts';
import { identityOf, type ListedKey } from './identity.ts';
import { asObject, at, type JsonObject, listAt, readJson, textAt, textsAt } from './json.ts';
import type { SmartcaSettings } from './settings.ts';
import { collect, newTicket, type PartAnswer, type RemotePart, readTicket, textToShow } from './ticket.ts';
import type { RemoteIdentity, RemoteOptions, RemoteSigner, Unusable } from './types.ts';

/** Room for the text on the phone; the interface names no limit. */
const SHOWN = 200;
/** A SAD of the second API lives about 299 s. */
const SAD_SECONDS = 299;

type Options = RemoteOptions<SmartcaSettings>;

/** 200 is good; an older caller of the same service took 0. */
function isGood(json: unknown): boolean {
  return ['200', '0'].includes(textAt(json, 'status_code') ?? '');
}

async function post(
  { settings, secret }: Options,
  caller: RemoteCaller,
  path: string,
  body: JsonObject,
): Promise<JsonObject> {
  const answer = await caller.call({
    url: `${settings.url}${path}`,
    contentType: 'application/json',
    body: JSON.stringify({ sp_id: settings.spId, sp_password: secret, ...body }),
    // The first API carries our own transaction_id: the same one twice is the same transaction. A typed code counts once.
    isRepeatable: path.startsWith('/v1/'),
  });
  if (answer.status === 401 || answer.status === 403) {
    throw caller.fault(
      'pki.remote_login',
      'tài khoản tích hợp bị từ chối. Kiểm tra “spId” và mật khẩu trong cấu hình.',
    );
  }
  const json = readJson(caller, answer);
  if (Array.isArray(json)) {
    throw caller.fault('pki.remote_answer', 'trả lời không đúng giao thức; báo đơn vị cung cấp nếu lặp lại.');
  }
  return json;
}

function rejected(caller: RemoteCaller, json: JsonObject): Error {
  const code = textAt(json, 'status_code');
  if (code === '401' || code === '403') {
    return caller.fault(
      'pki.remote_login',
      'tài khoản tích hợp bị từ chối. Kiểm tra “spId” và mật khẩu trong cấu hình.',
      textAt(json, 'message'),
    );
  }
  return caller.fault(
    code === undefined ? 'pki.remote_answer' : 'pki.remote_rejected',
    `không nhận yêu cầu${/^\d{1,6}$/.test(code ?? '') ? ` (mã ${code})` : ''}. Kiểm tra tài khoản người ký rồi thử lại.`,
    textAt(json, 'message'),
  );
}

function unusableOf(entry: unknown): Unusable | undefined {
  const code = (textAt(entry, 'cert_status_code') ?? 'VALID').toUpperCase();
  if (code === 'VALID') {
    return undefined;
  }
  if (code.includes('REVOKE')) {
    return { code: 'revoked', text: 'Chứng thư đã bị thu hồi.' };
  }
  return code.includes('EXPIRE')
    ? { code: 'expired', text: 'Chứng thư đã hết hạn ở dịch vụ.' }
    : { code: 'suspended', text: 'Chứng thư đang bị tạm dừng hoặc chưa kích hoạt ở dịch vụ.' };
}

function listedKey(entry: unknown): ListedKey {
  const unusable = unusableOf(entry);
  const chain = asObject(at(entry, 'chain_data')) ?? {};
  return {
    reference: textAt(entry, 'serial_number') ?? '',
    certificates: [
      textAt(entry, 'cert_data') ?? '',
      ...textsAt(Object.values(chain).length === 0 ? {} : { all: Object.values(chain) }, 'all'),
    ],
    ...(unusable === undefined ? {} : { unusable }),
  };
}

async function list(options: Options, caller: RemoteCaller): Promise<RemoteIdentity[]> {
  const { settings, user, now } = options;
  const json = await post(options, caller, '/v1/credentials/get_certificate', {
    user_id: user,
    serial_number: '',
    transaction_id: randomUUID(),
  });
  if (!isGood(json)) {
    throw rejected(caller, json);
  }
  const context = { kind: 'csc' as const, intermediates: settings.intermediates, at: now() };
  return listAt(json, 'data', 'user_certificates')
    .map((entry) => identityOf(listedKey(entry), context))
    .filter((one) => one !== undefined);
}

/** By document, not by place: the service may answer in any order. */
function inOrder(caller: RemoteCaller, json: unknown, count: number): string[] {
  const byDocument = new Map<string, string>();
  for (const one of listAt(json, 'data', 'signatures')) {
    byDocument.set(textAt(one, 'doc_id') ?? '', textAt(one, 'signature_value') ?? '');
  }
  const found = Array.from({ length: count }, (_, index) => byDocument.get(`vb-${index + 1}`) ?? '');
  if (found.some((one) => one === '')) {
    throw caller.fault(
      'pki.remote_answer',
      'báo đã ký nhưng thiếu chữ ký; hãy ký lại, và báo đơn vị cung cấp nếu lặp lại.',
    );
  }
  return found;
}

async function ask(options: Options, caller: RemoteCaller, { reference, count }: RemotePart): Promise<PartAnswer> {
  const path = `/v1/signatures/sign/${encodeURIComponent(reference)}/status`;
  const json = await post(options, caller, path, { user_id: options.user, transaction_id: reference });
  const word = (textAt(json, 'message') ?? '').toUpperCase();
  if (isGood(json) && word === 'SUCCESS') {
    return { signatures: inOrder(caller, json, count) };
  }
  const failed = failureIn(textAt(json, 'message'), textAt(json, 'data', 'status'));
  if (failed !== undefined) {
    return { failed };
  }
  if (!isGood(json)) {
    throw rejected(caller, json);
  }
  return 'pending';
}

function signBody(
  { user }: Options,
  { request, identity, hashes, verificationCode }: CheckedRequest,
  id: string,
): JsonObject {
  return {
    user_id: user,
    transaction_id: id,
    transaction_desc: textToShow(verificationCode, request, SHOWN),
    serial_number: identity.reference,
    time_stamp: '',
    sign_files: hashes.map((hash, index) => ({
      data_to_be_signed: hash.toString('hex'),
      doc_id: `vb-${index + 1}`,
      file_type: 'pdf',
      sign_type: 'hash',
    })),
  };
}

/** `mật khẩu 123456`: the code is the six digits at the end. */
function readTyped(caller: RemoteCaller, typed: string): { password: string; otp: string } {
  const parts = /^(.+?)\s+(\d{6})$/.exec(typed.trim());
  if (parts === null) {
    throw caller.fault('pki.remote_otp', 'nhập mật khẩu rồi mã sáu số trên ứng dụng, cách nhau một dấu cách.');
  }
  const [, password = '', otp = ''] = parts;
  caller.hide(password);
  caller.hide(otp);
  return { password, otp };
}

/** The person types password and one-time code here; the service answers a SAD that confirms the transaction. */
async function confirmByCode(
  options: Options,
  caller: RemoteCaller,
  checked: CheckedRequest,
  id: string,
): Promise<{ part: RemotePart } | { failed: SigningFailure }> {
  const { password, otp } = readTyped(caller, await askPerson(options, caller, 'password_otp'));
  const first = await post(options, caller, '/v2/signatures/sign', {
    ...signBody(options, checked, id),
    password,
    otp,
  });
  const sad = textAt(first, 'data', 'sad');
  if (!isGood(first) || sad === undefined) {
    const failed = failureIn(textAt(first, 'message'));
    if (failed !== undefined) {
      return { failed };
    }
    throw caller.fault(
      'pki.remote_otp',
      'mật khẩu hoặc mã dùng một lần không đúng. Lấy mã mới trên ứng dụng rồi ký lại.',
    );
  }
  caller.hide(sad);
  const reference = textAt(first, 'data', 'transaction_id') ?? id;
  const second = await post(options, caller, '/v2/signatures/confirm', {
    user_id: options.user,
    password,
    transaction_id: reference,
    sad,
  });
  if (!isGood(second)) {
    const failed = failureIn(textAt(second, 'message'));
    if (failed !== undefined) {
      return { failed };
    }
    throw rejected(caller, second);
  }
  const count = checked.hashes.length;
  const isHere = listAt(second, 'data', 'signatures').length > 0;
  return { part: { reference, count, ...(isHere ? { signatures: inOrder(caller, second, count) } : {}) } };
}

/**
 * VNPT SmartCA through the interface for service providers: the person confirms on the phone (`push`), or types password and
 * one-time code here (`totp`). One transaction for any number of documents.
 * @throws PkiError from its methods: `pki.remote_…`, `pki.unknown_identity`, `pki.attributes_mismatch`, `pki.algorithm`
 */
export function smartcaSigner(options: Options): RemoteSigner {
  const { settings, now } = options;
  const caller = createCaller({ ...options, label: settings.label, timeoutMs: settings.timeoutMs });
  const identities = (): Promise<RemoteIdentity[]> => list(options, caller);
  return {
    identities,
    async begin(request) {
      const checked = await checkRequest(request, { list: identities, label: settings.label });
      const { verificationCode, hashes } = checked;
      const id = randomUUID();
      const base = { ...checked, id, service: settings.id, verificationCode, expiresAt: expiryOf(options) };
      if (settings.consent === 'totp') {
        const done = await confirmByCode(options, caller, checked, id);
        const rest =
          'failed' in done ? { parts: [{ reference: id, count: hashes.length }], ...done } : { parts: [done.part] };
        return newTicket({ ...base, ...rest, expiresAt: expiryOf(options, SAD_SECONDS) });
      }
      const json = await post(options, caller, '/v1/signatures/sign', signBody(options, checked, id));
      const failed = isGood(json) ? undefined : failureIn(textAt(json, 'message'));
      if (!isGood(json) && failed === undefined) {
        throw rejected(caller, json);
      }
      const reference = textAt(json, 'data', 'transaction_id') ?? id;
      const parts = [{ reference, count: hashes.length }];
      return newTicket({ ...base, parts, ...(failed === undefined ? {} : { failed }) });
    },
    async poll(ticket) {
      const read = readTicket(ticket, settings.id);
      return collect(read, { ask: (part) => ask(options, caller, part), label: settings.label, now });
    },
    // The interface cannot take a transaction back: it is not asked for again and ends by itself.
    async cancel(ticket) {
      readTicket(ticket, settings.id);
    },
  };
}
