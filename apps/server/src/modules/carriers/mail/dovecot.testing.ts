import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program and why it cannot be used here; it needs root, since it starts its parts as several users. */
function findDovecot(): { path: string } | { missing: string } {
  if (process.getuid?.() !== 0) {
    return { missing: 'cần quyền root' };
  }
  try {
    // Debian puts it where a plain path does not look.
    return { path: execFileSync('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v dovecot']).toString().trim() };
  } catch {
    return { missing: 'không có trên máy này (apt-get install dovecot-imapd)' };
  }
}

export const DOVECOT = findDovecot();

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const bound = probe.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

const NOBODY = 65_534;

function configOf(dir: string, ports: { imap: number; imaps: number }, password: string): string {
  return `
base_dir = ${dir}/run
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
mail_location = maildir:${dir}/mail
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${dir}/mail
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
`;
}

export interface Dovecot {
  ports: { imap: number; imaps: number };
  add(raw: Buffer): void;
  /** Names of the mails with their flags, as the folder on the disk says. */
  files(): string[];
  stop(): Promise<void>;
}

async function untilListening(port: number, server: ChildProcess): Promise<void> {
  for (let round = 0; round < 200 && server.exitCode === null; round += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (isUp) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('dovecot did not start');
}

/** A real IMAP server of this machine with one mailbox, on free ports. */
export async function startDovecot(tls: { key: string; cert: string }, password: string): Promise<Dovecot> {
  if (!('path' in DOVECOT)) {
    throw new Error(DOVECOT.missing);
  }
  const dir = mkdtempSync(join(tmpdir(), 'congvu-dovecot-'));
  const ports = { imap: await freePort(), imaps: await freePort() };
  for (const folder of ['mail', 'mail/new', 'mail/cur', 'mail/tmp']) {
    mkdirSync(join(dir, folder), { recursive: true });
    chownSync(join(dir, folder), NOBODY, NOBODY);
  }
  execFileSync('chmod', ['755', dir]);
  writeFileSync(join(dir, 'cert.pem'), tls.cert);
  writeFileSync(join(dir, 'key.pem'), tls.key, { mode: 0o600 });
  writeFileSync(join(dir, 'conf'), configOf(dir, ports, password));
  const server = spawn(DOVECOT.path, ['-F', '-c', join(dir, 'conf')], { stdio: 'ignore' });
  await untilListening(ports.imaps, server);
  let serial = 0;
  return {
    ports,
    add: (raw) => {
      serial += 1;
      const path = join(dir, 'mail', 'new', `${1_616_000_000 + serial}.${serial}.test`);
      writeFileSync(path, raw);
      chownSync(path, NOBODY, NOBODY);
    },
    files: () => [...readdirSync(join(dir, 'mail', 'new')), ...readdirSync(join(dir, 'mail', 'cur'))].sort(),
    stop: async () => {
      const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      server.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
