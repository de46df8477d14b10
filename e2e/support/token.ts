import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IssuedCertificate } from '@congvu/pki';

const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'];
const TOOLS = ['/usr/bin/softhsm2-util', '/usr/bin/pkcs11-tool'];
const SOFTHSM = TOOLS.every(existsSync) ? MODULES.find(existsSync) : undefined;

/** Whether this machine can play a USB token. */
export const canPlayToken = SOFTHSM !== undefined;

export interface PlayedToken {
  module: string;
  label: string;
  pin: string;
  /** Where its process finds it. */
  env: Record<string, string>;
  remove(): void;
}

/** A SoftHSM2 token in a folder of its own, with the key and the certificates an authority would have put there. */
export function playToken(label: string, issued: IssuedCertificate, above: readonly Uint8Array[]): PlayedToken {
  const module = SOFTHSM ?? '';
  const pin = '246810';
  const folder = mkdtempSync(join(tmpdir(), 'congvu-e2e-token-'));
  const put = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  mkdirSync(join(folder, 'tokens'));
  const conf = put('softhsm2.conf', `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  const env = { SOFTHSM2_CONF: conf };
  const run = (tool: string, words: readonly string[]): void => {
    execFileSync(tool, words, { stdio: 'pipe', env: { ...process.env, ...env } });
  };
  run('softhsm2-util', ['--init-token', '--free', '--label', label, '--pin', pin, '--so-pin', '12345678']);
  const key = put('key.pem', issued.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  run('softhsm2-util', ['--import', key, '--token', label, '--label', 'ky', '--id', '01', '--pin', pin]);
  rmSync(key);
  for (const [index, der] of [issued.certificate, ...above].entries()) {
    const id = `0${index + 1}`;
    const file = put(`${id}.der`, der);
    const login = ['--module', module, '--token-label', label, '--login', '--pin', pin];
    run('pkcs11-tool', [...login, '--write-object', file, '--type', 'cert', '--id', id, '--label', `chung-thu-${id}`]);
  }
  return { module, label, pin, env, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
