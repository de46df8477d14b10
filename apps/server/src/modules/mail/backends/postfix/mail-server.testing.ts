import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { vi } from 'vitest';
import { isAlive } from '../../../../platform/postgres/postmaster.ts';
import type { TestOffice } from '../../../../platform/testing/test-context.ts';

const CLI = fileURLToPath(new URL('../../../../../../cli/src/main.ts', import.meta.url));
const NEEDED = [
  '/usr/sbin/postfix',
  '/usr/lib/postfix/postfix-pgsql.so',
  '/usr/sbin/dovecot',
  '/usr/lib/dovecot/imap',
  '/usr/lib/dovecot/lmtp',
  '/usr/lib/dovecot/modules/auth/libdriver_pgsql.so',
];

/** Why the real servers cannot be started here; undefined when they can. */
export function whyNotHere(): string | undefined {
  const missing = NEEDED.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    return `thiếu ${missing.join(', ')}`;
  }
  return process.getuid?.() === 0 ? undefined : 'cần quyền root để chạy postfix và dovecot';
}

const PORTS = [
  'smtp',
  'submissions',
  'submission',
  'imaps',
  'imap',
  'doveadm',
  'filter',
  'filter-submission',
  'reinject',
] as const;
type Ports = Record<(typeof PORTS)[number], number>;

/** All held at once, so that they differ. */
async function freePorts(): Promise<Ports> {
  const held = await Promise.all(
    PORTS.map(
      (name) =>
        new Promise<{ name: string; port: number; close: () => void }>((resolve) => {
          const server = createServer();
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve({
              name,
              port: typeof address === 'object' ? (address?.port ?? 0) : 0,
              close: () => server.close(),
            });
          });
        }),
    ),
  );
  for (const { close } of held) {
    close();
  }
  return Object.fromEntries(held.map(({ name, port }) => [name, port])) as Ports;
}

/** The programs of mail servers lie where the path of a plain run does not look. */
const ENV: NodeJS.ProcessEnv = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };

function run(program: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', env: ENV });
  if (status !== 0) {
    throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
  }
  return stdout;
}

export interface MailServer {
  ports: Ports;
  hostname: string;
  role: string;
  /** What the written configuration says to the office's server. */
  settings: Record<string, string | undefined>;
  out: string;
  log(): string;
  /** Names of the mails that wait in the queue. */
  queue(): string[];
  /** Tries again now what waits. */
  flush(): void;
  startDovecot(): Promise<void>;
  stopDovecot(): Promise<void>;
  close(): Promise<void>;
}

interface Place {
  dir: string;
  ports: Ports;
  role: string;
  filter: boolean;
}

const HOSTNAME = 'mail.laichau.gov.vn';

/** By the command an administrator gives, into a folder of the test. */
function writeConfiguration(office: TestOffice, { dir, ports, role, filter }: Place): void {
  const at = (name: string): string => join(dir, name);
  run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${HOSTNAME}`, '-keyout', at('key.pem'), '-out', at('cert.pem')],
  ]);
  run(process.execPath, [
    ...[CLI, 'mail', 'setup', '--out', at('out'), '--hostname', HOSTNAME, '--database', office.database.url],
    ...[
      '--cert',
      at('cert.pem'),
      '--key',
      at('key.pem'),
      '--role',
      role,
      '--mail-user',
      'mail',
      '--listen',
      '127.0.0.1',
    ],
    ...['--postfix-dir', at('out/postfix'), '--dovecot-dir', at('out/dovecot'), '--queue-dir', at('queue')],
    ...['--data-dir', at('data'), '--mail-dir', at('mail'), '--run-dir', at('run'), '--log', at('log/mail.log')],
    ...PORTS.flatMap((name) => ['--port', `${name}=${ports[name]}`]),
    ...(filter ? [] : ['--no-filter']),
  ]);
}

function makeFolders(dir: string): void {
  const idOf = (user: string): number => Number(run('id', ['-u', user]));
  chmodSync(dir, 0o755);
  for (const [name, owner] of [
    ['queue', 'root'],
    ['queue/private', 'postfix'],
    ['data', 'postfix'],
    ['mail', 'mail'],
    ['run', 'root'],
    ['log', 'root'],
  ] as const) {
    mkdirSync(join(dir, name));
    chownSync(join(dir, name), idOf(owner), 0);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const FOLDER = '/tmp/congvu-mail-';

/** A run that was killed leaves its servers behind; the next run ends them. */
function removeAbandoned(): void {
  for (const name of readdirSync('/tmp').filter((entry) => `/tmp/${entry}`.startsWith(FOLDER))) {
    const dir = join('/tmp', name);
    if (isAlive(Number(dir.slice(FOLDER.length).split('-')[0]))) {
      continue;
    }
    for (const file of ['queue/pid/master.pid', 'run/master.pid']) {
      const pid = existsSync(join(dir, file)) ? Number(readFileSync(join(dir, file), 'utf8')) : 0;
      // The number may be somebody else's by now.
      if (pid > 1 && isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').match(/dovecot|postfix/) !== null) {
        process.kill(pid, 'SIGTERM');
      }
    }
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Ends the master of this folder, which ends its children; `postfix stop` would wait for seconds. */
async function stopPostfix(dir: string): Promise<void> {
  const pid = Number(readFileSync(join(dir, 'queue/pid/master.pid'), 'utf8'));
  process.kill(pid, 'SIGTERM');
  await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000, interval: 20 });
}

/** Foreground and as a child, so that only this one is ended. */
function dovecotIn({ dir, ports }: Place): Pick<MailServer, 'startDovecot' | 'stopDovecot'> {
  let running: { kill: () => void; ended: Promise<unknown> } | undefined;
  return {
    startDovecot: async () => {
      const child = spawn('dovecot', ['-F', '-c', join(dir, 'out/dovecot/dovecot.conf')], {
        stdio: 'ignore',
        env: ENV,
      });
      running = {
        kill: () => child.kill('SIGTERM'),
        ended: new Promise((resolve) => child.once('exit', resolve)),
      };
      await vi.waitUntil(() => answers(ports.doveadm), { timeout: 20_000, interval: 50 });
    },
    stopDovecot: async () => {
      running?.kill();
      await running?.ended;
      running = undefined;
    },
  };
}

function queueOf(dir: string): Pick<MailServer, 'queue' | 'flush'> {
  const at = ['-c', join(dir, 'out/postfix')];
  return {
    queue: () =>
      run('postqueue', [...at, '-j'])
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as { queue_id: string }).queue_id),
    flush: () => void run('postqueue', [...at, '-f']),
  };
}

/** Postfix and Dovecot of Debian with what `congvu mail setup` writes, against the database of this test. Root only. */
export async function startMailServer(
  office: TestOffice,
  options: { postfix?: boolean; filter?: boolean; editMainCf?: (text: string) => string } = {},
): Promise<MailServer> {
  removeAbandoned();
  const dir = mkdtempSync(`${FOLDER}${process.pid}-`);
  const role = `congvu_mail_${randomBytes(5).toString('hex')}`;
  const place: Place = { dir, ports: await freePorts(), role, filter: options.filter === true };
  const dovecot = dovecotIn(place);
  let hasPostfix = false;
  const close = async (): Promise<void> => {
    if (hasPostfix) {
      await stopPostfix(dir);
    }
    await dovecot.stopDovecot();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    makeFolders(dir);
    writeConfiguration(office, place);
    const mainCf = join(dir, 'out/postfix/main.cf');
    writeFileSync(mainCf, options.editMainCf?.(readFileSync(mainCf, 'utf8')) ?? readFileSync(mainCf, 'utf8'));
    // As the README of the setup installs them.
    run('chgrp', ['-R', 'postfix', join(dir, 'out/postfix')]);
    run('chgrp', ['-R', 'dovecot', join(dir, 'out/dovecot')]);
    await dovecot.startDovecot();
    if (options.postfix !== false) {
      run('postfix', ['-c', join(dir, 'out/postfix'), 'start']);
      hasPostfix = true;
    }
  } catch (error) {
    await close();
    throw error;
  }
  const settings = parseEnv(readFileSync(join(dir, 'out/congvu.env'), 'utf8'));
  const log = (): string => readFileSync(join(dir, 'log/mail.log'), 'utf8');
  return {
    ...dovecot,
    ports: place.ports,
    hostname: HOSTNAME,
    role: place.role,
    out: join(dir, 'out'),
    settings,
    log,
    ...queueOf(dir),
    close,
  };
}
