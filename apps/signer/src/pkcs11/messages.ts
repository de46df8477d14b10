import type { SigningAlgorithm } from '@congvu/pki';
import type { PlainError } from '../errors.ts';
import type { ModuleInfo } from './cryptoki.ts';

/** Which token; all that are given must fit, and exactly one token must be left. */
export interface TokenChoice {
  serial?: string;
  label?: string;
  slot?: number;
}

export type PinState = 'ok' | 'low' | 'final' | 'locked' | 'unset';

export interface CertificateReport {
  der: Uint8Array;
  /** CKA_ID, hex: what ties it to its key. */
  id: string;
  label: string;
}

export interface TokenReport {
  slot: number;
  label: string;
  serial: string;
  model: string;
  manufacturer: string;
  isInitialized: boolean;
  pin: PinState;
  /** Asks the PIN on a keypad of its own. */
  hasPinPad: boolean;
  isLoggedIn: boolean;
  canPss: boolean;
  certificates: CertificateReport[];
}

export interface ModuleReport {
  library: ModuleInfo;
  slots: { slot: number; description: string; hasToken: boolean }[];
  tokens: TokenReport[];
}

/** The key by its certificate on the token, or by label with a certificate kept elsewhere (HSM). */
export interface KeyChoice {
  /** DER. */
  certificate: Uint8Array;
  label?: string;
}

export interface OwnerItem {
  /** What gets hashed here and signed: signed attributes, or a login challenge with its prefix. Never a bare hash. */
  data: Uint8Array;
}

export type OwnerCommand =
  | { op: 'look' }
  | { op: 'login'; token: TokenChoice; pin: Uint8Array | undefined }
  | {
      op: 'sign';
      token: TokenChoice;
      key: KeyChoice;
      algorithm: SigningAlgorithm;
      items: OwnerItem[];
      sessions: number;
      /** Stay logged in afterwards. */
      keep: boolean;
    }
  | { op: 'forget' }
  | { op: 'close' };

export type OwnerRequest = { id: number; command: OwnerCommand } | { cancel: number };

/** One result an item, in whatever order they come. */
export type ItemResult = { index: number; signature: Uint8Array } | { index: number; error: PlainError };

export type OwnerReply =
  | { id: number; item: ItemResult }
  | { id: number; done: ModuleReport | undefined }
  | { id: number; failed: PlainError };
