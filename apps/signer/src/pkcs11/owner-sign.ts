import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { isSignedBy, normaliseSignature, type SigningAlgorithm } from '@congvu/pki';
import { type PlainError, plainError, SignerError } from '../errors.ts';
import { readSignable } from '../signable.ts';
import { CKA, CKO, CKR, CKU } from './constants.ts';
import { CkError, type Cryptoki, type Handle, isCk, type RawMechanism } from './cryptoki.ts';
import type { HeldToken } from './held-tokens.ts';
import type { ItemResult, KeyChoice, OwnerCommand } from './messages.ts';
import { isPresent } from './owner-slots.ts';

type SignCommand = Extract<OwnerCommand, { op: 'sign' }>;

interface SigningWork {
  cryptoki: Cryptoki;
  token: HeldToken;
  command: SignCommand;
  onItem: (item: ItemResult) => void;
  signal: AbortSignal;
}

interface Key {
  handle: Handle;
  publicKey: KeyObject;
  asksEachTime: boolean;
}

const MECHANISMS: Record<SigningAlgorithm, RawMechanism> = {
  'RSA-PKCS1-SHA256': 'rsa-pkcs1',
  'RSA-PSS-SHA256': 'rsa-pss-sha256',
  'ECDSA-SHA256': 'ecdsa',
};

/** DigestInfo of SHA-256 up to the hash (RFC 8017 §9.2 note 1). */
const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function hashFor(algorithm: SigningAlgorithm, data: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(data).digest();
  return algorithm === 'RSA-PKCS1-SHA256' ? Buffer.concat([DIGEST_INFO, hash]) : hash;
}

function certificateId(cryptoki: Cryptoki, session: Handle, der: Uint8Array): Uint8Array | undefined {
  const [object] = cryptoki.findObjects(session, [
    [CKA.CLASS, CKO.CERTIFICATE],
    [CKA.VALUE, der],
  ]);
  const [id] = object === undefined ? [] : cryptoki.readAttributes(session, object, [CKA.ID]);
  return id === undefined || id.length === 0 ? undefined : id;
}

/** By the CKA_ID shared with the certificate; an HSM may hold the key alone, then by its label. */
function findKey(cryptoki: Cryptoki, { session }: HeldToken, { certificate, label }: KeyChoice): Key {
  const id = certificateId(cryptoki, session, certificate);
  const byId: [number, Uint8Array][] = id === undefined ? [] : [[CKA.ID, id]];
  const byLabel: [number, Uint8Array][] = label === undefined ? [] : [[CKA.LABEL, Buffer.from(label)]];
  const found =
    byId.length + byLabel.length === 0
      ? []
      : cryptoki.findObjects(session, [[CKA.CLASS, CKO.PRIVATE_KEY], [CKA.TOKEN, true], ...byId, ...byLabel]);
  const [handle] = found;
  if (handle === undefined || found.length > 1) {
    throw new SignerError(
      'signer.no_key',
      handle === undefined
        ? 'Thiết bị không có khóa của chứng thư này. Chọn chứng thư khác hoặc cắm đúng thiết bị.'
        : 'Thiết bị có nhiều khóa cùng mã với chứng thư này nên không biết dùng khóa nào. Liên hệ đơn vị cấp thiết bị.',
    );
  }
  const [always] = cryptoki.readAttributes(session, handle, [CKA.ALWAYS_AUTHENTICATE]);
  return { handle, publicKey: new X509Certificate(certificate).publicKey, asksEachTime: always?.[0] === 1 };
}

/** As many as wanted and the module allows; the first is the one that holds the login. */
function openMore({ cryptoki, token, command }: SigningWork): Handle[] {
  const wanted = cryptoki.canShare() ? Math.min(command.sessions, command.items.length) : 1;
  const sessions: Handle[] = [];
  while (sessions.length + 1 < wanted) {
    try {
      sessions.push(cryptoki.openSession(token.slot));
    } catch (error) {
      if (isCk(error, CKR.SESSION_COUNT, CKR.HOST_MEMORY, CKR.DEVICE_MEMORY)) {
        break;
      }
      throw error;
    }
  }
  return sessions;
}

/** Codes that always mean the token is gone. */
const GONE = [CKR.DEVICE_REMOVED, CKR.TOKEN_NOT_PRESENT, CKR.TOKEN_NOT_RECOGNIZED] as const;
/** Codes of the key or the request: the next item may well succeed. */
const OF_THE_ITEM = [
  CKR.MECHANISM_INVALID,
  CKR.MECHANISM_PARAM_INVALID,
  CKR.KEY_TYPE_INCONSISTENT,
  CKR.KEY_FUNCTION_NOT_PERMITTED,
] as const;

function removed(cause: unknown): SignerError {
  return new SignerError(
    'signer.token_removed',
    'Thiết bị ký số đã bị rút ra giữa chừng. Văn bản ký rồi được giữ; cắm lại thiết bị và ký tiếp phần còn lại.',
    { cause },
  );
}

function explain({ cryptoki, token, command }: SigningWork, error: unknown): SignerError {
  if (error instanceof SignerError) {
    return error;
  }
  if (isCk(error, ...GONE) || !isPresent(cryptoki, token.slot, token.serial)) {
    return removed(error);
  }
  if (isCk(error, ...OF_THE_ITEM)) {
    return new SignerError(
      'signer.algorithm',
      `Khóa trên thiết bị không ký được bằng ${command.algorithm}. Chọn thuật toán khác.`,
      { cause: error },
    );
  }
  if (isCk(error, CKR.PIN_INCORRECT, CKR.PIN_LOCKED)) {
    return new SignerError('signer.pin_locked', 'Thiết bị không nhận mã PIN cho lần ký này; đã dừng để không bị khóa.');
  }
  const detail = error instanceof CkError ? error.message : 'không rõ nguyên nhân';
  return new SignerError(
    'signer.device',
    `Thiết bị ký số báo lỗi (${detail}). Rút ra cắm lại rồi ký tiếp phần còn lại.`,
    { cause: error },
  );
}

/** One operation of one session: C_SignInit, the PIN again where the key wants it, C_Sign. */
async function signOne(work: SigningWork, key: Key, session: Handle, data: Uint8Array, isAside: boolean) {
  const { cryptoki, token, command } = work;
  readSignable(data);
  const input = hashFor(command.algorithm, data);
  cryptoki.signInit(session, MECHANISMS[command.algorithm], key.handle);
  if (key.asksEachTime) {
    cryptoki.login(session, CKU.CONTEXT_SPECIFIC, token.pin);
  }
  const raw = await cryptoki.sign(session, input, isAside);
  const signature = normaliseSignature(command.algorithm, key.publicKey, raw);
  if (!isSignedBy(command.algorithm, key.publicKey, data, signature)) {
    throw new SignerError('signer.no_key', 'Khóa trên thiết bị không phải của chứng thư này; chữ ký không được dùng.');
  }
  return signature;
}

/** An item refused before the token was asked leaves the session clean. */
function isOnlyThisItem({ code }: PlainError): boolean {
  return code === 'signer.bare_hash';
}

const CANCELLED: PlainError = { code: 'signer.cancelled', message: 'Đã dừng theo yêu cầu; văn bản này chưa được ký.' };

/**
 * Signs all items; each answers by itself. The first failure of the device ends the rest with the same answer: a token that
 * is gone or out of order does not come back within a batch. What was signed stays signed.
 * @returns whether the sessions may be used again
 */
export async function signItems(work: SigningWork): Promise<boolean> {
  const { cryptoki, token, command, onItem, signal } = work;
  const key = findKey(cryptoki, token, command.key);
  const extra = openMore(work);
  let next = 0;
  let stop: PlainError | undefined;

  const signItem = async (session: Handle, index: number): Promise<ItemResult> => {
    try {
      const data = command.items[index]?.data ?? new Uint8Array();
      return { index, signature: await signOne(work, key, session, data, extra.length > 0) };
    } catch (error) {
      const failure = plainError(explain(work, error));
      stop ??= isOnlyThisItem(failure) ? undefined : failure;
      return { index, error: failure };
    }
  };
  const drive = async (session: Handle): Promise<void> => {
    while (next < command.items.length) {
      const index = next;
      next += 1;
      stop ??= signal.aborted ? CANCELLED : undefined;
      onItem(stop === undefined ? await signItem(session, index) : { index, error: stop });
      await breathe();
    }
  };
  try {
    // All of them end before anything is closed: C_CloseSession during C_Sign crashes modules.
    await Promise.all([token.session, ...extra].map(drive));
  } finally {
    for (const session of extra) {
      try {
        cryptoki.closeSession(session);
      } catch {}
    }
  }
  return stop === undefined || stop === CANCELLED;
}
