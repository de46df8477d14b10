import type { SigningFailure } from '../signer/hash-signer.ts';
import { algorithmsOfOids } from './algorithm-oids.ts';
import { type Answer, createCaller, type RemoteCaller } from './caller.ts';
import { failureIn } from './failure-words.ts';
import { identityOf, type ListedKey } from './identity.ts';
import { at, type JsonObject, listAt, readJson, textAt, textsAt } from './json.ts';
import { createSession, type Session } from './session.ts';
import type { Csc2Settings } from './settings.ts';
import type { AskedSecret, RemoteIdentity, RemoteOptions, Unusable } from './types.ts';

export type Csc2Options = RemoteOptions<Csc2Settings>;

export interface Csc2Service {
  options: Csc2Options;
  caller: RemoteCaller;
  session: Session;
}

/** A key with what the interface tells about its use. */
export interface Csc2Key {
  identity: RemoteIdentity;
  /** OIDs of `key/algo`. */
  algo: string[];
  /** Signatures under one authorisation. */
  multisign: number;
  /** What credentials/authorize wants typed, by the names of the service. */
  authFields: { id: string; what: AskedSecret }[];
}

/** Keys of one user we look at; nobody has more. */
const MAX_KEYS = 20;

export async function askToken(
  { options, caller }: Pick<Csc2Service, 'options' | 'caller'>,
  grant: Record<string, string>,
): Promise<string> {
  const { settings, secret } = options;
  const answer = await caller.call({
    url: settings.tokenUrl,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ ...grant, client_id: settings.clientId, client_secret: secret }).toString(),
    // An authorisation code counts once; asking for a service token twice does no harm.
    isRepeatable: grant['grant_type'] === 'client_credentials',
  });
  const json = readJson(caller, answer);
  const token = textAt(json, 'access_token');
  if (answer.status !== 200 || token === undefined || token === '') {
    throw caller.fault(
      'pki.remote_login',
      'đăng nhập bị từ chối. Kiểm tra “clientId”, mật khẩu ứng dụng và “tokenUrl” trong cấu hình.',
      textAt(json, 'error'),
    );
  }
  caller.hide(token);
  return token;
}

export function createCsc2Service(options: Csc2Options): Csc2Service {
  const { settings } = options;
  const caller = createCaller({ ...options, label: settings.label, timeoutMs: settings.timeoutMs });
  const session = createSession(caller, () =>
    askToken({ options, caller }, { grant_type: 'client_credentials', scope: 'service' }),
  );
  return { options, caller, session };
}

export async function post(
  { options, session, caller }: Csc2Service,
  method: string,
  { body, isRepeatable = false }: { body: JsonObject; isRepeatable?: boolean },
): Promise<{ answer: Answer; json: unknown }> {
  const answer = await session.call({
    url: `${options.settings.url}/${method}`,
    contentType: 'application/json',
    body: JSON.stringify(body),
    isRepeatable,
  });
  return { answer, json: readJson(caller, answer) };
}

export function failureOf(json: unknown): SigningFailure | undefined {
  return failureIn(textAt(json, 'error'), textAt(json, 'error_description'));
}

export function rejected({ caller }: Csc2Service, { status }: Answer, json: unknown): Error {
  const code = textAt(json, 'error') ?? '';
  const said = textAt(json, 'error_description') ?? code;
  if (/^invalid_(otp|pin)$/.test(code)) {
    return caller.fault('pki.remote_otp', 'mã xác thực không đúng. Lấy mã mới rồi ký lại.', said);
  }
  return caller.fault(
    'pki.remote_rejected',
    `không nhận yêu cầu (HTTP ${status}). Kiểm tra tài khoản người ký và quyền của ứng dụng rồi thử lại.`,
    said,
  );
}

function unusableOf(info: unknown): Unusable | undefined {
  switch ((textAt(info, 'cert', 'status') ?? 'valid').toLowerCase()) {
    case 'valid':
      break;
    case 'expired':
      return { code: 'expired', text: 'Chứng thư đã hết hạn.' };
    case 'revoked':
      return { code: 'revoked', text: 'Chứng thư đã bị thu hồi.' };
    default:
      return { code: 'suspended', text: 'Chứng thư đang bị tạm dừng ở dịch vụ.' };
  }
  return (textAt(info, 'key', 'status') ?? 'enabled').toLowerCase() === 'enabled'
    ? undefined
    : { code: 'key_disabled', text: 'Khóa ký đang bị khóa ở dịch vụ.' };
}

function authFieldsOf(info: unknown): Csc2Key['authFields'] {
  const fields = listAt(info, 'auth', 'objects').flatMap((object): Csc2Key['authFields'] => {
    const id = textAt(object, 'id') ?? '';
    const word = `${textAt(object, 'type') ?? ''} ${id}`.toUpperCase();
    if (id === '' || (word.includes('PASSWORD') === false && !/OTP|PIN/.test(word))) {
      return [];
    }
    return [{ id, what: word.includes('OTP') ? 'otp' : word.includes('PIN') ? 'pin' : 'password' }];
  });
  return fields.length === 0 ? [{ id: 'OTP', what: 'otp' }] : fields;
}

function keyOf({ options }: Csc2Service, reference: string, info: unknown): Csc2Key | undefined {
  const unusable = unusableOf(info);
  const algo = textsAt(info, 'key', 'algo');
  const listed: ListedKey = {
    reference,
    certificates: textsAt(info, 'cert', 'certificates'),
    algorithms: algorithmsOfOids(algo),
    ...(unusable === undefined ? {} : { unusable }),
  };
  const context = { kind: 'csc' as const, intermediates: options.settings.intermediates, at: options.now() };
  const identity = identityOf(listed, context);
  const multisign = Number(at(info, 'multisign'));
  return identity === undefined
    ? undefined
    : {
        identity,
        algo,
        multisign: Number.isInteger(multisign) && multisign >= 1 ? multisign : 1,
        authFields: authFieldsOf(info),
      };
}

const ASKED = { certificates: 'chain', certInfo: true, authInfo: true };

async function askInfo(service: Csc2Service, credentialID: string): Promise<unknown> {
  const { answer, json } = await post(service, 'credentials/info', {
    body: { credentialID, ...ASKED },
    isRepeatable: true,
  });
  if (answer.status !== 200) {
    throw rejected(service, answer, json);
  }
  return json;
}

/** credentials/list, and credentials/info for services that answer names alone. */
export async function listKeys(service: Csc2Service): Promise<Csc2Key[]> {
  const { answer, json } = await post(service, 'credentials/list', {
    body: { userID: service.options.user, credentialInfo: true, onlyValid: false, ...ASKED },
    isRepeatable: true,
  });
  if (answer.status !== 200) {
    throw rejected(service, answer, json);
  }
  const infos = new Map(listAt(json, 'credentialInfos').map((info) => [textAt(info, 'credentialID') ?? '', info]));
  const ids = [...new Set([...textsAt(json, 'credentialIDs'), ...infos.keys()])].filter((id) => id !== '');
  const keys: Csc2Key[] = [];
  for (const id of ids.slice(0, MAX_KEYS)) {
    const key = keyOf(service, id, infos.get(id) ?? (await askInfo(service, id)));
    if (key !== undefined) {
      keys.push(key);
    }
  }
  return keys;
}

/** What the service says of itself, for the test button of its configuration. */
export interface Csc2Info {
  name: string;
  specs: string;
  methods: string[];
}

/**
 * Method `info`.
 * @throws PkiError `pki.remote_…`; `pki.remote_rejected` when it speaks another version than 2
 */
export async function csc2Info(options: Csc2Options): Promise<Csc2Info> {
  const { settings } = options;
  const caller = createCaller({ ...options, label: settings.label, timeoutMs: settings.timeoutMs });
  const answer = await caller.call({
    url: `${settings.url}/info`,
    contentType: 'application/json',
    body: '{}',
    isRepeatable: true,
  });
  const json = readJson(caller, answer);
  const specs = textAt(json, 'specs') ?? '';
  if (answer.status !== 200 || !specs.startsWith('2.')) {
    throw caller.fault(
      'pki.remote_rejected',
      'không phải dịch vụ CSC phiên bản 2. Kiểm tra “url” trong cấu hình.',
      specs,
    );
  }
  return { name: textAt(json, 'name') ?? '', specs, methods: textsAt(json, 'methods') };
}
