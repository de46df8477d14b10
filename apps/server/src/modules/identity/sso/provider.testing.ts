import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/* Two providers on this computer: a certified implementation that keeps the rules, and one that lies in the ID token. */

export const CLIENT = { id: 'congvu', secret: 'bi-mat-cua-cong-vu-1234567890123456' };

export interface TestProvider {
  issuer: string;
  close(): Promise<void>;
}

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on TCP
  return {
    issuer: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Person {
  sub: string;
  cccd?: string;
  email?: string;
  email_verified?: boolean;
}

/** Whoever comes is this person, without a form: the test is about the client. */
export async function startRightProvider(redirectUri: string, person: () => Person): Promise<TestProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const served = await serve((request, response) => answer(request, response));
  const provider = new Provider(served.issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['cccd'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Grant: 60, Interaction: 60, Session: 60 },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    findAccount: () => ({ accountId: person().sub, claims: () => person() }),
  });
  const login = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: person().sub, clientId: CLIENT.id });
    grant.addOIDCScope('openid email profile');
    const result = {
      login: { accountId: person().sub, amr: ['pwd', 'otp'] },
      consent: { grantId: await grant.save() },
    };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  const others = provider.callback();
  answer = (request, response) =>
    request.url?.startsWith('/interaction') ? void login(request, response) : others(request, response);
  return served;
}

/** A browser that follows the provider until it is sent back to the office; answers the query it comes back with. */
export async function followTo(url: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  let next = url;
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    next = new URL(answer.headers.get('location') ?? '', next).href;
    if (next.startsWith(redirectUri)) {
      return new URL(next).search.slice(1);
    }
  }
  throw new Error(`the provider did not send the browser back: ${next}`);
}

/** What the ID token says otherwise, or how it is signed. */
export interface Lie {
  claims?: Record<string, unknown>;
  alg?: 'RS256' | 'none';
  tamper?: boolean;
  metadata?: Record<string, unknown>;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Keeps to the protocol but for what it is told; `nonce` is that of the question. */
export async function startLyingProvider(lie: () => Lie & { nonce: string }): Promise<TestProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  const idToken = (issuer: string): string => {
    const { nonce, claims, alg = 'RS256', tamper = false } = lie();
    const now = Math.floor(Date.now() / 1000);
    const said = {
      iss: issuer,
      sub: 's',
      aud: CLIENT.id,
      iat: now,
      exp: now + 300,
      nonce,
      cccd: '012345678901',
      ...claims,
    };
    const body = `${base64url({ alg, ...(alg === 'RS256' && { kid }) })}.${base64url(said)}`;
    const signature =
      alg === 'none' ? '' : sign('sha256', Buffer.from(tamper ? `${body}x` : body), privateKey).toString('base64url');
    return `${body}.${signature}`;
  };
  let issuer = '';
  const pages: Record<string, () => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256', 'none'],
      ...lie().metadata,
    }),
    '/jwks': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] }),
    '/token': () => ({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken(issuer) }),
  };
  const served = await serve((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(page?.() ?? {}));
  });
  issuer = served.issuer;
  return served;
}
