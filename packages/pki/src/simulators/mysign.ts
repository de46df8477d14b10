import { randomUUID } from 'node:crypto';
import { base64, type SimulatedAccount } from './account.ts';
import type { ServiceAnswer, ServiceRequest } from './http-service.ts';
import type { PhoneState } from './phone.ts';
import type { Service, World } from './world.ts';

const BASE = '/vtss/service';

type Body = Record<string, unknown>;

function json(status: number, body: unknown): ServiceAnswer {
  return { status, body: JSON.stringify(body) };
}

/** yyyyMMddHHmmss+0000 */
function stamp(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
}

function credentialOf(account: SimulatedAccount): string {
  return `MS-${account.user}`;
}

function infoOf(account: SimulatedAccount): Body {
  const isEc = account.privateKey.asymmetricKeyType === 'ec';
  return {
    credential_id: credentialOf(account),
    key: {
      status: account.isKeyDisabled === true ? 'disabled' : 'enabled',
      algo: isEc ? ['1.2.840.10045.2.1'] : ['1.2.840.113549.1.1.1'],
      len: isEc ? 256 : 2_048,
    },
    cert: {
      status: account.status ?? 'valid',
      certificates: [account.certificate, ...account.chain].map(base64),
      validFrom: stamp(new Date('2020-01-01T00:00:00Z')),
      validTo: stamp(new Date('2049-01-01T00:00:00Z')),
    },
    authMode: 'implicit',
  };
}

function login({ secret, faults, accounts, memory }: World, body: Body): ServiceAnswer {
  const isKnown =
    body['client_id'] === 'congvu-thu' &&
    body['client_secret'] === secret &&
    body['profile_id'] === 'adss:ras:profile:001';
  if (!isKnown || faults.has('bad_login') || !accounts.some(({ user }) => user === body['user_id'])) {
    return json(400, { error: 'invalid_client', error_description: faults.has('echo') ? JSON.stringify(body) : 'no' });
  }
  const token = randomUUID();
  memory.set(`token ${token}`, String(body['user_id']));
  return json(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
}

/** Exactly 32 bytes, hex in one dialect and base64 in the other: told apart by length. */
function readHash(text: string): Buffer | undefined {
  if (/^[0-9a-fA-F]{64}$/.test(text)) {
    return Buffer.from(text, 'hex');
  }
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function signHash({ accounts, phone }: World, user: string, body: Body): ServiceAnswer {
  const account = accounts.find((one) => one.user === user && credentialOf(one) === body['credentialID']);
  const hashes = (Array.isArray(body['hash']) ? body['hash'] : []).map((one) => readHash(String(one)));
  const documents = Array.isArray(body['documents']) ? (body['documents'] as Body[]) : [];
  const isWhole =
    hashes.length > 0 &&
    body['numSignatures'] === hashes.length &&
    documents.length === hashes.length &&
    body['async'] === 1;
  if (account === undefined || !isWhole || body['hashAlgo'] !== '2.16.840.1.101.3.4.2.1') {
    return json(400, { error: 'invalid_request', error_description: 'invalid parameters' });
  }
  if (account.status !== undefined && account.status !== 'valid') {
    return json(400, { error: 'invalid_request', error_description: `certificate ${account.status}` });
  }
  const rung = phone.ring({
    account,
    hashes: hashes.filter((one) => one !== undefined),
    scheme: account.privateKey.asymmetricKeyType === 'ec' ? 'ecdsa-der' : 'rsa-pkcs1',
    shown: documents.map((one) => String(one['document_name'])).join('\n'),
  });
  return json(200, { transactionId: rung.id });
}

const ENDS: Record<Exclude<PhoneState, 'waiting' | 'approved'>, string> = {
  rejected: 'user rejected the request',
  expired: 'request expired',
  locked: 'PIN blocked',
  revoked: 'certificate revoked',
};

function status({ phone }: World, body: Body): ServiceAnswer {
  const id = String(body['transactionId'] ?? '');
  const found = phone.find(id);
  if (found === undefined) {
    return json(404, { error: 'not_found' });
  }
  if (found.state === 'waiting') {
    return json(200, { status: '0' });
  }
  if (found.state === 'approved') {
    const signatures = phone.signaturesOf(id).map((bytes) => base64(bytes).replace(/(.{76})/g, '$1\r\n'));
    return json(200, { status: '1', signatures });
  }
  return json(400, { error: 'request_ended', error_description: ENDS[found.state] });
}

function withToken(world: World, { path, headers }: ServiceRequest, body: Body): ServiceAnswer {
  const { memory, faults } = world;
  const user = memory.get(`token ${(headers['authorization'] ?? '').replace(/^Bearer /, '')}`);
  if (user === undefined || faults.has('token_expired') || faults.delete('token_expired_once')) {
    return json(401, { error: 'invalid_token' });
  }
  if (faults.has('echo')) {
    return json(400, {
      error: 'invalid_request',
      error_description: `${JSON.stringify(body)} ${headers['authorization']}`,
    });
  }
  switch (path.slice(BASE.length)) {
    case '/certificates/info':
      return json(200, world.accounts.filter((one) => one.user === user).map(infoOf));
    case '/signHash':
      return signHash(world, user, body);
    case '/requests/status':
      return status(world, body);
    default:
      return json(404, {});
  }
}

/** Viettel MySign as its callers describe it. */
export const mysignService: Service = {
  settings: (origin) => ({ url: `${origin}${BASE}`, clientId: 'congvu-thu', profileId: 'adss:ras:profile:001' }),
  answer(world, request) {
    if (request.method !== 'POST') {
      return json(405, {});
    }
    const body = JSON.parse(request.body) as Body;
    return request.path === `${BASE}/ras/v1/login` ? login(world, body) : withToken(world, request, body);
  },
};
