import { randomUUID } from 'node:crypto';
import { base64, type SimulatedAccount } from './account.ts';
import { authorizeCode, tokenForCode } from './csc2-oauth.ts';
import type { ServiceAnswer, ServiceRequest } from './http-service.ts';
import type { PhoneState } from './phone.ts';
import type { HashScheme } from './sign-hash.ts';
import type { Service, World } from './world.ts';

const BASE = '/csc/v2';

type Body = Record<string, unknown>;

function json(status: number, body: unknown): ServiceAnswer {
  return { status, body: JSON.stringify(body) };
}

function bad(error: string, description: string): ServiceAnswer {
  return json(400, { error, error_description: description });
}

function credentialOf(account: SimulatedAccount): string {
  return `CSC-${account.user}`;
}

const SCHEMES: Record<string, HashScheme> = {
  '1.2.840.113549.1.1.1': 'rsa-pkcs1',
  '1.2.840.113549.1.1.11': 'rsa-pkcs1',
  '1.2.840.113549.1.1.10': 'rsa-pss',
  '1.2.840.10045.4.3.2': 'ecdsa-raw',
};

function infoOf(account: SimulatedAccount): Body {
  const isEc = account.privateKey.asymmetricKeyType === 'ec';
  return {
    credentialID: credentialOf(account),
    key: {
      status: account.isKeyDisabled === true ? 'disabled' : 'enabled',
      algo: isEc ? ['1.2.840.10045.4.3.2'] : ['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.10'],
      len: isEc ? 256 : 2_048,
      ...(isEc ? { curve: '1.2.840.10045.3.1.7' } : {}),
    },
    cert: {
      status: account.status ?? 'valid',
      certificates: [account.certificate, ...account.chain].map(base64),
    },
    auth: { mode: 'explicit', objects: [{ type: 'OTP', id: 'OTP', format: 'N' }] },
    SCAL: '2',
    multisign: account.multisign ?? 100,
  };
}

function token(world: World, { body }: ServiceRequest): ServiceAnswer {
  const form = new URLSearchParams(body);
  const isKnown = form.get('client_id') === 'congvu-thu' && form.get('client_secret') === world.secret;
  if (!isKnown || world.faults.has('bad_login')) {
    return json(401, {
      error: 'invalid_client',
      error_description: world.faults.has('echo') ? body : 'unknown client',
    });
  }
  if (form.get('grant_type') === 'authorization_code') {
    return tokenForCode(world, form);
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return bad('unsupported_grant_type', 'grant');
  }
  const made = randomUUID();
  world.memory.set(`token ${made}`, 'service');
  return json(200, { access_token: made, token_type: 'Bearer', expires_in: 3_600 });
}

function list({ accounts }: World, body: Body): ServiceAnswer {
  const own = accounts.filter(({ user }) => user === body['userID']);
  return json(200, {
    credentialIDs: own.map(credentialOf),
    ...(body['credentialInfo'] === true && own.length < 2 ? { credentialInfos: own.map(infoOf) } : {}),
  });
}

function findAccount({ accounts }: World, body: Body): SimulatedAccount | undefined {
  return accounts.find((one) => credentialOf(one) === body['credentialID']);
}

function hashesOf(body: Body): string[] {
  return Array.isArray(body['hashes']) ? body['hashes'].map(String) : [];
}

function grantSad({ memory }: World, credentialID: unknown, hashes: readonly string[]): string {
  const sad = randomUUID();
  memory.set(`sad ${sad}`, JSON.stringify({ credentialID, hashes }));
  return sad;
}

function authorize(world: World, body: Body): ServiceAnswer {
  const account = findAccount(world, body);
  const hashes = hashesOf(body);
  if (account === undefined || hashes.length === 0 || body['numSignatures'] !== hashes.length) {
    return bad('invalid_request', 'credentialID or numSignatures');
  }
  if (hashes.length > (account.multisign ?? 100)) {
    return bad('invalid_request', 'numSignatures too high');
  }
  if (Array.isArray(body['authData'])) {
    const [entry] = body['authData'] as Body[];
    return entry?.['id'] === 'OTP' && entry['value'] === account.otp
      ? json(200, { SAD: grantSad(world, body['credentialID'], hashes), expiresIn: 300 })
      : bad('invalid_otp', 'the OTP is wrong');
  }
  const rung = world.phone.ring({ account, hashes: [], scheme: 'rsa-pkcs1', shown: String(body['description'] ?? '') });
  world.memory.set(`handle ${rung.id}`, JSON.stringify({ credentialID: body['credentialID'], hashes }));
  return json(202, { handle: rung.id });
}

const ENDS: Record<Exclude<PhoneState, 'waiting' | 'approved'>, [string, string]> = {
  rejected: ['access_denied', 'user rejected'],
  expired: ['invalid_request', 'transaction expired'],
  locked: ['access_denied', 'PIN is locked'],
  revoked: ['invalid_request', 'certificate revoked'],
};

function authorizeCheck(world: World, body: Body): ServiceAnswer {
  const id = String(body['handle'] ?? '');
  const found = world.phone.find(id);
  const asked = world.memory.get(`handle ${id}`);
  if (found === undefined || asked === undefined) {
    return bad('invalid_request', 'unknown handle');
  }
  if (found.state === 'waiting') {
    return json(202, { handle: id });
  }
  if (found.state !== 'approved') {
    return bad(...ENDS[found.state]);
  }
  // One agreement, one SAD.
  world.memory.delete(`handle ${id}`);
  const { credentialID, hashes } = JSON.parse(asked) as { credentialID: string; hashes: string[] };
  return json(200, { SAD: grantSad(world, credentialID, hashes), expiresIn: 300 });
}

/** SCAL 2: the SAD is good for the very hashes the person agreed to, once. */
function isAgreed({ memory }: World, body: Body): boolean {
  const key = `sad ${String(body['SAD'] ?? '')}`;
  const agreed = JSON.parse(memory.get(key) ?? 'null') as { credentialID: string; hashes: string[] } | null;
  memory.delete(key);
  return (
    agreed !== null &&
    agreed.credentialID === body['credentialID'] &&
    hashesOf(body).every((one) => agreed.hashes.includes(one))
  );
}

function schemeOf(body: Body): HashScheme | undefined {
  const scheme = SCHEMES[String(body['signAlgo'])];
  return scheme === 'rsa-pss' && typeof body['signAlgoParams'] !== 'string' ? undefined : scheme;
}

function signHash(world: World, body: Body): ServiceAnswer {
  const account = findAccount(world, body);
  const scheme = schemeOf(body);
  if (account === undefined || scheme === undefined || body['hashAlgorithmOID'] !== '2.16.840.1.101.3.4.2.1') {
    return bad('invalid_request', 'parameters');
  }
  const isOwnConsent = world.memory.get('consent') === 'service';
  if (!isOwnConsent && !isAgreed(world, body)) {
    return bad('invalid_request', 'invalid SAD');
  }
  if (account.status !== undefined && account.status !== 'valid') {
    return bad('invalid_request', `certificate is ${account.status}`);
  }
  const hashes = hashesOf(body).map((one) => Buffer.from(one, 'base64'));
  const rung = world.phone.ring({ account, hashes, scheme, shown: isOwnConsent ? 'Ký số' : '' });
  if (!isOwnConsent) {
    world.phone.decide('approved', rung.id);
  }
  if (body['operationMode'] === 'A') {
    return json(200, { responseID: rung.id });
  }
  const signatures = world.phone.signaturesOf(rung.id).map(base64);
  return rung.state === 'approved' ? json(200, { signatures }) : bad('access_denied', 'not confirmed');
}

function signPolling({ phone }: World, body: Body): ServiceAnswer {
  const id = String(body['responseID'] ?? '');
  const found = phone.find(id);
  if (found === undefined) {
    return bad('invalid_request', 'unknown responseID');
  }
  if (found.state === 'waiting') {
    return json(202, { responseID: id });
  }
  return found.state === 'approved'
    ? json(200, { signatures: phone.signaturesOf(id).map(base64) })
    : bad(...ENDS[found.state]);
}

const METHODS: Record<string, (world: World, body: Body) => ServiceAnswer> = {
  'credentials/list': list,
  'credentials/info': (world, body) => {
    const account = findAccount(world, body);
    return account === undefined ? bad('invalid_request', 'credentialID') : json(200, infoOf(account));
  },
  'credentials/authorize': authorize,
  'credentials/authorizeCheck': authorizeCheck,
  'signatures/signHash': signHash,
  'signatures/signPolling': signPolling,
};

function info(): ServiceAnswer {
  return json(200, {
    specs: '2.0.0.2',
    name: 'CSC thử nghiệm',
    region: 'VN',
    lang: 'vi',
    authType: ['oauth2client', 'oauth2code'],
    methods: Object.keys(METHODS),
  });
}

function withToken(world: World, { path, headers, body }: ServiceRequest): ServiceAnswer {
  const { memory, faults } = world;
  const isKnown = memory.has(`token ${(headers['authorization'] ?? '').replace(/^Bearer /, '')}`);
  if (!isKnown || faults.has('token_expired') || faults.delete('token_expired_once')) {
    return json(401, { error: 'invalid_token' });
  }
  if (faults.has('echo')) {
    return bad('invalid_request', `${body} ${headers['authorization']}`);
  }
  const method = METHODS[path.slice(BASE.length + 1)];
  return method === undefined ? json(404, {}) : method(world, JSON.parse(body) as Body);
}

/** Cloud Signature Consortium API v2. */
export const csc2Service: Service = {
  settings: (origin) => ({ url: `${origin}${BASE}`, clientId: 'congvu-thu', redirectUri: 'http://127.0.0.1:1/ve' }),
  answer(world, request) {
    const { method, path } = request;
    if (method === 'GET' && path === `${BASE}/oauth2/authorize`) {
      return authorizeCode(world, request.query, (credentialID, hashes) => grantSad(world, credentialID, hashes));
    }
    if (method !== 'POST') {
      return json(405, {});
    }
    switch (path) {
      case `${BASE}/info`:
        return info();
      case `${BASE}/oauth2/token`:
        return token(world, request);
      default:
        return withToken(world, request);
    }
  },
};
