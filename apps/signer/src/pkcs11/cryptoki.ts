import { CKR } from './constants.ts';

/** Session, object or slot number as the module answers it; a bigint only where it does not fit. */
export type Handle = number | bigint;

/** How a hash is signed on the token. The module never hashes: what it gets was hashed by us. */
export type RawMechanism = 'rsa-pkcs1' | 'rsa-pss-sha256' | 'ecdsa';

export interface SlotInfo {
  description: string;
  hasToken: boolean;
}

export interface TokenInfo {
  label: string;
  manufacturer: string;
  model: string;
  serial: string;
  flags: number;
  /** 0: no limit known. */
  maxSessions: number;
}

export interface ModuleInfo {
  manufacturer: string;
  description: string;
}

/** A number is a CK_ULONG. */
export type AttributeValue = number | boolean | Uint8Array;

/**
 * The few functions of a PKCS#11 module that signing needs. `sign` may be called for several sessions at once, never twice at
 * once for the same one; everything else answers at once. Every failure is a {@link CkError}.
 */
export interface Cryptoki {
  initialize(): void;
  /** Whether several sessions may be used at once (the module locks). Known after `initialize`. */
  canShare(): boolean;
  finalize(): void;
  info(): ModuleInfo;
  slots(): Handle[];
  slotInfo(slot: Handle): SlotInfo;
  tokenInfo(slot: Handle): TokenInfo;
  mechanisms(slot: Handle): number[];
  openSession(slot: Handle): Handle;
  closeSession(session: Handle): void;
  /** Without a PIN the token asks for it itself (PIN pad). */
  login(session: Handle, user: number, pin: Uint8Array | undefined): void;
  logout(session: Handle): void;
  findObjects(session: Handle, template: readonly [type: number, value: AttributeValue][]): Handle[];
  /** undefined: absent or not to be told. */
  readAttributes(session: Handle, object: Handle, types: readonly number[]): (Uint8Array | undefined)[];
  signInit(session: Handle, mechanism: RawMechanism, key: Handle): void;
  /** `isAside`: on a thread of the pool, so that other sessions go on meanwhile. */
  sign(session: Handle, data: Uint8Array, isAside?: boolean): Promise<Uint8Array>;
}

const names = new Map<number, string>(Object.entries(CKR).map(([name, value]) => [value, `CKR_${name}`]));

/** A function of the module answered something else than CKR_OK. */
export class CkError extends Error {
  override name = 'CkError';
  readonly rv: number;
  readonly call: string;

  constructor(call: string, rv: number) {
    super(`${call}: ${names.get(rv) ?? `0x${rv.toString(16)}`}`);
    this.call = call;
    this.rv = rv;
  }
}

export function isCk(error: unknown, ...values: readonly number[]): error is CkError {
  return error instanceof CkError && values.includes(error.rv);
}
