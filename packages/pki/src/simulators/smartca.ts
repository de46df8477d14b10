import { base64, type SimulatedAccount, serialOf } from './account.ts';
import type { ServiceAnswer, ServiceRequest } from './http-service.ts';
import type { PhoneState } from './phone.ts';
import type { Service, World } from './world.ts';

const BASE = '/sca/sp769';

type Body = Record<string, unknown>;

function says(code: number, message: string, data: unknown = null): ServiceAnswer {
  return { status: 200, body: JSON.stringify({ status_code: code, message, data }) };
}

const CERT_STATUS = { valid: 'VALID', expired: 'EXPIRED', suspended: 'SUSPENDED', revoked: 'REVOKED' } as const;

function certificateOf(account: SimulatedAccount): Body {
  const code = account.isKeyDisabled === true ? 'LOCKED' : CERT_STATUS[account.status ?? 'valid'];
  return {
    service_type: 'SMARTCA',
    service_name: 'SmartCA PS1',
    cert_id: `c-${serialOf(account.certificate).slice(-8)}`,
    cert_status: code === 'VALID' ? 'Đang hoạt động' : 'Không hoạt động',
    cert_status_code: code,
    serial_number: serialOf(account.certificate),
    cert_data: base64(account.certificate).replace(/(.{64})/g, '$1\r\n'),
    chain_data: Object.fromEntries(
      account.chain.map((der, index) => [index === 0 ? 'ca_cert' : 'root_cert', base64(der)]),
    ),
  };
}

const STATES: Record<PhoneState, [number, string]> = {
  waiting: [200, 'WAITING_FOR_SIGNER_CONFIRM'],
  approved: [200, 'SUCCESS'],
  rejected: [200, 'REJECTED'],
  expired: [200, 'EXPIRED'],
  locked: [200, 'SIGNER_LOCKED'],
  revoked: [200, 'CERT_REVOKED'],
};

/** The phone knows hashes alone; which document each was of is remembered beside. */
function signaturesOf({ phone, memory, faults }: World, id: string): Body[] {
  const all = phone.signaturesOf(id);
  return all.map((bytes, index) => {
    const place = faults.has('reordered') ? all.length - 1 - index : index;
    return {
      doc_id: memory.get(`document ${id}/${place}`) ?? `?${place}`,
      signature_value: base64(bytes),
      timestamp_signature: '',
    };
  });
}

function status(world: World, id: string): ServiceAnswer {
  const found = world.phone.find(id);
  if (found === undefined) {
    return says(404, 'TRANSACTION_NOT_FOUND');
  }
  const [code, message] = STATES[found.state];
  const data = found.state === 'approved' ? { signatures: signaturesOf(world, id) } : { transaction_id: id };
  return says(code, message, data);
}

function ring({ phone, accounts, memory }: World, body: Body): { id: string } | ServiceAnswer {
  const id = String(body['transaction_id'] ?? '');
  const account = accounts.find(
    (one) => one.user === body['user_id'] && serialOf(one.certificate) === body['serial_number'],
  );
  const files = Array.isArray(body['sign_files']) ? (body['sign_files'] as Body[]) : [];
  if (account === undefined || id === '' || files.length === 0) {
    return says(400, 'INVALID_PARAMETER');
  }
  if (account.status !== undefined && account.status !== 'valid') {
    return says(62_000, 'CERT_NOT_VALID');
  }
  if (
    !files.every((file) => /^[0-9a-f]{64}$/.test(String(file['data_to_be_signed'])) && file['sign_type'] === 'hash')
  ) {
    return says(400, 'INVALID_DATA_TO_BE_SIGNED');
  }
  files.forEach((file, index) => {
    memory.set(`document ${id}/${index}`, String(file['doc_id']));
  });
  const hashes = files.map((file) => Buffer.from(String(file['data_to_be_signed']), 'hex'));
  const scheme = account.privateKey.asymmetricKeyType === 'ec' ? 'ecdsa-raw' : 'rsa-pkcs1';
  phone.ring({ id, account, hashes, scheme, shown: String(body['transaction_desc'] ?? '') });
  return { id };
}

function signByCode(world: World, body: Body): ServiceAnswer {
  const account = world.accounts.find(({ user }) => user === body['user_id']);
  if (account?.password !== body['password'] || account?.otp !== body['otp']) {
    return says(40_102, 'INVALID_OTP');
  }
  const rung = ring(world, body);
  if (!('id' in rung)) {
    return rung;
  }
  return says(200, 'SUCCESS', { transaction_id: rung.id, sad: `sad-of-${rung.id}`, expires_in: 299 });
}

function confirm(world: World, body: Body): ServiceAnswer {
  const { phone } = world;
  const id = String(body['transaction_id'] ?? '');
  if (body['sad'] !== `sad-of-${id}`) {
    return says(40_103, 'INVALID_SAD');
  }
  phone.decide('approved', id);
  return phone.find(id)?.state === 'approved'
    ? says(200, 'SUCCESS', { transaction_id: id, signatures: signaturesOf(world, id) })
    : says(400, 'EXPIRED');
}

function route(world: World, path: string, body: Body): ServiceAnswer {
  switch (path) {
    case '/v1/credentials/get_certificate':
      return says(0, 'OK', {
        user_certificates: world.accounts.filter(({ user }) => user === body['user_id']).map(certificateOf),
      });
    case '/v1/signatures/sign': {
      const rung = ring(world, body);
      return 'id' in rung ? says(200, 'SUCCESS', { transaction_id: rung.id, tran_code: rung.id.slice(0, 8) }) : rung;
    }
    case '/v2/signatures/sign':
      return signByCode(world, body);
    case '/v2/signatures/confirm':
      return confirm(world, body);
    default: {
      const match = /^\/v1\/signatures\/sign\/([^/]+)\/status$/.exec(path);
      return match === null ? { status: 404, body: '{}' } : status(world, decodeURIComponent(match[1] ?? ''));
    }
  }
}

/** VNPT SmartCA as its integration documents and callers describe it. */
export const smartcaService: Service = {
  settings: (origin) => ({ url: `${origin}${BASE}`, spId: 'sp-thu' }),
  answer(world, { method, path, body }: ServiceRequest) {
    if (method !== 'POST' || !path.startsWith(BASE)) {
      return { status: 404, body: '{}' };
    }
    const json = JSON.parse(body) as Body;
    const isKnown =
      json['sp_id'] === 'sp-thu' && json['sp_password'] === world.secret && !world.faults.has('bad_login');
    if (!isKnown) {
      return says(401, world.faults.has('echo') ? `sai mật khẩu ${body}` : 'UNAUTHORIZED');
    }
    if (world.faults.has('echo')) {
      return says(400, `bad ${body}`);
    }
    return route(world, path.slice(BASE.length), json);
  },
};
