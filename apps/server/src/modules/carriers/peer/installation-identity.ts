import { generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import type { Services } from '../../../platform/context.ts';
import { openKeyFile, type SecretKeys, seal, unseal } from '../../../platform/secret-box.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { fingerprintOf, keyIdOf, privateKeyOf, rawPublicKey } from './wire/keys.ts';

/** Who this installation is to others: a key of its own, whatever agencies it hosts. */
export interface InstallationIdentity {
  /** Raw Ed25519, base64url. */
  publicKey: string;
  /** `AB12 CD34 …`: what administrators compare by telephone. */
  fingerprint: string;
  /** `keyid` of its signatures. */
  keyId: string;
  privateKey: KeyObject;
  sign(bytes: Uint8Array): Buffer;
}

const OWNER = 'installation';

interface IdentityRow {
  public_key: Buffer;
  sealed_key: Buffer;
}

async function readRow({ db }: Pick<Services, 'db'>): Promise<IdentityRow | undefined> {
  const [row] = await rawQuery<IdentityRow>(db, 'select public_key, sealed_key from carriers_installation', []);
  return row;
}

/** Of processes that start together the first one's key is everyone's. */
async function createRow(services: Services, sealKey: SecretKeys): Promise<IdentityRow | undefined> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const sealed = seal(sealKey, OWNER, privateKey.export({ format: 'der', type: 'pkcs8' }));
  await rawQuery(
    services.db,
    `insert into carriers_installation (public_key, sealed_key, created_at) values ($1, $2, $3)
     on conflict (only_one) do nothing`,
    [rawPublicKey(publicKey), sealed, services.clock.now()],
  );
  return readRow(services);
}

const known = new WeakMap<Services['db'], Promise<InstallationIdentity>>();

async function open(services: Services): Promise<InstallationIdentity> {
  const sealKey = openKeyFile(services.config, 'installation');
  const row = (await readRow(services)) ?? (await createRow(services, sealKey));
  if (row === undefined) {
    throw new Error('the identity of the installation was not stored');
  }
  const privateKey = privateKeyOf(unseal(sealKey, OWNER, row.sealed_key));
  return {
    publicKey: row.public_key.toString('base64url'),
    fingerprint: fingerprintOf(row.public_key),
    keyId: keyIdOf(row.public_key),
    privateKey,
    sign: (bytes) => signBytes(null, bytes, privateKey),
  };
}

/**
 * Made at the first call, sealed in the database with the key `installation` (outside it), the same ever after.
 * @example (await installationIdentity(services)).fingerprint // '6E2A 91C0 …'
 */
export async function installationIdentity(services: Services): Promise<InstallationIdentity> {
  const opening = known.get(services.db) ?? open(services);
  known.set(services.db, opening);
  try {
    return await opening;
  } catch (error) {
    known.delete(services.db);
    throw error;
  }
}
