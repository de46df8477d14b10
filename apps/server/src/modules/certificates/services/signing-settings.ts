import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { AddCertificate } from '@congvu/contracts';
import { PkiError } from '@congvu/pki';
import { type RemoteSettings, readRemoteSettings, type SecretReference } from '@congvu/pki/remote';
import { z } from 'zod';
import type { Config } from '../../../platform/config.ts';
import type { Services } from '../../../platform/context.ts';
import { AppError, invalid } from '../../../platform/errors.ts';

const Secret = z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string().min(1) })]);

const Hsm = z.strictObject({
  label: z.string().min(1).max(100),
  /** Absolute path of the PKCS#11 module. */
  module: z.string().refine(isAbsolute, 'cần đường dẫn tuyệt đối tới trình điều khiển PKCS#11'),
  token: z.strictObject({ label: z.string().optional(), serial: z.string().optional(), slot: z.int().optional() }),
  pin: Secret,
});
export type HsmSettings = z.infer<typeof Hsm>;

const SettingsFile = z.strictObject({ services: z.array(z.unknown()).default([]), hsm: Hsm.optional() });

export interface SigningSettings {
  services: RemoteSettings[];
  hsm: HsmSettings | undefined;
  /** Vietnamese: what is wrong in the file; nothing of a wrong file is used. */
  problem: string | undefined;
}

const NONE: SigningSettings = { services: [], hsm: undefined, problem: undefined };
const FILE = 'signing-services.json';

function describe(error: unknown): string {
  if (error instanceof PkiError) {
    return error.message;
  }
  if (error instanceof SyntaxError) {
    return 'tệp không phải JSON đúng cú pháp (thừa hoặc thiếu dấu phẩy, ngoặc).';
  }
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `trường “${issue?.path.join('.') ?? ''}”: ${issue?.message ?? 'sai'}.`;
  }
  throw error;
}

function parse(text: string): SigningSettings {
  const file = SettingsFile.parse(JSON.parse(text));
  const services = file.services.map(readRemoteSettings);
  const ids = services.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new PkiError('pki.remote_settings', `trường “id”: hai dịch vụ cùng tên “${twice}”.`);
  }
  return { services, hsm: file.hsm, problem: undefined };
}

/**
 * `<data>/signing-services.json` as it stands now: small, read again each time, so that a corrected file needs no restart. A wrong
 * file stops phone, cloud and HSM signing and nothing else.
 */
export async function readSigningSettings(config: Config): Promise<SigningSettings> {
  try {
    return parse(await readFile(join(config.dataDir, FILE), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return NONE;
    }
    return { ...NONE, problem: `Tệp ${FILE} trong thư mục dữ liệu sai: ${describe(error)}` };
  }
}

/** Told once at start to whoever reads the log; the health page says it as long as it lasts. */
export async function checkSigningSettings(services: Pick<Services, 'config' | 'log'>): Promise<void> {
  const { problem } = await readSigningSettings(services.config);
  if (problem !== undefined) {
    services.log.error({ file: FILE }, problem);
  }
}

/** @throws AppError `certificates.service_unknown`; the text names the place, never the value */
export async function readSecret(config: Config, reference: SecretReference): Promise<string> {
  if ('env' in reference) {
    const value = config.secrets[reference.env];
    if (value === undefined) {
      throw new AppError(
        'certificates.service_unknown',
        503,
        `Thiếu biến môi trường ${reference.env} mà ${FILE} nhắc tới. Tên biến phải bắt đầu bằng CONGVU_SECRET_.`,
      );
    }
    return value;
  }
  const path = isAbsolute(reference.file) ? reference.file : join(config.dataDir, reference.file);
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new AppError(
      'certificates.service_unknown',
      503,
      `Không đọc được tệp bí mật mà ${FILE} nhắc tới (${reference.file}).`,
      { cause },
    );
  }
}

/** What a service of signing-services.json holds: keys on phones, or keys of its own. */
export function keyKindOf(settings: Pick<RemoteSettings, 'kind'>): 'sim' | 'remote' {
  return settings.kind === 'mssp' ? 'sim' : 'remote';
}

/** @throws AppError `certificates.service_unknown` */
export async function assertServiceConfigured(
  services: Pick<Services, 'config'>,
  body: Pick<AddCertificate, 'keyKind' | 'serviceId'>,
): Promise<void> {
  if (body.keyKind === 'token') {
    return;
  }
  const settings = await readSigningSettings(services.config);
  const isKnown =
    body.keyKind === 'hsm'
      ? settings.hsm !== undefined
      : settings.services.some((service) => service.id === body.serviceId && keyKindOf(service) === body.keyKind);
  if (!isKnown) {
    throw invalid(
      'certificates.service_unknown',
      settings.problem ?? 'Dịch vụ ký số này chưa được cấu hình trên máy chủ. Đề nghị quản trị cấu hình rồi ghi lại.',
      [{ path: body.keyKind === 'hsm' ? 'keyKind' : 'serviceId', message: 'Chưa có trong cấu hình.' }],
    );
  }
}
