import { createHash } from 'node:crypto';
import type { HashSigner } from '@congvu/pki';
import { openPkcs11, type Pkcs11Owner } from '@congvu/signer/pkcs11';
import type { Config } from '../../../platform/config.ts';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { onlyKeyOf } from './only-key.ts';
import { type HsmSettings, readSecret, readSigningSettings } from './signing-settings.ts';

/** One process owns a module (spec signatures.md §9), so this office opens it once. */
const owners = new WeakMap<Config, { settings: string; owner: Pkcs11Owner }>();

/** An HSM serves a clerk's batch at once; the login is kept a while so that not every letter logs in. */
const IDLE_MS = 5 * 60_000;
const SESSIONS = 4;

async function hsmOwner(config: Config, hsm: HsmSettings): Promise<Pkcs11Owner> {
  const settings = JSON.stringify(hsm);
  const known = owners.get(config);
  if (known?.settings === settings) {
    return known.owner;
  }
  const { label, serial, slot } = hsm.token;
  const owner = openPkcs11({
    module: hsm.module,
    token: {
      ...(label !== undefined && { label }),
      ...(serial !== undefined && { serial }),
      ...(slot !== undefined && { slot }),
    },
    pin: () => readSecret(config, hsm.pin),
    idle: IDLE_MS,
    sessions: SESSIONS,
  });
  owners.set(config, { settings, owner });
  await known?.owner.close();
  return owner;
}

/** Whether the module loads, the token is there and its PIN is at hand. @throws SignerError, or AppError `certificates.*` */
export async function lookAtHsm(config: Config, hsm: HsmSettings): Promise<void> {
  await readSecret(config, hsm.pin);
  const owner = await hsmOwner(config, hsm);
  const { tokens } = await owner.health();
  const { label, serial } = hsm.token;
  const isThere = tokens.some(
    (token) => (label === undefined || token.label === label) && (serial === undefined || token.serial === serial),
  );
  if (!isThere) {
    throw new AppError(
      'certificates.key_missing',
      503,
      'Không thấy thiết bị đã cấu hình trong máy chủ lưu khóa. Kiểm tra nhãn, số hiệu và dây nối.',
    );
  }
}

export async function closeHsm(config: Config): Promise<void> {
  const known = owners.get(config);
  owners.delete(config);
  await known?.owner.close();
}

/** The seal key of the organisation in the HSM of this server. @throws AppError `certificates.service_unknown` */
export async function openHsm(services: Pick<Services, 'config'>, row: CertificateRow): Promise<HashSigner> {
  const { hsm, problem } = await readSigningSettings(services.config);
  if (hsm === undefined) {
    throw new AppError(
      'certificates.service_unknown',
      503,
      problem ?? 'Máy chủ lưu khóa không còn trong cấu hình. Báo quản trị.',
    );
  }
  const owner = await hsmOwner(services.config, hsm);
  const [leaf = Buffer.alloc(0)] = row.chain;
  return onlyKeyOf(owner.signer(), createHash('sha256').update(leaf).digest('hex'), row.device_label);
}
