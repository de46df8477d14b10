import { createPublicKey, type KeyObject, randomBytes, verify, webcrypto } from 'node:crypto';
import {
  AGENT_TIME_WINDOW_MS,
  fromBase64,
  type PairingOffer,
  type PairingState,
  pairingCode,
  requestText,
  type SignedRequest,
} from '@congvu/pki/agent';
import { SignerError } from '../errors.ts';

export interface Pairing {
  id: string;
  origin: string;
  code: string;
  /** Names the confirmation page; known to the office page alone. */
  pageId: string;
  state: PairingState['state'];
  startedAt: number;
  expiresAt: number;
  key: KeyObject;
  /** Nonces used within the time window, with when they may be forgotten. */
  nonces: Map<string, number>;
}

export interface PairingsOptions {
  hours: number;
  now: () => number;
}

const CONFIRM_MS = 5 * 60_000;
/** A page cannot flood the person with windows to confirm. */
const MAX_WAITING = 3;
const MAX_PAIRINGS = 20;
const MAX_NONCES = 10_000;

/** SubjectPublicKeyInfo of an uncompressed P-256 point up to the point. */
const P256_PREFIX = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');

function readKey(publicKey: string): { point: Uint8Array; key: KeyObject } {
  try {
    const point = fromBase64(publicKey);
    if (point.length !== 65 || point[0] !== 4) {
      throw new Error('length');
    }
    const key = createPublicKey({ key: Buffer.concat([P256_PREFIX, point]), format: 'der', type: 'spki' });
    return { point, key };
  } catch (cause) {
    throw new SignerError('signer.request', 'Khóa ghép của trang không đọc được.', { cause });
  }
}

export interface SignedHeaders {
  pairingId: string;
  time: number;
  nonce: string;
  signature: string;
}

export interface Pairings {
  /** @throws SignerError `signer.request` */
  start(origin: string, publicKey: string, pageUrl: (pageId: string) => string): Promise<PairingOffer>;
  state(id: string, origin: string): PairingState | undefined;
  byPage(pageId: string): Pairing | undefined;
  decide(pairing: Pairing, isConfirmed: boolean): void;
  isPaired(origin: string): boolean;
  /** The pairing whose key signed this very request, seen for the first time; undefined otherwise. */
  check(
    request: Omit<SignedRequest, 'pairingId' | 'time' | 'nonce'>,
    headers: SignedHeaders,
  ): Promise<Pairing | undefined>;
  list(): Pairing[];
  remove(id: string): void;
}

/** False for a nonce seen before. Insertion order is time order, so the old ones come first. */
function takeNonce({ nonces }: Pairing, nonce: string, at: number): boolean {
  for (const [used, until] of nonces) {
    if (until > at) {
      break;
    }
    nonces.delete(used);
  }
  if (nonces.has(nonce) || nonces.size >= MAX_NONCES) {
    return false;
  }
  nonces.set(nonce, at + 2 * AGENT_TIME_WINDOW_MS);
  return true;
}

async function newPairing(origin: string, publicKey: string, at: number) {
  const { point, key } = readKey(publicKey);
  const nonce = randomBytes(16);
  const pairing: Pairing = {
    id: randomBytes(16).toString('base64url'),
    origin,
    code: await pairingCode(webcrypto, { origin, publicKey: point, nonce }),
    pageId: randomBytes(24).toString('base64url'),
    state: 'waiting',
    startedAt: at,
    expiresAt: at + CONFIRM_MS,
    key,
    nonces: new Map(),
  };
  return { pairing, nonce };
}

/** In memory only: a pairing lasts for one login and one run of the program. */
export function createPairings({ hours, now }: PairingsOptions): Pairings {
  const pairings = new Map<string, Pairing>();

  const current = (): Pairing[] => {
    for (const pairing of pairings.values()) {
      if (pairing.expiresAt <= now()) {
        pairing.state = 'expired';
      }
      // Kept a while so that the page learns what became of it.
      if (pairing.state !== 'paired' && pairing.expiresAt + CONFIRM_MS <= now()) {
        pairings.delete(pairing.id);
      }
    }
    return [...pairings.values()];
  };
  const assertRoom = (origin: string): void => {
    const waiting = current().filter(({ state }) => state === 'waiting');
    const isFlooded =
      waiting.length >= MAX_WAITING * 2 || waiting.filter((one) => one.origin === origin).length >= MAX_WAITING;
    if (isFlooded || pairings.size >= MAX_PAIRINGS) {
      throw new SignerError('signer.request', 'Có quá nhiều yêu cầu ghép đang chờ. Xác nhận hoặc từ chối rồi thử lại.');
    }
  };
  return {
    async start(origin, publicKey, pageUrl) {
      assertRoom(origin);
      const { pairing, nonce } = await newPairing(origin, publicKey, now());
      pairings.set(pairing.id, pairing);
      return {
        pairingId: pairing.id,
        nonce: nonce.toString('base64'),
        pageUrl: pageUrl(pairing.pageId),
        expiresAt: new Date(pairing.expiresAt).toISOString(),
      };
    },
    state(id, origin) {
      const pairing = current().find((one) => one.id === id && one.origin === origin);
      return pairing === undefined
        ? undefined
        : { state: pairing.state, expiresAt: new Date(pairing.expiresAt).toISOString() };
    },
    byPage: (pageId) => current().find((one) => one.pageId === pageId),
    decide(pairing, isConfirmed) {
      if (pairing.state === 'waiting' && pairing.expiresAt > now()) {
        pairing.state = isConfirmed ? 'paired' : 'refused';
        pairing.expiresAt = isConfirmed ? now() + hours * 3_600_000 : pairing.expiresAt;
      }
    },
    isPaired: (origin) => current().some((one) => one.state === 'paired' && one.origin === origin),
    async check(request, { pairingId, time, nonce, signature }) {
      const pairing = current().find((one) => one.id === pairingId && one.state === 'paired');
      const isFresh = Math.abs(now() - time) <= AGENT_TIME_WINDOW_MS;
      if (pairing === undefined || pairing.origin !== request.origin || !isFresh || !/^[0-9a-f]{32}$/.test(nonce)) {
        return undefined;
      }
      const text = await requestText(webcrypto, { ...request, pairingId, time, nonce });
      const isSigned = verify(
        'sha256',
        text,
        { key: pairing.key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64'),
      );
      return isSigned && takeNonce(pairing, nonce, now()) ? pairing : undefined;
    },
    list: () => current().filter(({ state }) => state === 'paired'),
    remove: (id) => void pairings.delete(id),
  };
}
