import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';

export interface S3Credentials {
  id: string;
  secret: string;
}

export interface S3Config {
  kind: 's3';
  bucket: string;
  /** Below it everything of ours lies: empty, or ending in `/`. */
  prefix: string;
  /** Scheme, host and port of the service; the bucket is not in it. */
  endpoint: string;
  region: string;
  /** `https://host/bucket/…` instead of `https://bucket.host/…`. */
  isPathStyle: boolean;
  /** PEM file of whom to trust there instead of the public authorities. */
  caFile: string | undefined;
  /** Read anew each time, so that changed ones need no restart; a function, so that no log prints them. */
  credentials(): S3Credentials;
}

/** Where backups lie, as whoever runs the machine has written it. */
export type PlaceConfig = { kind: 'folder'; dir: string } | S3Config;

const READABLE_BY_OTHERS = 0o077;
const ADDRESS = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*))?\/?$/;
/** A service on this very machine may be asked without TLS: nobody is on that wire. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function badSetting(text: string): AppError {
  return new AppError('backup.s3_setting', 422, text);
}

function readEndpoint(env: NodeJS.ProcessEnv, region: string): string {
  const text = env.CONGVU_S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === undefined || !isSafe || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw badSetting(
      `CONGVU_S3_ENDPOINT “${url?.host ?? text}” không hợp lệ: cần https://máy-chủ[:cổng], không kèm tên kho, tên hay mật khẩu (http chỉ với chính máy này).`,
    );
  }
  return url.origin;
}

function readStyle(env: NodeJS.ProcessEnv): boolean {
  const style = env.CONGVU_S3_STYLE ?? (env.CONGVU_S3_ENDPOINT === undefined ? 'host' : 'path');
  if (style !== 'path' && style !== 'host') {
    throw badSetting(`CONGVU_S3_STYLE “${style}” không hợp lệ: chọn path (máy-chủ/kho) hoặc host (kho.máy-chủ).`);
  }
  return style === 'path';
}

/** Two lines, `id` and `secret`, or the file of the AWS tools (`aws_access_key_id = …`). */
function readCredentialsFile(path: string): S3Credentials {
  if (!existsSync(path)) {
    throw badSetting(`Tệp khóa truy cập S3 ${path} (CONGVU_S3_CREDENTIALS) không có.`);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & READABLE_BY_OTHERS) !== 0) {
    throw badSetting(`Tệp khóa truy cập S3 ${path} đang cho người khác đọc. Đặt quyền: chmod 600.`);
  }
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#[]/.test(line));
  const named = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(name))?.replace(/^\w+\s*=\s*/, '');
  const id = named('aws_access_key_id') ?? lines[0];
  const secret = named('aws_secret_access_key') ?? lines[1];
  if (id === undefined || secret === undefined || /\s/.test(id + secret)) {
    throw badSetting(`Tệp ${path} không phải khóa truy cập S3: cần hai dòng, mã khóa rồi khóa bí mật.`);
  }
  return { id, secret };
}

function credentialsOf(env: NodeJS.ProcessEnv): () => S3Credentials {
  const file = env.CONGVU_S3_CREDENTIALS;
  const id = env.CONGVU_S3_KEY_ID;
  const secret = env.CONGVU_S3_SECRET;
  if (file !== undefined) {
    return () => readCredentialsFile(resolve(file));
  }
  if (id === undefined || secret === undefined) {
    throw badSetting(
      'Sao lưu lên S3 cần khóa truy cập: CONGVU_S3_CREDENTIALS=TỆP (hai dòng, quyền 0600), hoặc CONGVU_S3_KEY_ID và CONGVU_S3_SECRET.',
    );
  }
  return () => ({ id, secret });
}

/**
 * A folder, or `s3://bucket/prefix` with the `CONGVU_S3_…` beside it. Secrets come from a file or the environment only: arguments are
 * seen by everybody on the machine.
 * @throws AppError `backup.s3_setting`
 */
export function readPlace(text: string, env: NodeJS.ProcessEnv): PlaceConfig {
  if (!/^s3:/i.test(text)) {
    return { kind: 'folder', dir: resolve(text) };
  }
  const [, bucket, prefix] = ADDRESS.exec(text) ?? [];
  if (bucket === undefined || (prefix ?? '').split('/').some((part) => /^\.+$/.test(part))) {
    throw badSetting(
      'Nơi sao lưu S3 không hợp lệ: cần s3://tên-kho/tiền-tố, chữ không dấu, số và . _ -; khóa truy cập không viết ở đây.',
    );
  }
  const region = env.CONGVU_S3_REGION ?? 'us-east-1';
  if (!/^[\w-]{1,64}$/.test(region)) {
    throw badSetting(`CONGVU_S3_REGION “${region}” không hợp lệ.`);
  }
  return {
    kind: 's3',
    bucket,
    prefix: prefix === undefined ? '' : `${prefix}/`,
    endpoint: readEndpoint(env, region),
    region,
    isPathStyle: readStyle(env),
    caFile: env.CONGVU_S3_CA === undefined ? undefined : resolve(env.CONGVU_S3_CA),
    credentials: credentialsOf(env),
  };
}
