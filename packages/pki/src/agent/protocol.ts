/**
 * What the office page and the signing program on the same computer say to each other. Runs in browsers: no import.
 * The agent listens on the loopback address alone, on the first free port of `AGENT_PORTS`.
 */
export const AGENT_HOST = '127.0.0.1';
export const AGENT_PORTS = [18_474, 18_475, 18_476, 18_477, 18_478] as const;
export const AGENT_PROGRAM = 'congvu-signer';
export const AGENT_PROTOCOL = 1;

/** Headers of a signed request. */
export const AGENT_HEADERS = {
  pairing: 'congvu-pairing',
  time: 'congvu-time',
  nonce: 'congvu-nonce',
  signature: 'congvu-signature',
} as const;

/** A request older or younger than this is refused; both ends read the same clock. */
export const AGENT_TIME_WINDOW_MS = 60_000;

/** Signed attributes in DER begin with 0x31; this text cannot. */
export const CHALLENGE_PREFIX = 'congvu-login-challenge-v1\n';

export type AgentAlgorithm = 'RSA-PKCS1-SHA256' | 'RSA-PSS-SHA256' | 'ECDSA-SHA256';

/** Answered to anyone: that the program runs, nothing about tokens. */
export interface AgentHello {
  program: typeof AGENT_PROGRAM;
  protocol: number;
  version: string;
  /** Changes with every start; pairings of an earlier one are gone. */
  instance: string;
  /** ISO. */
  now: string;
}

export type AgentFaultCode =
  | 'no_driver'
  | 'driver_failed'
  | 'device_failed'
  | 'no_token'
  | 'wrong_slot'
  | 'not_initialized'
  | 'pin_low'
  | 'pin_final'
  | 'pin_locked'
  | 'no_certificate'
  | 'certificate_expired'
  | 'certificate_not_yet'
  | 'certificate_soon'
  | 'clock_wrong';

export interface AgentFault {
  code: AgentFaultCode;
  /** Whether signing is impossible until it is mended. */
  isBlocking: boolean;
  /** Vietnamese: what is wrong. */
  title: string;
  /** Vietnamese: what to do, in order. */
  advice: string[];
}

export interface AgentToken {
  label: string;
  serial: string;
  model: string;
  driver: string;
  pin: 'ok' | 'low' | 'final' | 'locked' | 'unset';
  certificates: number;
  /** A software key for demonstration, no device. */
  isDemo: boolean;
}

export interface AgentHealth {
  version: string;
  now: string;
  /** No blocking fault. */
  isReady: boolean;
  /** One Vietnamese sentence. */
  sentence: string;
  faults: AgentFault[];
  drivers: { name: string; path: string; isLoaded: boolean }[];
  tokens: AgentToken[];
}

export interface AgentIdentity {
  /** Hex SHA-256 of the certificate: its name in a relay. */
  certificateSha256: string;
  /** Base64 DER. */
  certificate: string;
  /** Base64 DER, from the issuer upwards, as far as the token has it. */
  chain: string[];
  algorithms: AgentAlgorithm[];
  holder: string;
  organisation: string | null;
  notBefore: string;
  notAfter: string;
  tokenLabel: string;
  tokenSerial: string;
  isDemo: boolean;
}

export interface PairingRequest {
  /** Base64 of the uncompressed P-256 point, 65 bytes. */
  publicKey: string;
}

export interface PairingOffer {
  pairingId: string;
  /** Base64; with the key and the origin it makes the code both sides show. */
  nonce: string;
  /** The agent's own page where the person confirms. */
  pageUrl: string;
  expiresAt: string;
}

export interface PairingState {
  state: 'waiting' | 'paired' | 'refused' | 'expired';
  /** Of the pairing, once there is one. */
  expiresAt: string;
}

/** Structurally the `SigningRelay` of the office's contracts. */
export interface AgentRelay {
  batchId: string;
  certificateSha256: string;
  algorithm: AgentAlgorithm;
  consent: { who: string; reason: string };
  items: readonly {
    documentId: string;
    /** Names one signature where a document needs several; comes back with it. */
    itemId?: string;
    title: string;
    /** Hex SHA-256 of the bytes that were shown: the beginning of what gets signed. */
    digest: string;
    /** Base64 of the signed attributes, DER with tag 0x31. */
    attrs: string;
    /** Absolute, same origin as the page. */
    contentUrl: string;
  }[];
  expiresAt: string;
}

export interface ChallengeRequest {
  certificateSha256: string;
  algorithm: AgentAlgorithm;
  /** From the server, at least 22 characters of base64url. */
  challenge: string;
}

export type ActRequest = { kind: 'sign'; relay: AgentRelay } | { kind: 'challenge'; challenge: ChallengeRequest };

/** Structurally what `RelayedSignatures` of the contracts accepts. */
export type ActFailure = 'refused' | 'expired' | 'pinLocked' | 'revoked';

export interface ActProblem {
  documentId: string;
  itemId?: string;
  code: string;
  /** Vietnamese. */
  message: string;
}

export type ActOutcome =
  | { signatures: { documentId: string; itemId?: string; signature: string }[]; problems: ActProblem[] }
  | { failed: ActFailure; code: string; message: string; problems: ActProblem[] };

export interface ActView {
  actId: string;
  /** The agent's own page where the person looks, types the PIN and confirms. */
  pageUrl: string;
  state: 'checking' | 'waiting' | 'signing' | 'ended';
  progress: { total: number; signed: number; failed: number };
  expiresAt: string;
  /** Set when `ended`. */
  outcome: ActOutcome | null;
}

export interface AgentErrorBody {
  error: { code: string; message: string };
}

/** What a login signs: separated by its prefix from anything a document signature covers, bound to the office's address. */
export function loginChallenge(origin: string, challenge: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${CHALLENGE_PREFIX}${origin}\n${challenge}`);
}
