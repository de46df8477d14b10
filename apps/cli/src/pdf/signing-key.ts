import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type PreparedSignature, signingItem } from '@congvu/pades';
import {
  buildPath,
  fileHashSigner,
  type HashSigner,
  PkiError,
  parseCertificate,
  readCertificates,
  type SigningFailure,
  type SigningIdentity,
  type TrustAnchorEntry,
} from '@congvu/pki';
import { openPkcs11, SignerError } from '@congvu/signer/pkcs11';
import { UsageError } from '../command-line.ts';
import { readPkcs11Uri } from './pkcs11-uri.ts';
import { readPin } from './read-pin.ts';

export interface KeyOptions {
  key: string;
  'pin-env'?: string | undefined;
  'pin-file'?: string | undefined;
  /** For a key whose certificate is not on the device. */
  certificate?: string | undefined;
}

/** The one key of a run; its PIN is asked once. */
export interface SigningKey {
  identity: SigningIdentity;
  sign(prepared: PreparedSignature, title: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

const FAILURES: Record<SigningFailure, string> = {
  refused: 'Người giữ khóa từ chối ký.',
  expired: 'Lượt ký đã hết hạn.',
  pinLocked: 'Mã PIN của khóa đã bị khóa. Liên hệ nơi cấp chứng thư để mở.',
  revoked: 'Chứng thư của khóa đã bị thu hồi.',
};
const POLL_MS = 200;
/** Between two files the device stays logged in; the run ends it. */
const IDLE_MS = 600_000;

async function signWith(signer: HashSigner, identity: SigningIdentity, prepared: PreparedSignature, title: string) {
  const ticket = await signer.begin({
    identityId: identity.id,
    items: [signingItem(prepared, title)],
    consent: { who: 'congvu pdf sign', reason: '', docTitles: [title] },
    algorithm: prepared.algorithm,
  });
  for (;;) {
    const answer = await signer.poll(ticket);
    if (answer !== 'pending') {
      const [signature] = 'signatures' in answer ? answer.signatures : [];
      if (signature === undefined) {
        throw new SignerError('signer.refused', 'failed' in answer ? FAILURES[answer.failed] : 'Khóa không ký.');
      }
      return signature;
    }
    await wait(POLL_MS);
  }
}

/** Asked at most once: a wrong PIN ends the run, because devices lock. */
function askOnce(ask: () => Promise<string>): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

async function openFile(options: KeyOptions): Promise<SigningKey> {
  const source = { env: options['pin-env'], file: options['pin-file'] };
  const signer = fileHashSigner({ p12: await readFile(options.key), pin: askOnce(() => readPin(source)) });
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new UsageError('Tệp khóa không có khóa nào.');
  }
  return { identity, sign: (...words) => signWith(signer, identity, ...words), close: async () => undefined };
}

async function readOne(file: string): Promise<Uint8Array> {
  const [certificate] = readCertificates(await readFile(file));
  if (certificate === undefined) {
    throw new UsageError(`--certificate ${file}: không có chứng thư.`);
  }
  return certificate;
}

async function openDevice(options: KeyOptions): Promise<SigningKey> {
  const uri = readPkcs11Uri(options.key);
  const { certificate } = options;
  const source = { env: options['pin-env'], file: options['pin-file'] ?? uri.pinFile };
  const owner = openPkcs11({
    module: uri.module,
    token: uri.token,
    pin: askOnce(() => readPin(source)),
    idle: IDLE_MS,
    ...(uri.object === undefined ? {} : { keyLabel: uri.object }),
    ...(certificate === undefined ? {} : { certificate: await readOne(certificate) }),
  });
  try {
    const identities = await owner.identities();
    const [identity] = identities;
    if (identity === undefined) {
      throw new SignerError('signer.no_key', 'Không thấy khóa như đã chỉ. Kiểm tra token, serial và object.');
    }
    if (identities.length > 1) {
      throw new UsageError('Thiết bị có nhiều khóa; chỉ một khóa bằng object=… (hoặc token, serial).');
    }
    const signer = owner.signer();
    return { identity, sign: (...words) => signWith(signer, identity, ...words), close: () => owner.close() };
  } catch (error) {
    await owner.close();
    throw error;
  }
}

/** Opens `--key`: a PKCS#12 file or `pkcs11:…`. @throws UsageError, PkiError, SignerError */
export function openKey(options: KeyOptions): Promise<SigningKey> {
  return options.key.startsWith('pkcs11:') ? openDevice(options) : openFile(options);
}

/**
 * Nothing is signed with a certificate that could never be valid: expired, not for signing, or unknown to the given trust.
 * @throws PkiError `pki.certificate`
 */
export function assertMaySign(
  identity: SigningIdentity,
  trust: readonly TrustAnchorEntry[],
  times: readonly Date[],
): void {
  const certificate = parseCertificate(identity.certificate);
  const pool = identity.chain.map((der) => parseCertificate(der));
  for (const at of times) {
    const { problems } = buildPath({ certificate, pool, trust, at, purpose: 'signing' });
    const problem = problems.find(({ code }) => trust.length > 0 || code !== 'no_chain');
    if (problem !== undefined) {
      throw new PkiError('pki.certificate', `Không ký bằng chứng thư này. ${problem.text}`);
    }
  }
}

/** Failures of the key rather than of one file: going on would only try the PIN again. */
export function isKeyFailure(error: unknown): boolean {
  return (
    error instanceof SignerError ||
    error instanceof UsageError ||
    (error instanceof PkiError && (error.code === 'pki.pin_wrong' || error.code === 'pki.pin_locked'))
  );
}
