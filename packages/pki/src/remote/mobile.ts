import { randomBytes } from 'node:crypto';
import type { SigningFailure } from '../signer/hash-signer.ts';
import { type CheckedRequest, checkRequest, expiryOf } from './begin.ts';
import { createCaller, type RemoteCaller } from './caller.ts';
import { identityOf } from './identity.ts';
import {
  failureOfStatus,
  type MssAnswer,
  normaliseMsisdn,
  PENDING,
  readAnswer,
  registrationRequest,
  SIGNED,
  STATUS_TEXT,
  signatureRequest,
  statusRequest,
} from './mssp-messages.ts';
import type { MsspSettings } from './settings.ts';
import { collect, newTicket, type PartAnswer, type RemotePart, readTicket, textToShow } from './ticket.ts';
import type { RemoteIdentity, RemoteOptions, RemoteSigner } from './types.ts';
import { readXml } from './xml.ts';

type Options = RemoteOptions<MsspSettings>;

interface Service {
  options: Options;
  caller: RemoteCaller;
  msisdn: string;
}

/** A SIM shows about this many characters of Vietnamese before the person has to scroll. */
const SHOWN = 100;

async function soap(
  { caller }: Service,
  { url, body, isRepeatable, timeoutMs }: { url: string; body: string; isRepeatable: boolean; timeoutMs?: number },
): Promise<MssAnswer> {
  const answer = await caller.call({
    url,
    contentType: 'text/xml; charset=utf-8',
    headers: { soapaction: '""' },
    body,
    isRepeatable,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (answer.status === 401 || answer.status === 403) {
    throw caller.fault(
      'pki.remote_login',
      'từ chối đường kết nối. Kiểm tra chứng thư kết nối (“tls”), “apId” và mật khẩu.',
    );
  }
  const root = readXml(answer.text);
  if (root?.name !== 'Envelope') {
    throw caller.fault(
      answer.status >= 500 ? 'pki.remote_unreachable' : 'pki.remote_answer',
      `trả lời không đúng giao thức (HTTP ${answer.status}). Đợi ít phút rồi thử lại; nếu lặp lại, kiểm tra địa chỉ trong cấu hình.`,
    );
  }
  return readAnswer(root);
}

function rejected({ caller }: Service, { code, message }: MssAnswer): Error {
  if (code === undefined || !/^\d{3}$/.test(code)) {
    return caller.fault('pki.remote_answer', 'trả lời thiếu mã trạng thái; báo đơn vị cung cấp nếu lặp lại.', message);
  }
  const text = STATUS_TEXT[code];
  return caller.fault(
    code === '104' ? 'pki.remote_login' : 'pki.remote_rejected',
    `không ký được, mã ${code}${text === undefined ? '' : ` (${text})`}. Kiểm tra số điện thoại và thuê bao ký số rồi thử lại.`,
    message,
  );
}

/** AP_TransID is an NCName: a letter first. */
function newTransactionId(): string {
  return `CV${randomBytes(10).toString('hex')}`;
}

async function list(service: Service): Promise<RemoteIdentity[]> {
  const { options, msisdn } = service;
  const { settings, secret, now } = options;
  const sender = { settings, secret, transactionId: newTransactionId(), at: now() };
  const answer = await soap(service, {
    url: settings.registrationUrl,
    body: registrationRequest(sender, msisdn),
    isRepeatable: true,
  });
  if (answer.code === '422' || answer.code === '404') {
    return [];
  }
  const isRevoked = answer.code === '501';
  if (answer.certificates.length === 0) {
    throw rejected(service, answer);
  }
  const listed = {
    reference: msisdn,
    certificates: answer.certificates,
    // The SIM signs a DigestInfo after PKCS#1 v1.5; another format is not offered.
    algorithms: ['RSA-PKCS1-SHA256' as const],
    ...(isRevoked ? { unusable: { code: 'revoked' as const, text: 'Chứng thư đã bị thu hồi.' } } : {}),
  };
  const identity = identityOf(listed, { kind: 'sim', intermediates: settings.intermediates, at: now() });
  return identity === undefined ? [] : [identity];
}

/** A number for "pending" or "signed", a word for its end; anything else is an error. */
function partAnswer(service: Service, answer: MssAnswer): PartAnswer {
  const failed = failureOfStatus(answer.code);
  if (failed !== undefined) {
    return { failed };
  }
  if (SIGNED.has(answer.code ?? '') && answer.signature !== undefined) {
    return { signatures: [answer.signature] };
  }
  if (PENDING.has(answer.code ?? '')) {
    return 'pending';
  }
  throw rejected(service, answer);
}

async function send(
  service: Service,
  { hash, toDisplay, transactionId }: { hash: Buffer; toDisplay: string; transactionId: string },
): Promise<RemotePart | { failed: SigningFailure }> {
  const { settings, secret, now } = service.options;
  const answer = await soap(service, {
    url: settings.signatureUrl,
    body: signatureRequest({
      settings,
      secret,
      transactionId,
      at: now(),
      msisdn: service.msisdn,
      hash,
      toDisplay,
      timeoutSeconds: settings.lifetimeSeconds,
    }),
    // Twice would ring the phone twice.
    isRepeatable: false,
    ...(settings.mode === 'synch' ? { timeoutMs: (settings.lifetimeSeconds + 5) * 1_000 } : {}),
  });
  const state = partAnswer(service, answer);
  if (state !== 'pending') {
    return 'failed' in state ? state : { reference: '', count: 1, signatures: state.signatures };
  }
  if (answer.transactionId === undefined || answer.transactionId === '') {
    throw rejected(service, { ...answer, code: undefined });
  }
  return { reference: answer.transactionId, count: 1 };
}

/** One message for each document under one AP_TransID, for which the operator keeps the PIN. */
async function sendAll(
  service: Service,
  { hashes, request, verificationCode }: CheckedRequest,
): Promise<{ parts: RemotePart[]; failed?: SigningFailure }> {
  const transactionId = newTransactionId();
  const parts: RemotePart[] = [];
  for (const [index, hash] of hashes.entries()) {
    const title = request.consent.docTitles[index] ?? '';
    const toDisplay = textToShow(
      verificationCode,
      { ...request, items: request.items.slice(index, index + 1), consent: { ...request.consent, docTitles: [title] } },
      SHOWN,
    );
    const part = await send(service, { hash, toDisplay, transactionId });
    if ('failed' in part) {
      return { parts: [...parts, { reference: '', count: hashes.length - index }], failed: part.failed };
    }
    parts.push(part);
  }
  return { parts };
}

async function ask(service: Service, { reference }: RemotePart): Promise<PartAnswer> {
  const { settings, secret, now } = service.options;
  const sender = { settings, secret, transactionId: newTransactionId(), at: now() };
  const answer = await soap(service, {
    url: settings.statusUrl,
    body: statusRequest(sender, reference),
    isRepeatable: true,
  });
  return partAnswer(service, answer);
}

/**
 * SIM PKI through a Mobile Signature Service Provider (ETSI TS 102 204): the phone shows the code and asks for the PIN of the SIM.
 * @throws PkiError `pki.remote_settings` for a number that is none; from its methods `pki.remote_…`, `pki.unknown_identity`,
 *   `pki.attributes_mismatch`, `pki.algorithm`
 */
export function mobileSigner(options: Options): RemoteSigner {
  const { settings, now } = options;
  const caller = createCaller({ ...options, label: settings.label, timeoutMs: settings.timeoutMs });
  const msisdn = normaliseMsisdn(options.user);
  if (msisdn === undefined) {
    throw caller.fault('pki.remote_settings', 'số điện thoại không đúng; ghi dạng 0912345678 hoặc 84912345678.');
  }
  const service: Service = { options, caller, msisdn };
  const identities = (): Promise<RemoteIdentity[]> => list(service);
  return {
    identities,
    async begin(request) {
      if (request.items.length > settings.batchLimit) {
        throw caller.fault(
          'pki.remote_limit',
          `mỗi lần xác nhận trên SIM ký được tối đa ${settings.batchLimit} văn bản; hãy chọn ít văn bản hơn.`,
        );
      }
      const checked = await checkRequest(request, { list: identities, label: settings.label });
      const sent = await sendAll(service, checked);
      return newTicket({ ...checked, ...sent, service: settings.id, expiresAt: expiryOf(options) });
    },
    async poll(ticket) {
      const read = readTicket(ticket, settings.id);
      return collect(read, { ask: (part) => ask(service, part), label: settings.label, now });
    },
    // TS 102 204 cannot take a transaction back: it is not asked for again and ends by itself.
    async cancel(ticket) {
      readTicket(ticket, settings.id);
    },
  };
}
