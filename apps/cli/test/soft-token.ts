import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, type IssuedCertificate, issueCertificate, type KeyKind, OID } from '@congvu/pki';

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
const MODULE = MODULES.find((path) => existsSync(path));
const hasTool = spawnSync('pkcs11-tool', ['--version'], { stdio: 'ignore' }).error === undefined;
export const canMakeTokens = MODULE !== undefined && hasTool;
export const TOKEN_PIN = '246810';

export interface SoftToken {
  module: string;
  authority: IssuedCertificate;
  remove(): void;
}

/** A SoftHSM2 token in a folder of its own, filled by the tools people use; SOFTHSM2_CONF leads this process to it. */
export function makeSoftToken(
  label: string,
  keys: readonly { kind: KeyKind; label: string; name: string }[],
): SoftToken {
  const module = MODULE ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'congvu-cli-token-'));
  mkdirSync(join(folder, 'tokens'));
  const configuration = `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`;
  writeFileSync(join(folder, 'softhsm2.conf'), configuration);
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  const run = (tool: string, ...words: string[]): void => void execFileSync(tool, words, { stdio: 'pipe' });
  const soft = (...words: string[]): void => run('softhsm2-util', ...words, '--module', module);
  soft('--init-token', '--free', '--label', label, '--pin', TOKEN_PIN, '--so-pin', '12345678');
  const dates = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-01-01T00:00:00Z') };
  const root = [{ oid: OID.commonName, value: 'CA thử nghiệm' }];
  const authority = issueCertificate({ ...dates, subject: root, keys: generateKeys('p-256'), authority: {} });
  for (const [index, key] of keys.entries()) {
    const subject = [{ oid: OID.commonName, value: key.name }];
    const issued = issueCertificate({ ...dates, subject, issuer: authority, keys: generateKeys(key.kind) });
    const [secret, certificate, id] = [join(folder, 'key.pem'), join(folder, 'cert.der'), `0${index + 1}`];
    writeFileSync(secret, issued.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(certificate, issued.certificate);
    soft('--import', secret, '--token', label, '--label', key.label, '--id', id, '--pin', TOKEN_PIN);
    const write = ['--write-object', certificate, '--type', 'cert', '--label', key.label, '--id', id];
    run('pkcs11-tool', '--module', module, '--token-label', label, '--login', '--pin', TOKEN_PIN, ...write);
    rmSync(secret);
  }
  return { module, authority, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
