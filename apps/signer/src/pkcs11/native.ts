import koffi from 'koffi';
import { type Calls, loadCalls, ULONG_SIZE } from './calls.ts';
import { CKF, CKG_MGF1_SHA256, CKM, CKR } from './constants.ts';
import {
  type AttributeValue,
  CkError,
  type Cryptoki,
  type Handle,
  isCk,
  type RawMechanism,
  type TokenInfo,
} from './cryptoki.ts';

const decoder = new TextDecoder();

/** Fixed-length field padded with blanks (PKCS#11 §2). */
function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}

function encodeUlong(value: Handle): Buffer {
  const bytes = Buffer.alloc(ULONG_SIZE);
  koffi.encode(bytes, 'ulong', value);
  return bytes;
}

function decodeUlongs(bytes: Buffer, count: number): Handle[] {
  return Array.from({ length: count }, (_, index) => koffi.decode.ulong(bytes.subarray(index * ULONG_SIZE)));
}

/** CK_UNAVAILABLE_INFORMATION and the length of what may not be told are ~0. */
function isUnavailable(length: Handle): boolean {
  return BigInt(length) === (1n << BigInt(ULONG_SIZE * 8)) - 1n;
}

function encodeAttribute([type, value]: readonly [number, AttributeValue]) {
  const bytes =
    typeof value === 'number' ? encodeUlong(value) : typeof value === 'boolean' ? Buffer.from([value ? 1 : 0]) : value;
  return { type, pValue: bytes.length === 0 ? null : bytes, ulValueLen: bytes.length };
}

export function encodeTemplate(template: readonly (readonly [number, AttributeValue])[]) {
  return template.map(encodeAttribute);
}

function encodeMechanism(mechanism: RawMechanism) {
  if (mechanism === 'rsa-pss-sha256') {
    // CK_RSA_PKCS_PSS_PARAMS: hash, mask generation function, salt as long as the hash (RFC 4055 §3.1).
    const parameter = Buffer.concat([CKM.SHA256, CKG_MGF1_SHA256, 32].map(encodeUlong));
    return { mechanism: CKM.RSA_PKCS_PSS, pParameter: parameter, ulParameterLen: parameter.length };
  }
  return { mechanism: mechanism === 'ecdsa' ? CKM.ECDSA : CKM.RSA_PKCS, pParameter: null, ulParameterLen: 0 };
}

/** Asks the number first, then fetches; a slot that appears in between makes the module ask for more room. */
function readList(fetch: (room: Buffer | null, count: [Handle]) => void): Handle[] {
  const count: [Handle] = [0];
  fetch(null, count);
  const places = Number(count[0]) + 8;
  const room = Buffer.alloc(places * ULONG_SIZE);
  count[0] = places;
  fetch(room, count);
  return decodeUlongs(room, Number(count[0]));
}

function readTokenInfo(raw: Record<string, Uint8Array & number>): TokenInfo {
  const field = (name: string): string => readText(raw[name] ?? new Uint8Array());
  const limit: Handle = raw['ulMaxSessionCount'] ?? 0;
  return {
    label: field('label'),
    manufacturer: field('manufacturerID'),
    model: field('model'),
    serial: field('serialNumber'),
    flags: Number(raw['flags']),
    maxSessions: isUnavailable(limit) ? 0 : Number(limit),
  };
}

function readAttributes(
  { call }: Calls,
  session: Handle,
  object: Handle,
  types: readonly number[],
): (Uint8Array | undefined)[] {
  // One by one: one attribute that may not be told would otherwise spoil the answer for all.
  return types.map((type) => {
    const ask = [{ type, pValue: null as Buffer | null, ulValueLen: 0 as Handle }];
    try {
      call('C_GetAttributeValue', session, object, ask, 1);
      const length = ask[0]?.ulValueLen ?? 0;
      if (isUnavailable(length)) {
        return undefined;
      }
      const room = Buffer.alloc(Number(length));
      const fetch = [{ type, pValue: room.length === 0 ? null : room, ulValueLen: room.length }];
      call('C_GetAttributeValue', session, object, fetch, 1);
      return Uint8Array.from(room.subarray(0, Number(fetch[0]?.ulValueLen)));
    } catch (error) {
      if (
        error instanceof CkError &&
        (error.rv === CKR.ATTRIBUTE_SENSITIVE || error.rv === CKR.ATTRIBUTE_TYPE_INVALID)
      ) {
        return undefined;
      }
      throw error;
    }
  });
}

const FIND_AT_ONCE = 64;

function findObjects({ call }: Calls, session: Handle, template: readonly [number, AttributeValue][]): Handle[] {
  const found: Handle[] = [];
  const room = Buffer.alloc(FIND_AT_ONCE * ULONG_SIZE);
  call('C_FindObjectsInit', session, encodeTemplate(template), template.length);
  try {
    for (let isMore = true; isMore; ) {
      const count: [Handle] = [0];
      call('C_FindObjects', session, room, FIND_AT_ONCE, count);
      found.push(...decodeUlongs(room, Number(count[0])));
      isMore = Number(count[0]) === FIND_AT_ONCE;
    }
  } finally {
    call('C_FindObjectsFinal', session);
  }
  return found;
}

/** RSA-8192 fits; a module that wants more says so and keeps the operation open for a second call (PKCS#11 §5.2). */
const SIGNATURE_ROOM = 1024;

async function sign(
  calls: Calls,
  how: { isAside: boolean; room: number },
  session: Handle,
  data: Uint8Array,
): Promise<Uint8Array> {
  const input = Buffer.from(data);
  const attempt = async (size: number): Promise<Uint8Array | number> => {
    const room = Buffer.alloc(size);
    const length: [Handle] = [size];
    const values = [session, input, input.length, room, length] as const;
    try {
      if (how.isAside) {
        await calls.callAside('C_Sign', ...values);
      } else {
        calls.call('C_Sign', ...values);
      }
      return Uint8Array.from(room.subarray(0, Number(length[0])));
    } catch (error) {
      if (isCk(error, CKR.BUFFER_TOO_SMALL) && size === how.room) {
        return Math.max(Number(length[0]), SIGNATURE_ROOM * 16);
      }
      throw error;
    }
  };
  const answer = await attempt(how.room);
  const signature = typeof answer === 'number' ? await attempt(answer) : answer;
  if (typeof signature === 'number') {
    throw new CkError('C_Sign', CKR.BUFFER_TOO_SMALL);
  }
  return signature;
}

/** Locking of the operating system when the module has it, none otherwise: then only one call at a time may be made. */
function initialize({ call }: Calls): boolean {
  const none = { createMutex: null, destroyMutex: null, lockMutex: null, unlockMutex: null, reserved: null };
  try {
    call('C_Initialize', { ...none, flags: CKF.OS_LOCKING_OK });
    return true;
  } catch (error) {
    if (isCk(error, CKR.CRYPTOKI_ALREADY_INITIALIZED)) {
      return true;
    }
    if (!isCk(error, CKR.CANT_LOCK)) {
      throw error;
    }
  }
  call('C_Initialize', null);
  return false;
}

export interface CryptokiOptions {
  by?: 'name' | 'list';
  /** Bytes kept ready for a signature. */
  signatureRoom?: number;
}

/**
 * The module itself. To be loaded in the one process that owns it and nowhere else: login is per process and token, and
 * C_Finalize of one user would end it for all.
 */
export function loadCryptoki(path: string, options: CryptokiOptions = {}): Cryptoki {
  const calls = loadCalls(path, options.by);
  const room = options.signatureRoom ?? SIGNATURE_ROOM;
  const { call } = calls;
  let canShare = false;
  return {
    canShare: () => canShare,
    initialize() {
      canShare = initialize(calls);
    },
    finalize: () => call('C_Finalize', null),
    info() {
      const raw: Record<string, Uint8Array> = {};
      call('C_GetInfo', raw);
      const field = (name: string): string => readText(raw[name] ?? new Uint8Array());
      return { manufacturer: field('manufacturerID'), description: field('libraryDescription') };
    },
    slots: () => readList((room, count) => call('C_GetSlotList', 0, room, count)),
    slotInfo(slot) {
      const raw: Record<string, Uint8Array & number> = {};
      call('C_GetSlotInfo', slot, raw);
      return {
        description: readText(raw['slotDescription'] ?? new Uint8Array()),
        hasToken: (Number(raw['flags']) & CKF.TOKEN_PRESENT) !== 0,
      };
    },
    tokenInfo(slot) {
      const raw: Record<string, Uint8Array & number> = {};
      call('C_GetTokenInfo', slot, raw);
      return readTokenInfo(raw);
    },
    mechanisms: (slot) => readList((room, count) => call('C_GetMechanismList', slot, room, count)).map(Number),
    openSession(slot) {
      const session: [Handle] = [0];
      call('C_OpenSession', slot, CKF.SERIAL_SESSION, null, null, session);
      return session[0];
    },
    closeSession: (session) => call('C_CloseSession', session),
    login: (session, user, pin) => call('C_Login', session, user, pin ?? null, pin?.length ?? 0),
    logout: (session) => call('C_Logout', session),
    findObjects: (session, template) => findObjects(calls, session, template),
    readAttributes: (session, object, types) => readAttributes(calls, session, object, types),
    signInit: (session, mechanism, key) => call('C_SignInit', session, encodeMechanism(mechanism), key),
    sign: (session, data, isAside = false) => sign(calls, { isAside: isAside && canShare, room }, session, data),
  };
}
