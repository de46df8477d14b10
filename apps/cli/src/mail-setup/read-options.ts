import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseCall, UsageError } from '../command-line.ts';
import { type DovecotSyntax, PORTS, type PortName, type SetupPlan, type SetupSecrets } from './setup-plan.ts';

const OPTIONS = {
  out: { type: 'string' },
  hostname: { type: 'string' },
  database: { type: 'string' },
  cert: { type: 'string', default: '/etc/ssl/congvu/fullchain.pem' },
  key: { type: 'string', default: '/etc/ssl/congvu/privkey.pem' },
  role: { type: 'string', default: 'congvu_mail' },
  'postfix-dir': { type: 'string', default: '/etc/postfix' },
  'dovecot-dir': { type: 'string', default: '/etc/dovecot' },
  'queue-dir': { type: 'string', default: '/var/spool/postfix' },
  'data-dir': { type: 'string', default: '/var/lib/postfix' },
  'mail-dir': { type: 'string', default: '/var/vmail' },
  'run-dir': { type: 'string', default: '/run/dovecot' },
  'mail-user': { type: 'string', default: 'vmail' },
  listen: { type: 'string', multiple: true },
  port: { type: 'string', multiple: true },
  log: { type: 'string' },
  dovecot: { type: 'string' },
  'no-filter': { type: 'boolean', default: false },
  'no-role': { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
} as const;

const HOSTNAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const ROLE = /^[a-z_][a-z0-9_]{0,62}$/;
/** What stands unquoted in the files of Postfix and Dovecot: nothing that either would read as more than a path. */
const PATH = /^\/[\w./@+-]*$/;
const ADDRESS = /^[\d.]+$|^[\da-f:]+$/i;
/** By name or IPv4: both mail servers write it the same way. */
const HOST = /^[\w.-]+$/;
const DATABASE = /^[\w-]+$/;

export interface SetupOptions {
  out: string;
  plan: SetupPlan;
  /** As whom the role is made; the mail servers do not use it. */
  databaseUrl: string;
  makesRole: boolean;
  force: boolean;
}

function assertShape(pattern: RegExp, option: string, value: string | undefined, example: string): string {
  if (value === undefined || !pattern.test(value)) {
    throw new UsageError(`${option} ${value === undefined ? 'chưa ghi' : 'không hợp lệ'}; ví dụ ${example}`);
  }
  return value;
}

function readPorts(given: readonly string[]): Record<PortName, number> {
  const ports = { ...PORTS };
  for (const word of given) {
    const [name, text] = word.split('=');
    const port = Number(text);
    if (name === undefined || !(name in ports) || !Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new UsageError(`--port ghi dạng tên=số, tên là một trong: ${Object.keys(ports).join(', ')}`);
    }
    ports[name as PortName] = port;
  }
  return ports;
}

/** Dovecot 2.4 (Debian 13) does not read files of 2.3 (Debian 12): the one of this machine counts unless the call says otherwise. */
function readSyntax(given: string | undefined): DovecotSyntax {
  // Where Debian puts it, which the path of whoever is not root leaves out.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };
  const installed = spawnSync('dovecot', ['--version'], { encoding: 'utf8', env }).stdout;
  const version = given ?? /^2\.[34]/.exec(installed ?? '')?.[0];
  if (version !== '2.3' && version !== '2.4') {
    throw new UsageError(
      'máy này không có Dovecot 2.3 hay 2.4; ghi --dovecot 2.3 (Debian 12) hoặc --dovecot 2.4 (Debian 13)',
    );
  }
  return version;
}

function readDatabase(text: string | undefined, role: string): SetupPlan['database'] {
  if (text === undefined || !URL.canParse(text) || !/^postgres(?:ql)?:$/.test(new URL(text).protocol)) {
    throw new UsageError('--database (hoặc DATABASE_URL) phải là địa chỉ dạng postgresql://tên@máy:5432/cơ-sở-dữ-liệu');
  }
  const url = new URL(text);
  return {
    host: assertShape(HOST, 'tên máy trong --database', url.hostname, '127.0.0.1'),
    port: Number(url.port === '' ? '5432' : url.port),
    name: assertShape(DATABASE, 'tên cơ sở dữ liệu trong --database', url.pathname.slice(1), 'congvu'),
    role: assertShape(ROLE, '--role', role, 'congvu_mail'),
  };
}

/** @throws UsageError */
export function readSetupOptions(args: string[]): SetupOptions {
  const { values } = parseCall(args, OPTIONS);
  if (values.out === undefined) {
    throw new UsageError('--out chưa ghi: thư mục để ghi các tệp cấu hình');
  }
  const path = (
    name: 'cert' | 'key' | 'postfix-dir' | 'dovecot-dir' | 'queue-dir' | 'data-dir' | 'mail-dir' | 'run-dir',
  ) => assertShape(PATH, `--${name}`, values[name], OPTIONS[name].default);
  const databaseUrl = values.database ?? process.env['DATABASE_URL'];
  return {
    out: resolve(values.out),
    databaseUrl: databaseUrl ?? '',
    makesRole: !values['no-role'],
    force: values.force,
    plan: {
      hostname: assertShape(HOSTNAME, '--hostname', values.hostname?.toLowerCase(), 'mail.tamduong.laichau.gov.vn'),
      cert: path('cert'),
      key: path('key'),
      postfixDir: path('postfix-dir'),
      dovecotDir: path('dovecot-dir'),
      queueDir: path('queue-dir'),
      dataDir: path('data-dir'),
      mailDir: path('mail-dir'),
      runDir: path('run-dir'),
      mailUser: assertShape(ROLE, '--mail-user', values['mail-user'], 'vmail'),
      listen: (values.listen ?? []).map((word) => assertShape(ADDRESS, '--listen', word, '10.1.2.3')),
      ports: readPorts(values.port ?? []),
      database: readDatabase(databaseUrl, values.role),
      log: values.log === undefined ? undefined : assertShape(PATH, '--log', values.log, '/var/log/congvu-mail.log'),
      dovecot: readSyntax(values.dovecot),
      filter: !values['no-filter'],
    },
  };
}

/** 192 random bits each, in letters that need no quoting anywhere. */
export function newSecrets(): SetupSecrets {
  const secret = (): string => randomBytes(24).toString('base64url').replaceAll('-', '0').replaceAll('_', '1');
  return { database: secret(), doveadm: secret(), master: secret() };
}
