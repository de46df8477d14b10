import { PeerSettings } from '@congvu/contracts';
import type { Services } from '../../../../platform/context.ts';
import { AppError } from '../../../../platform/errors.ts';
import type { RawRequest } from '../../../../platform/http/route.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import { installationIdentity } from '../installation-identity.ts';
import { type ActivePeer, findActivePeer } from '../peer.store.ts';
import { publicKeyOf } from '../wire/keys.ts';
import {
  type ClaimedSignature,
  isSignedBy,
  matchesDigest,
  readSignature,
  type SignedMessage,
} from '../wire/message-signature.ts';
import { LABEL, RECEIVER_HEADER, REQUEST_COMPONENTS, TAG } from '../wire/protocol.ts';
import { isFirstUse } from './nonces.ts';

export interface KnownPeer extends Omit<ActivePeer, 'settings'> {
  settings: PeerSettings;
}

/** Strangers, forgers and replays get the very same answer: it tells none of them what was wrong. */
export function unauthorised(): AppError {
  return new AppError('exchange.unauthorised', 401, 'Yêu cầu không được chấp nhận.');
}

const NONCE = /^[\w-]{16,64}$/;
const REFUSAL_EVERY_MS = 60_000;

/** The request as its signature sees it. Only authority, path and query of the address are signed, so that the scheme is free. */
export function signedMessageOf(raw: RawRequest): SignedMessage {
  return { method: raw.method, url: `http://${raw.headers['host'] ?? ''}${raw.url}`, headers: raw.headers };
}

/** Told to our administrators only: the peer holds the right key, so that the reason is its own trouble or somebody's replay. */
async function noteRefusal(services: Services, peerId: string, code: string): Promise<void> {
  const now = services.clock.now();
  await rawQuery(
    services.db,
    `update carriers_peer set refused_code = $2, refused_at = $3
     where id = $1 and (refused_code <> $2 or refused_at is null or refused_at < $4)`,
    [peerId, code, now, new Date(now.getTime() - REFUSAL_EVERY_MS)],
  );
}

async function findSigner(
  services: Services,
  raw: RawRequest,
): Promise<{ peer: KnownPeer; claimed: ClaimedSignature }> {
  const claimed = readSignature(raw.headers, LABEL);
  const found = await findActivePeer(services.db, claimed.parameters.keyId);
  const { keyId } = await installationIdentity(services);
  const isMeant =
    found !== undefined &&
    claimed.parameters.tag === TAG &&
    raw.headers[RECEIVER_HEADER] === keyId &&
    isSignedBy(signedMessageOf(raw), claimed, publicKeyOf(found.publicKey), REQUEST_COMPONENTS);
  if (!isMeant) {
    throw unauthorised();
  }
  return { peer: { ...found, settings: PeerSettings.parse(found.settings) }, claimed };
}

async function assertFresh(services: Services, peer: KnownPeer, { parameters }: ClaimedSignature): Promise<void> {
  const now = services.clock.now().getTime();
  const toleranceMs = peer.settings.clockToleranceSeconds * 1000;
  const createdMs = parameters.created * 1000;
  if (Math.abs(now - createdMs) > toleranceMs) {
    await noteRefusal(services, peer.id, 'clock');
    throw unauthorised();
  }
  const { nonce } = parameters;
  if (nonce === undefined || !NONCE.test(nonce)) {
    throw unauthorised();
  }
  // One second more than the window: created has no fractions.
  const expiresAt = new Date(createdMs + toleranceMs + 1_000);
  if (!(await isFirstUse(services, { peerId: peer.id, nonce, expiresAt }))) {
    await noteRefusal(services, peer.id, 'replay');
    throw unauthorised();
  }
}

/**
 * The peer that signed this request, found before a byte of the body is read: stranger, forger, replay and clocks too far apart are
 * refused alike.
 * @throws AppError 401 `exchange.unauthorised`
 */
export async function authenticate(services: Services, raw: RawRequest): Promise<KnownPeer> {
  let signer: { peer: KnownPeer; claimed: ClaimedSignature };
  try {
    signer = await findSigner(services, raw);
  } catch (error) {
    if (error instanceof Error && error.name === 'FieldError') {
      throw unauthorised();
    }
    throw error;
  }
  await assertFresh(services, signer.peer, signer.claimed);
  return signer.peer;
}

/** @throws AppError 401 when the body is not the one that was signed */
export async function readSignedBody(
  raw: RawRequest,
  limits: { maxBytes: number; timeoutMs: number },
): Promise<Buffer> {
  const body = await raw.read(limits);
  let matches = false;
  try {
    matches = matchesDigest(body, raw.headers['content-digest']);
  } catch {
    // A digest that cannot be read is none.
  }
  if (!matches) {
    throw unauthorised();
  }
  return body;
}
