import { createHash, type KeyObject, sign as signBytes, timingSafeEqual, verify as verifyBytes } from 'node:crypto';
import {
  FieldError,
  type InnerList,
  readByteSequences,
  readInnerLists,
  type StringItem,
  writeBytes,
  writeInnerList,
  writeStringItem,
} from './structured-fields.ts';

/** What a signature can cover of one message (RFC 9421 §2); header names in lower case. */
export interface SignedMessage {
  method?: string;
  /** Absolute address as the receiver sees it: scheme, authority, path, query. */
  url?: string;
  status?: number;
  headers: Readonly<Record<string, string | undefined>>;
  /** Of an answer: what it answers, for components with `;req` (§2.4). */
  request?: SignedMessage;
}

export interface SignatureParameters {
  created: number;
  nonce?: string;
  keyId: string;
  tag?: string;
}

/** One hostile header must not become work without end. */
const MAX_COMPONENTS = 32;

function derived(name: string, message: SignedMessage): string | undefined {
  if (name === '@method') {
    return message.method;
  }
  if (name === '@status') {
    return message.status === undefined ? undefined : String(message.status);
  }
  if (message.url === undefined) {
    return undefined;
  }
  const url = new URL(message.url);
  switch (name) {
    case '@target-uri':
      return url.href;
    case '@authority':
      return url.host;
    case '@path':
      return url.pathname;
    case '@query':
      return url.search === '' ? '?' : url.search;
    default:
      return undefined;
  }
}

function componentValue({ value: name, parameters }: StringItem, message: SignedMessage): string {
  const known = new Set(['req', 'key']);
  if ([...parameters.keys()].some((parameter) => !known.has(parameter))) {
    throw new FieldError(`parameters of ${name} are not understood`);
  }
  const source = parameters.get('req') === true ? message.request : message;
  const raw = name.startsWith('@') ? source && derived(name, source) : source?.headers[name]?.trim();
  if (raw === undefined) {
    throw new FieldError(`${name} is not there`);
  }
  const key = parameters.get('key');
  if (key === undefined) {
    return raw;
  }
  const member = typeof key === 'string' ? readByteSequences(raw).get(key) : undefined;
  if (member === undefined) {
    throw new FieldError(`${name} has no such member`);
  }
  return writeBytes(member);
}

/** RFC 9421 §2.5. A component that stands twice, cannot be found or holds a line break is refused. */
export function signatureBase(covered: InnerList, message: SignedMessage): string {
  if (covered.items.length > MAX_COMPONENTS) {
    throw new FieldError('too many components');
  }
  const lines = covered.items.map((item) => {
    const value = componentValue(item, message);
    if (/[\r\n]/.test(value)) {
      throw new FieldError('line break in a covered value');
    }
    return [writeStringItem(item), value] as const;
  });
  if (new Set(lines.map(([name]) => name)).size !== lines.length) {
    throw new FieldError('a component is covered twice');
  }
  const text = lines.map(([name, value]) => `${name}: ${value}\n`).join('');
  return `${text}"@signature-params": ${writeInnerList(covered)}`;
}

/** `"content-digest";req` → the item; the parameters used here are `req` and `key`. */
function itemOf(written: string): StringItem {
  const [item] = readInnerLists(`a=(${written})`).get('a')?.items ?? [];
  if (item === undefined) {
    throw new FieldError('an item expected');
  }
  return item;
}

/** Headers `signature-input` and `signature` for the message; `components` in RFC 8941 form, e.g. `"@method"`. */
export function signMessage(
  message: SignedMessage,
  wanted: { label: string; components: readonly string[]; parameters: SignatureParameters },
  privateKey: KeyObject,
): { 'signature-input': string; signature: string } {
  const { created, nonce, keyId, tag } = wanted.parameters;
  const parameters = new Map<string, string | number>([['created', created]]);
  if (nonce !== undefined) {
    parameters.set('nonce', nonce);
  }
  parameters.set('keyid', keyId);
  if (tag !== undefined) {
    parameters.set('tag', tag);
  }
  const covered: InnerList = { items: wanted.components.map(itemOf), parameters };
  const signature = signBytes(null, Buffer.from(signatureBase(covered, message)), privateKey);
  return {
    'signature-input': `${wanted.label}=${writeInnerList(covered)}`,
    signature: `${wanted.label}=${writeBytes(signature)}`,
  };
}

export interface ClaimedSignature {
  covered: InnerList;
  value: Uint8Array;
  parameters: SignatureParameters;
}

/**
 * The one signature of the message under this label, not yet checked. Created and keyid must be there.
 * @throws FieldError for anything not strictly well-formed
 */
export function readSignature(headers: SignedMessage['headers'], label: string): ClaimedSignature {
  const covered = readInnerLists(headers['signature-input'] ?? '').get(label);
  const value = readByteSequences(headers['signature'] ?? '').get(label);
  const created = covered?.parameters.get('created');
  const keyId = covered?.parameters.get('keyid');
  const algorithm = covered?.parameters.get('alg');
  const nonce = covered?.parameters.get('nonce');
  const tag = covered?.parameters.get('tag');
  if (covered === undefined || value === undefined || typeof created !== 'number' || typeof keyId !== 'string') {
    throw new FieldError('no signature');
  }
  if (algorithm !== undefined && algorithm !== 'ed25519') {
    throw new FieldError('another algorithm');
  }
  return {
    covered,
    value,
    parameters: {
      created,
      keyId,
      ...(typeof nonce === 'string' && { nonce }),
      ...(typeof tag === 'string' && { tag }),
    },
  };
}

/** True when the signature covers all of `required` and the key made it over this very message. */
export function isSignedBy(
  message: SignedMessage,
  claimed: ClaimedSignature,
  publicKey: KeyObject,
  required: readonly string[],
): boolean {
  const covered = new Set(claimed.covered.items.map(writeStringItem));
  if (!required.every((component) => covered.has(component))) {
    return false;
  }
  return verifyBytes(null, Buffer.from(signatureBase(claimed.covered, message)), publicKey, claimed.value);
}

/** RFC 9530 `Content-Digest`. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=${writeBytes(createHash('sha256').update(body).digest())}`;
}

export function matchesDigest(body: Uint8Array, header: string | undefined): boolean {
  const claimed = readByteSequences(header ?? '').get('sha-256');
  const actual = createHash('sha256').update(body).digest();
  return claimed !== undefined && claimed.length === actual.length && timingSafeEqual(claimed, actual);
}
