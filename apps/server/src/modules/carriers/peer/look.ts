import { randomBytes } from 'node:crypto';
import type { Services } from '../../../platform/context.ts';
import { explainOutbound, openLine, type PeerAddress, urlOf } from './send/peer-client.ts';
import { PeerError } from './send/peer-error.ts';
import { IDENTITY_PATH, Identity } from './wire/protocol.ts';
import { verifyAnswer } from './wire/signed-exchange.ts';

const LOOK_MS = 10_000;
const IDENTITY_BYTES = 1024 * 1024;

export interface Looked {
  identity: Identity;
  publicKey: Buffer;
  /** Their clock minus ours. */
  skewMs: number;
}

function notCongvu(name: string): PeerError {
  return new PeerError(
    'carriers.peer_not_congvu',
    `Địa chỉ của “${name}” không phải một hệ thống Công Vụ có cổng kết nối trực tiếp. Kiểm tra lại địa chỉ với quản trị bên kia.`,
  );
}

function readIdentity(body: Uint8Array): Identity | undefined {
  try {
    return Identity.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Asks the address who it is. The answer proves that it holds the key it names, and nothing more: whether that is the right key is for
 * two people on the telephone.
 * @throws PeerError
 */
export async function lookAt(services: Services, address: PeerAddress): Promise<Looked> {
  const url = urlOf(address, `${IDENTITY_PATH}?nonce=${randomBytes(16).toString('base64url')}`);
  const send = openLine(services, address);
  const asked = services.clock.now().getTime();
  const answer = await send({ method: 'GET', url, timeoutMs: LOOK_MS, maxBytes: IDENTITY_BYTES }).catch(
    (error: unknown) => {
      throw explainOutbound(error, address.name);
    },
  );
  const answered = services.clock.now().getTime();
  const identity = answer.status === 200 ? readIdentity(answer.body) : undefined;
  if (identity === undefined) {
    throw notCongvu(address.name);
  }
  const publicKey = Buffer.from(identity.publicKey, 'base64url');
  if (verifyAnswer(publicKey, { ...answer, request: { method: 'GET', url, headers: {} } }) === undefined) {
    throw notCongvu(address.name);
  }
  // Half-way between asking and hearing.
  return { identity, publicKey, skewMs: Date.parse(identity.time) - (asked + answered) / 2 };
}
