import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { congvuMail } from './in-process.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-setup-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const DATABASE = 'postgresql://quantri:mat-khau@10.1.2.3:5433/congvu'; // secretlint-disable-line

function setup(name: string, ...more: string[]) {
  const out = join(FOLDER, name);
  return congvuMail('setup', '--out', out, '--hostname', 'Mail.TamDuong.gov.vn', '--database', DATABASE, ...more);
}

const ready = (name: string, ...more: string[]) => setup(name, '--no-role', '--dovecot', '2.3', ...more);

function read(name: string, file: string): string {
  return readFileSync(join(FOLDER, name, file), 'utf8');
}

function filesOf(name: string): string[] {
  return readdirSync(join(FOLDER, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function secretsOf(name: string): string[] {
  const env = read(name, 'congvu.env');
  return [...env.matchAll(/^CONGVU_SECRET_\w+=(\S+)$/gm), ...read(name, 'role.sql').matchAll(/password '(\S+)'/g)].map(
    ([, secret]) => secret ?? '',
  );
}

test('writes everything with mode 0640, prints no secret, and never the administrator of the database', async () => {
  const { code, text } = await ready('mot');
  expect(code).toBe(0);
  const files = filesOf('mot');
  expect(files.map((path) => statSync(path).mode & 0o777)).toEqual(files.map(() => 0o640));
  const secrets = secretsOf('mot');
  expect(secrets).toHaveLength(3);
  expect(new Set(secrets).size).toBe(3);
  expect(secrets.filter((secret) => secret.length < 32 || text.includes(secret))).toEqual([]);
  const all = files.map((path) => readFileSync(path, 'utf8')).join('\n');
  expect(all).not.toContain('mat-khau');
  expect(all).not.toContain('quantri');
  expect(read('mot', 'postfix/congvu-domains.cf')).toContain('hosts = 10.1.2.3:5433\nuser = congvu_mail\n');
  expect(read('mot', 'postfix/main.cf')).toContain('myhostname = mail.tamduong.gov.vn\n');
  expect(read('mot', 'postfix/main.cf')).toContain('inet_interfaces = all\n');
  expect(read('mot', 'dovecot/dovecot.conf')).toContain('listen = *, ::\n');
});

test('what stands there is left alone, all of it, until --force; then every secret is new', async () => {
  await ready('hai');
  const before = secretsOf('hai');
  rmSync(join(FOLDER, 'hai', 'README.md'));
  writeFileSync(join(FOLDER, 'hai', 'postfix/main.cf'), 'cua toi\n');
  const refused = await ready('hai');
  expect(refused).toMatchObject({ code: 2, error: expect.stringContaining('postfix/main.cf') });
  expect(read('hai', 'postfix/main.cf')).toBe('cua toi\n');
  expect(() => read('hai', 'README.md')).toThrow();
  expect(await ready('hai', '--force')).toMatchObject({ code: 0 });
  expect(read('hai', 'postfix/main.cf')).not.toBe('cua toi\n');
  expect(secretsOf('hai').filter((secret) => before.includes(secret))).toEqual([]);
});

test('each Dovecot gets files it can read', async () => {
  await ready('ba');
  await setup('bon', '--no-role', '--dovecot', '2.4');
  expect(read('ba', 'dovecot/dovecot.conf')).toContain('mail_location = ');
  expect(read('ba', 'dovecot/congvu-sql.conf.ext')).toContain("secret = '%{sha256:password}'");
  expect(read('bon', 'dovecot/dovecot.conf')).toContain('dovecot_config_version = 2.4.0\n');
  expect(read('bon', 'dovecot/congvu-sql.conf')).toContain("secret = '%{password | sha256 | hexlify}'");
});

/** The options of one service of master.cf. */
function serviceOf(name: string, service: RegExp): string {
  const [, options = ''] =
    new RegExp(`^${service.source}[^\\n]*\\n((?:[ ]{2}-o [^\\n]*\\n)*)`, 'm').exec(read(name, 'postfix/master.cf')) ??
    [];
  return options;
}

test.each(['2.3', '2.4'])(
  'with Dovecot %s every mail goes through the filter, and comes back from this machine only',
  async (version) => {
    const name = `loc-${version}`;
    await setup(name, '--no-role', '--dovecot', version, '--port', 'filter=20025', '--port', 'reinject=20026');
    expect(serviceOf(name, /smtpd/)).toContain('content_filter=congvu-filter:[127.0.0.1]:20025\n');
    for (const door of [/587/, /465/]) {
      expect(serviceOf(name, door)).toContain('smtpd_proxy_filter=127.0.0.1:10027\n');
    }
    expect(serviceOf(name, /congvu-filter/)).toContain('smtp_send_xforward_command=yes\n');
    const back = serviceOf(name, /127\.0\.0\.1:20026/);
    expect(back).toContain('smtpd_client_restrictions=permit_mynetworks,reject\n');
    expect(back).toContain('mynetworks=127.0.0.0/8,[::1]/128\n');
    expect(back).toContain('content_filter=\n');
    expect(read(name, 'congvu.env')).toContain(
      'CONGVU_SMTP_NAME=mail.tamduong.gov.vn\nCONGVU_FILTER_PORT=20025\nCONGVU_FILTER_SUBMISSION_PORT=10027\nCONGVU_FILTER_REINJECT=127.0.0.1:20026\n',
    );
  },
);

test('without the filter nothing leads to it, and it is said what is missing', async () => {
  await ready('khong-loc', '--no-filter');
  expect(read('khong-loc', 'postfix/master.cf')).not.toMatch(/content_filter|proxy_filter|congvu-filter|10026/);
  expect(read('khong-loc', 'congvu.env')).not.toContain('FILTER');
  expect(read('khong-loc', 'README.md')).toContain('## Chưa có trong cấu hình này');
});

test.each([
  [['--hostname', 'mail;rm'], '--hostname'],
  [['--hostname', 'mayle'], '--hostname'],
  [['--database', 'mysql://x/y'], '--database'],
  [['--database', "postgresql://x/a'b"], 'cơ sở dữ liệu'],
  [['--database', 'postgresql:///congvu'], '--database'],
  [['--role', 'a; drop table mailbox'], '--role'],
  [['--port', 'smtp=0'], '--port'],
  [['--port', 'web=25'], '--port'],
  [['--dovecot', '2.2'], '2.3'],
  [['--mail-dir', '/var/vmail\nx = y'], '--mail-dir'],
  [['--listen', '0.0.0.0, ::'], '--listen'],
  [['--cert', 'chung thu.pem'], '--cert'],
  [['--nothing'], '--nothing'],
])('%j is refused before anything is written', async (words, named) => {
  const { code, error } = await ready('sai', ...words);
  expect({ code, named: error.includes(named) }).toEqual({ code: 2, named: true });
  expect(() => filesOf('sai')).toThrow();
});

test('a database that does not answer: said, with what to do; nothing is written', async () => {
  const out = join(FOLDER, 'nam');
  const words = [
    '--hostname',
    'mail.gov.vn',
    '--dovecot',
    '2.3',
    '--database',
    'postgresql://x:bi-mat@127.0.0.1:1/congvu', // secretlint-disable-line
  ];
  const { code, error } = await congvuMail('setup', '--out', out, ...words);
  expect({ code, says: error.includes('--no-role') }).toEqual({ code: 2, says: true });
  expect(error).not.toContain('bi-mat');
  expect(() => filesOf('nam')).toThrow();
});
