import { createHash } from 'node:crypto';
import type { SigningAlgorithm } from '../algorithms.ts';
import type { SigningFailure } from '../signer/hash-signer.ts';
import { SHA256_OID, signAlgoOf } from './algorithm-oids.ts';
import type { CheckedRequest } from './begin.ts';
import { type Csc2Key, type Csc2Service, failureOf, post, rejected } from './csc2-service.ts';
import { textAt, textsAt } from './json.ts';
import { type RemotePart, type RemoteTicket, textToShow } from './ticket.ts';

/** Room for the text on the phone or the page of the service. */
export const SHOWN = 250;

export interface Act {
  service: Csc2Service;
  key: Csc2Key;
  checked: CheckedRequest;
}

/** What signHash needs again in another process; the algorithm list of the key is not worth a call, so it travels in the ticket. */
export interface HashCall {
  credentialID: string;
  hashes: string[];
  algorithm: SigningAlgorithm;
  algo: readonly string[];
}

export function base64Hashes(hashes: readonly Buffer[]): string[] {
  return hashes.map((hash) => hash.toString('base64'));
}

export async function signHash(
  service: Csc2Service,
  { credentialID, hashes, algorithm, algo }: HashCall,
  sad: string | undefined,
): Promise<Omit<RemotePart, 'count'> | { failed: SigningFailure }> {
  const { answer, json } = await post(service, 'signatures/signHash', {
    body: {
      credentialID,
      ...(sad === undefined ? {} : { SAD: sad }),
      hashes,
      hashAlgorithmOID: SHA256_OID,
      ...signAlgoOf(algorithm, algo),
      operationMode: service.options.settings.mode,
    },
  });
  const signatures = textsAt(json, 'signatures');
  const responseId = textAt(json, 'responseID');
  if (answer.status >= 400 || (signatures.length === 0 && responseId === undefined)) {
    const failed = failureOf(json);
    if (failed !== undefined) {
      return { failed };
    }
    throw answer.status >= 400
      ? rejected(service, answer, json)
      : service.caller.fault(
          'pki.remote_answer',
          'nhận yêu cầu ký nhưng không trả gì; hãy ký lại, báo đơn vị cung cấp nếu lặp lại.',
        );
  }
  return signatures.length > 0 ? { reference: '', signatures } : { reference: responseId ?? '' };
}

export function hashCall({ key, checked }: Act, from: number, count: number): HashCall {
  return {
    credentialID: key.identity.reference,
    hashes: base64Hashes(checked.hashes.slice(from, from + count)),
    algorithm: checked.algorithm,
    algo: key.algo,
  };
}

/** credentials/authorize: a SAD at once, or a handle to ask again with. Never repeated: it rings the phone or uses up the code. */
export async function authorizeCredential(
  { service, key, checked }: Act,
  hashes: string[],
  authData: { id: string; value: string }[],
): Promise<{ sad: string } | { handle: string } | { failed: SigningFailure }> {
  const { answer, json } = await post(service, 'credentials/authorize', {
    body: {
      credentialID: key.identity.reference,
      numSignatures: hashes.length,
      hashes,
      hashAlgorithmOID: SHA256_OID,
      description: textToShow(checked.verificationCode, checked.request, SHOWN),
      ...(authData.length === 0 ? {} : { authData }),
    },
  });
  const sad = textAt(json, 'SAD');
  const handle = textAt(json, 'handle');
  if (sad !== undefined) {
    service.caller.hide(sad);
    return { sad };
  }
  if (answer.status < 400 && handle !== undefined) {
    return { handle };
  }
  // A wrong code is an error of the call, not the end of a transaction.
  const failed = /^invalid_(otp|pin)$/.test(textAt(json, 'error') ?? '') ? undefined : failureOf(json);
  if (failed === undefined) {
    throw rejected(service, answer, json);
  }
  return { failed };
}

/** Hashes are made again from the attributes in the ticket. */
function hashesIn(ticket: RemoteTicket, from: number, count: number): string[] {
  return ticket.attrs
    .slice(from, from + count)
    .map((attrs) => createHash('sha256').update(Buffer.from(attrs, 'base64')).digest('base64'));
}

export function callOf(ticket: RemoteTicket, part: RemotePart): HashCall {
  const from = ticket.parts.slice(0, ticket.parts.indexOf(part)).reduce((sum, { count }) => sum + count, 0);
  return {
    credentialID: ticket.reference,
    hashes: hashesIn(ticket, from, part.count),
    algorithm: ticket.algorithm,
    algo: ticket.keyAlgorithms ?? [],
  };
}
