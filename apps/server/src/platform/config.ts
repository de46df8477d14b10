import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PlaceConfig, readPlace } from './backup/place-config.ts';
import { defaultKeyFile } from './keys/key-place.ts';
import { readSmtpConfig, type SmtpConfig } from './smtp-config.ts';
import { DEFAULT_LIMITS, type StorageLimits } from './storage-gate.ts';

export interface Config {
  role: 'all' | 'web' | 'worker';
  host: string;
  port: number;
  dataDir: string;
  /** Keys of files and sealed secrets, outside the data folder; made at the first start. */
  keyFile: string;
  /** An external PostgreSQL; undefined starts the embedded one. */
  databaseUrl: string | undefined;
  demo: boolean;
  /** Over plain http on a local network cookies cannot be Secure; `https` is the setting of production. */
  publicUrl: string;
  clockStart: Date | undefined;
  logLevel: string;
  production: boolean;
  /** Variables named CONGVU_SECRET_…: what settings files refer to, so that no secret stands in them. */
  secrets: Readonly<Record<string, string>>;
  /** Where clamd listens, `tcp://host:port` or `unix:/path`; undefined = no antivirus on this installation. */
  clamd: string | undefined;
  /** Dovecot of this installation: its doveadm page, and IMAP for its master user, http(s) and imap(s) addresses. */
  dovecot: { doveadm: string | undefined; imap: string | undefined };
  smtp: SmtpConfig;
  /** Where somebody who found a hole tells us, `mailto:` or `https:`; undefined = no /.well-known/security.txt. */
  securityContact: string | undefined;
  /** Where backups go and with which key; undefined = nobody has set it up. A folder and the key lie outside the data folder. */
  backup: { place: PlaceConfig; keyFile: string } | undefined;
  /** A folder that holds the same blobs (a mounted copy of `blobs/`), asked when one of ours is damaged. */
  replica: string | undefined;
  /** When a full disk turns the office read-only. */
  storage: StorageLimits;
  /** A source of time (NTP) this clock is compared with, `host` or `host:port`; undefined = with the database's alone. */
  timeSource: string | undefined;
  /** Time authorities and signing services on this very computer: the demo and tests only. */
  loopbackServices: boolean;
}

const SECRET_PREFIX = 'CONGVU_SECRET_';

function readSecrets(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(SECRET_PREFIX) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`Cổng "${text}" không hợp lệ: cần một số từ 1 đến 65535 (0 = tự chọn).`);
  }
  return port;
}

function readSecurityContact(text: string | undefined): string | undefined {
  if (text === undefined || /^(?:mailto:[^\s@]{1,64}@[^\s@]{1,255}|https:\/\/[^\s]{1,500})$/.test(text)) {
    return text;
  }
  throw new Error(`CONGVU_SECURITY_CONTACT “${text}” không hợp lệ: cần mailto:địa-chỉ hoặc https://trang-liên-hệ.`);
}

function readRole(text: string | undefined): Config['role'] {
  if (text === undefined || text === 'all' || text === 'web' || text === 'worker') {
    return text ?? 'all';
  }
  throw new Error(`Vai trò "${text}" không hợp lệ: chọn all, web hoặc worker.`);
}

const MB = 2 ** 20;

function readMegabytes(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name];
  const value = Number(text);
  if (text !== undefined && (!Number.isInteger(value) || value < 0)) {
    throw new Error(`${name}="${text}" không hợp lệ: cần số nguyên MB.`);
  }
  return text === undefined ? otherwise : value * MB;
}

function readStorage(env: NodeJS.ProcessEnv): StorageLimits {
  const stopBytes = readMegabytes(env, 'CONGVU_DISK_STOP_MB', DEFAULT_LIMITS.stopBytes);
  const resumeBytes = readMegabytes(env, 'CONGVU_DISK_RESUME_MB', Math.max(DEFAULT_LIMITS.resumeBytes, stopBytes));
  if (resumeBytes < stopBytes) {
    throw new Error('CONGVU_DISK_RESUME_MB phải không nhỏ hơn CONGVU_DISK_STOP_MB.');
  }
  const ballastBytes = readMegabytes(env, 'CONGVU_DISK_BALLAST_MB', DEFAULT_LIMITS.ballastBytes);
  return { stopBytes, resumeBytes, ballastBytes };
}

function readBackup(env: NodeJS.ProcessEnv): Config['backup'] {
  const place = env.CONGVU_BACKUP_DIR;
  const keyFile = env.CONGVU_BACKUP_KEY;
  if ((place === undefined) !== (keyFile === undefined)) {
    throw new Error('Sao lưu cần cả CONGVU_BACKUP_DIR (thư mục hoặc s3://…) và CONGVU_BACKUP_KEY (tệp khóa).');
  }
  return place === undefined || keyFile === undefined
    ? undefined
    : { place: readPlace(place, env), keyFile: resolve(keyFile) };
}

/** Reads the command line and the environment once, at start; nothing else looks at `process.env`. */
export function readConfig(args: string[], env: NodeJS.ProcessEnv): Config {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      demo: { type: 'boolean' },
      port: { type: 'string' },
      data: { type: 'string' },
      host: { type: 'string' },
    },
  });
  const port = readPort(values.port ?? env.PORT);
  const demo = values.demo ?? env.CONGVU_DEMO === '1';
  const host = values.host ?? env.CONGVU_HOST ?? '127.0.0.1';
  const dataDir = resolve(values.data ?? env.CONGVU_DATA ?? (demo ? '.data-demo' : '.data'));
  return {
    role: readRole(positionals[0] ?? env.CONGVU_ROLE),
    host,
    port,
    dataDir,
    keyFile: resolve(env.CONGVU_KEYS ?? defaultKeyFile(dataDir)),
    databaseUrl: env.DATABASE_URL,
    demo,
    publicUrl: env.CONGVU_PUBLIC_URL ?? `http://localhost:${port}`,
    clockStart: env.CONGVU_CLOCK_START === undefined ? undefined : new Date(env.CONGVU_CLOCK_START),
    logLevel: env.CONGVU_LOG ?? 'warn',
    production: env.NODE_ENV === 'production',
    secrets: readSecrets(env),
    clamd: env.CONGVU_CLAMD,
    dovecot: { doveadm: env.CONGVU_DOVEADM, imap: env.CONGVU_DOVECOT_IMAP },
    smtp: readSmtpConfig(env),
    securityContact: readSecurityContact(env.CONGVU_SECURITY_CONTACT),
    backup: readBackup(env),
    replica: env.CONGVU_REPLICA === undefined ? undefined : resolve(env.CONGVU_REPLICA),
    storage: readStorage(env),
    timeSource: env.CONGVU_NTP,
    loopbackServices: demo,
  };
}
