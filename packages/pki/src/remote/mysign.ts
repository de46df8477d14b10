import type { SigningFailure } from '../signer/hash-signer.ts';
import { algorithmsOfOids, RSA_ENCRYPTION, SHA256_OID } from './algorithm-oids.ts';
import { type CheckedRequest, checkRequest, expiryOf } from './begin.ts';
import { type Answer, createCaller, type RemoteCaller } from './caller.ts';
import { failureIn } from './failure-words.ts';
import { identityOf, type ListedKey } from './identity.ts';
import { type JsonObject, listAt, readJson, textAt, textsAt } from './json.ts';
import { createSession, type Session } from './session.ts';
import type { MysignSettings } from './settings.ts';
import { collect, newTicket, type PartAnswer, type RemotePart, readTicket, textToShow } from './ticket.ts';
import type { RemoteIdentity, RemoteOptions, RemoteSigner, Unusable } from './types.ts';

type Options = RemoteOptions<MysignSettings>;

const SHOWN = 200;

interface Service {
  options: Options;
  caller: RemoteCaller;
  session: Session;
}

async function login({ settings, secret, user }: Options, caller: RemoteCaller): Promise<string> {
  const answer = await caller.call({
    url: `${settings.url}/ras/v1/login`,
    contentType: 'application/json',
    body: JSON.stringify({
      client_id: settings.clientId,
      user_id: user,
      client_secret: secret,
      profile_id: settings.profileId,
    }),
    isRepeatable: true,
  });
  const token = textAt(readJson(caller, answer), 'access_token');
  if (answer.status !== 200 || token === undefined || token === '') {
    throw caller.fault(
      'pki.remote_login',
      'đăng nhập bị từ chối. Kiểm tra “clientId”, “profileId”, mật khẩu trong cấu hình và số định danh của người ký.',
    );
  }
  return token;
}

async function post(
  { options, session, caller }: Service,
  path: string,
  { body, isRepeatable }: { body: JsonObject; isRepeatable: boolean },
): Promise<{ answer: Answer; json: JsonObject | unknown[] }> {
  const { settings, secret } = options;
  const answer = await session.call({
    url: `${settings.url}${path}`,
    contentType: 'application/json',
    body: JSON.stringify({ client_id: settings.clientId, client_secret: secret, ...body }),
    isRepeatable,
  });
  return { answer, json: readJson(caller, answer) };
}

/** yyyyMMddHHmmss with +0000 or Z. */
function readDate(text: string | undefined): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|\+0000)?$/.exec(text ?? '');
  if (parts === null) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function unusableOf(entry: unknown, at: Date): Unusable | undefined {
  const status = (textAt(entry, 'cert', 'status') ?? 'valid').toLowerCase();
  if (status === 'revoked') {
    return { code: 'revoked', text: 'Chứng thư đã bị thu hồi.' };
  }
  const end = readDate(textAt(entry, 'cert', 'validTo'));
  if (status === 'expired' || (end !== undefined && end < at)) {
    return { code: 'expired', text: 'Chứng thư đã hết hạn.' };
  }
  if (status !== 'valid') {
    return { code: 'suspended', text: 'Chứng thư đang bị tạm dừng ở dịch vụ.' };
  }
  return (textAt(entry, 'key', 'status') ?? 'enabled').toLowerCase() === 'enabled'
    ? undefined
    : { code: 'key_disabled', text: 'Khóa ký đang bị khóa ở dịch vụ.' };
}

function listedKey(entry: unknown, at: Date): ListedKey {
  const unusable = unusableOf(entry, at);
  const oids = textsAt(entry, 'key', 'algo');
  const one = textAt(entry, 'key', 'algo');
  return {
    reference: textAt(entry, 'credential_id') ?? '',
    certificates: textsAt(entry, 'cert', 'certificates'),
    algorithms: algorithmsOfOids(one === undefined ? oids : [one]).filter((name) => name !== 'RSA-PSS-SHA256'),
    ...(unusable === undefined ? {} : { unusable }),
  };
}

async function list(service: Service): Promise<RemoteIdentity[]> {
  const { options, caller } = service;
  const at = options.now();
  const { answer, json } = await post(service, '/certificates/info', {
    body: {
      user_id: options.user,
      profile_id: options.settings.profileId,
      certificates: 'chain',
      certInfo: true,
      authInfo: true,
    },
    isRepeatable: true,
  });
  if (answer.status !== 200) {
    throw rejected(caller, answer, json);
  }
  const entries = Array.isArray(json) ? json : listAt(json, 'data');
  const context = { kind: 'csc' as const, intermediates: options.settings.intermediates, at };
  return entries.map((entry) => identityOf(listedKey(entry, at), context)).filter((one) => one !== undefined);
}

function rejected(caller: RemoteCaller, { status }: Answer, json: unknown): Error {
  return caller.fault(
    'pki.remote_rejected',
    `không nhận yêu cầu (HTTP ${status}). Kiểm tra tài khoản người ký rồi thử lại.`,
    textAt(json, 'error_description') ?? textAt(json, 'message') ?? textAt(json, 'error'),
  );
}

function failureOf(json: unknown): SigningFailure | undefined {
  return failureIn(...['error', 'error_description', 'message', 'status'].map((field) => textAt(json, field)));
}

async function ask(service: Service, { reference }: RemotePart): Promise<PartAnswer> {
  const { answer, json } = await post(service, '/requests/status', {
    body: { transactionId: reference, user_id: service.options.user },
    isRepeatable: true,
  });
  const status = textAt(json, 'status');
  if (answer.status === 200 && status === '1') {
    return { signatures: textsAt(json, 'signatures') };
  }
  if (answer.status === 200 && status === '0') {
    return 'pending';
  }
  const failed = failureOf(json);
  if (failed === undefined) {
    throw rejected(service.caller, answer, json);
  }
  return { failed };
}

function signBody(
  { options }: Service,
  { identity, hashes, request, verificationCode, algorithm }: CheckedRequest,
): JsonObject {
  const shown = textToShow(verificationCode, request, SHOWN);
  return {
    credentialID: identity.reference,
    numSignatures: hashes.length,
    description: shown,
    documents: hashes.map((_, index) => ({
      document_id: `vb-${index + 1}`,
      document_name:
        index === 0 ? shown : `Mã ${verificationCode}. ${request.consent.docTitles[index] ?? ''}`.slice(0, SHOWN),
    })),
    hash: hashes.map((hash) => hash.toString(options.settings.hashFormat)),
    hashAlgo: SHA256_OID,
    signAlgo: algorithm === 'ECDSA-SHA256' ? '1.2.840.10045.4.3.2' : RSA_ENCRYPTION,
    async: 1,
  };
}

/**
 * Viettel MySign: the person confirms in the application on the phone. One transaction for any number of documents. A request to
 * sign has no number of ours, so it is never sent twice.
 * @throws PkiError from its methods: `pki.remote_…`, `pki.unknown_identity`, `pki.attributes_mismatch`, `pki.algorithm`
 */
export function mysignSigner(options: Options): RemoteSigner {
  const { settings, now } = options;
  const caller = createCaller({ ...options, label: settings.label, timeoutMs: settings.timeoutMs });
  const session = createSession(caller, () => login(options, caller));
  const service: Service = { options, caller, session };
  const identities = (): Promise<RemoteIdentity[]> => list(service);
  return {
    identities,
    async begin(request) {
      const checked = await checkRequest(request, { list: identities, label: settings.label });
      const { answer, json } = await post(service, '/signHash', {
        body: signBody(service, checked),
        isRepeatable: false,
      });
      const reference = textAt(json, 'transactionId') ?? textAt(json, 'transaction_id');
      const failed = answer.status === 200 && reference !== undefined ? undefined : failureOf(json);
      if (reference === undefined && failed === undefined) {
        throw rejected(caller, answer, json);
      }
      return newTicket({
        ...checked,
        service: settings.id,
        parts: [{ reference: reference ?? '', count: checked.hashes.length }],
        expiresAt: expiryOf(options),
        ...(failed === undefined ? {} : { failed }),
      });
    },
    async poll(ticket) {
      const read = readTicket(ticket, settings.id);
      return collect(read, { ask: (part) => ask(service, part), label: settings.label, now });
    },
    // The interface cannot take a transaction back: it is not asked for again and ends by itself.
    async cancel(ticket) {
      readTicket(ticket, settings.id);
    },
  };
}
