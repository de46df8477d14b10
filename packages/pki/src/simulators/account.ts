import type { KeyObject } from 'node:crypto';

/** A user of a simulated service with one key. */
export interface SimulatedAccount {
  /** What the service knows the person by: user id, citizen number, or phone number as 84… */
  user: string;
  /** DER. */
  certificate: Uint8Array;
  privateKey: KeyObject;
  /** From the issuer upwards, DER. */
  chain: readonly Uint8Array[];
  /** `valid` unless told. */
  status?: 'valid' | 'expired' | 'suspended' | 'revoked';
  isKeyDisabled?: boolean;
  /** Signatures under one authorisation (CSC); 100 unless told. */
  multisign?: number;
  /** What the person would type where a code is wanted. */
  password?: string;
  otp?: string;
}

export type SimulatorKind = 'csc2' | 'smartca' | 'mysign' | 'mssp';

/** Hex, upper case; taken from the DER by hand: the number after version, both inside the first sequence. */
export function serialOf(certificate: Uint8Array): string {
  const skip = (at: number): number => {
    const first = certificate[at + 1] ?? 0;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  };
  const inside = skip(skip(0));
  const number = certificate[inside] === 0xa0 ? skip(inside) + (certificate[inside + 1] ?? 0) : inside;
  const start = skip(number);
  const end = start + (certificate[number + 1] ?? 0);
  return Buffer.from(certificate.subarray(start, end))
    .toString('hex')
    .toUpperCase()
    .replace(/^00(?=.)/, '');
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
