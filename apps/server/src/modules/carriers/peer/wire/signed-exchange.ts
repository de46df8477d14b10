import { randomBytes } from 'node:crypto';
import type { InstallationIdentity } from '../installation-identity.ts';
import { publicKeyOf } from './keys.ts';
import {
  contentDigest,
  isSignedBy,
  matchesDigest,
  readSignature,
  type SignedMessage,
  signMessage,
} from './message-signature.ts';
import { ANSWER_COMPONENTS, IDENTITY_COMPONENTS, LABEL, RECEIVER_HEADER, REQUEST_COMPONENTS, TAG } from './protocol.ts';

/** RFC 9421 counts whole seconds. */
function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

/** Adds digest and signature to a request of ours. */
export function signRequest(
  identity: InstallationIdentity,
  request: { method: string; url: string; body: Uint8Array; receiverKeyId: string },
  now: Date,
): Record<string, string> {
  const headers = { 'content-digest': contentDigest(request.body), [RECEIVER_HEADER]: request.receiverKeyId };
  const parameters = {
    created: seconds(now),
    nonce: randomBytes(16).toString('base64url'),
    keyId: identity.keyId,
    tag: TAG,
  };
  const message: SignedMessage = { method: request.method, url: request.url, headers };
  return {
    ...headers,
    ...signMessage(message, { label: LABEL, components: REQUEST_COMPONENTS, parameters }, identity.privateKey),
  };
}

/** Adds digest and signature to an answer of ours. */
export function signAnswer(
  identity: InstallationIdentity,
  answer: { status: number; body: Uint8Array; request: SignedMessage },
  now: Date,
): Record<string, string> {
  const headers = { 'content-digest': contentDigest(answer.body) };
  const components = answer.request.headers['signature'] === undefined ? IDENTITY_COMPONENTS : ANSWER_COMPONENTS;
  return {
    ...headers,
    ...signMessage(
      { status: answer.status, headers, request: answer.request },
      { label: LABEL, components, parameters: { created: seconds(now), keyId: identity.keyId, tag: TAG } },
      identity.privateKey,
    ),
  };
}

/** When the answer was made by its own clock; undefined unless this key signed these bytes as the answer to this request. */
export function verifyAnswer(
  publicKey: Uint8Array,
  answer: { status: number; headers: Record<string, string>; body: Uint8Array; request: SignedMessage },
): { createdMs: number } | undefined {
  const components = answer.request.headers['signature'] === undefined ? IDENTITY_COMPONENTS : ANSWER_COMPONENTS;
  try {
    const claimed = readSignature(answer.headers, LABEL);
    const isOurs =
      claimed.parameters.tag === TAG &&
      matchesDigest(answer.body, answer.headers['content-digest']) &&
      isSignedBy(answer, claimed, publicKeyOf(publicKey), components);
    return isOurs ? { createdMs: claimed.parameters.created * 1000 } : undefined;
  } catch {
    // Whatever cannot be read is no proof.
    return undefined;
  }
}
