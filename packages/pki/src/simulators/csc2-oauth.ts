import { createHash, randomUUID } from 'node:crypto';
import type { ServiceAnswer } from './http-service.ts';
import type { World } from './world.ts';

interface Granted {
  sad: string;
  challenge: string;
  redirectUri: string;
}

/** Both dialects of what is agreed to: single parameters, or RFC 9396 details. */
function agreedTo(query: URLSearchParams): { credentialID: string; hashes: string[] } | undefined {
  if (query.get('scope') === 'credential') {
    const hashes = (query.get('hashes') ?? '')
      .split(',')
      .map((one) => Buffer.from(one, 'base64url').toString('base64'));
    const isWhole = Number(query.get('numSignatures')) === hashes.length;
    return isWhole ? { credentialID: query.get('credentialID') ?? '', hashes } : undefined;
  }
  const [detail] = JSON.parse(query.get('authorization_details') ?? '[]') as {
    type: string;
    credentialID: string;
    hashAlgorithmOID: string;
    documentDigests: { hash: string; label: string }[];
  }[];
  return detail?.type === 'credential'
    ? { credentialID: detail.credentialID, hashes: detail.documentDigests.map(({ hash }) => hash) }
    : undefined;
}

/** The page where the person agrees; here they always do, at once. */
export function authorizeCode(
  { memory }: World,
  query: URLSearchParams,
  grant: (credentialID: string, hashes: string[]) => string,
): ServiceAnswer {
  const agreed = agreedTo(query);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (agreed === undefined || query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256') {
    return { status: 400, body: '{"error":"invalid_request"}' };
  }
  const code = randomUUID();
  const granted: Granted = {
    sad: grant(agreed.credentialID, agreed.hashes),
    challenge: query.get('code_challenge') ?? '',
    redirectUri,
  };
  memory.set(`code ${code}`, JSON.stringify(granted));
  const back = new URLSearchParams({ code, state: query.get('state') ?? '' });
  return { status: 302, body: '', headers: { location: `${redirectUri}?${back.toString()}` } };
}

/** RFC 6749 §4.1.3 with PKCE: a code counts once. */
export function tokenForCode({ memory }: World, form: URLSearchParams): ServiceAnswer {
  const key = `code ${form.get('code') ?? ''}`;
  const granted = JSON.parse(memory.get(key) ?? 'null') as Granted | null;
  memory.delete(key);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  return granted === null || granted.challenge !== challenge || granted.redirectUri !== form.get('redirect_uri')
    ? { status: 400, body: '{"error":"invalid_grant"}' }
    : { status: 200, body: JSON.stringify({ access_token: granted.sad, token_type: 'SAD', expires_in: 300 }) };
}
