import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { congvuMail } from './in-process.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-cli-mail-'));

function file(name: string, content: string | Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

function letter(from: string, subject: string, body: string): string {
  const lines = [
    `From: ${from}`,
    'To: annv@laichau.gov.vn',
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'Date: Mon, 02 Mar 2026 08:00:00 +0700',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}\r\n`;
}

const own = letter('vanthu@laichau.gov.vn', 'Lịch họp', '<p>Gửi lịch họp tuần.</p>');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const NAMES = {
  'laichau.gov.vn': { TXT: ['v=spf1 -all'] },
  '_dmarc.laichau.gov.vn': { TXT: ['v=DMARC1; p=reject'] },
  's1._domainkey.laichau.gov.vn': {
    TXT: [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]],
  },
};
let [plain, lure, forged, genuine, dns] = ['', '', '', '', ''];

beforeAll(async () => {
  plain = file('thuong.eml', letter('lan@congty.example', 'Cảm ơn', '<p>Cảm ơn đồng chí.</p>'));
  lure = file(
    'gia.eml',
    letter(
      'it@univ.example',
      'Hộp thư đầy',
      'Xác minh tài khoản trong vòng 48 giờ <a href="https://f8s.co/">mail.laichau.gov.vn</a>',
    ),
  );
  forged = file('mao-danh.eml', own);
  const key = {
    signingDomain: 'laichau.gov.vn',
    selector: 's1',
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
  const { signatures } = await dkimSign(own, { ...key, signatureData: [{ ...key, algorithm: 'rsa-sha256' }] });
  genuine = file('that.eml', `${signatures}${own}`);
  dns = file('dns.json', JSON.stringify(NAMES));
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('one line a file, a bad file among them', async () => {
  const big = file('lon.eml', `From: a@b.vn\r\nX: ${'a'.repeat(300_000)}\r\n\r\n`);
  const { code, lines } = await congvuMail(
    'inspect',
    plain,
    lure,
    join(FOLDER, 'khong-co.eml'),
    big,
    '--protect',
    'laichau.gov.vn',
    '--json',
  );
  expect(code).toBe(2);
  expect(lines.map(({ verdict, error }) => verdict ?? (error as { code: string }).code)).toEqual([
    'ordinary',
    'phishing',
    'mailguard.source_failed',
    'mailguard.header_too_large',
  ]);
  expect(lines[1]).toMatchObject({ file: lure, reasons: [{ code: 'LINK_LIES' }, {}, {}] });
  expect(lines[1]?.['score']).toBeGreaterThan(0.9);
});

test('the exit code is the answer', async () => {
  expect((await congvuMail('inspect', plain)).code).toBe(0);
  const { code, text } = await congvuMail('inspect', plain, lure, '--protect', 'laichau.gov.vn');
  expect(code).toBe(1);
  expect(text).toContain('GIẢ MẠO');
});

test('a program keeps a mail back without calling it forged', async () => {
  const written = letter('lan@congty.example', 'Bộ cài', 'TVqQAAMAAAAEAAAA').replace(
    'text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit',
    'application/octet-stream\r\nContent-Disposition: attachment; filename="cai.exe"\r\nContent-Transfer-Encoding: base64',
  );
  const held = file('chuong-trinh.eml', written);
  const { code, text } = await congvuMail('inspect', held);
  expect([code, text.includes('GIỮ LẠI VÌ TỆP'), text.includes('GIẢ MẠO')]).toEqual([1, true, false]);
  expect((await congvuMail('inspect', plain)).text).not.toContain('GIỮ LẠI VÌ TỆP');
});

test('names of a file decide who may claim our domain', async () => {
  const { lines } = await congvuMail('inspect', forged, genuine, '--protect', 'laichau.gov.vn', '--dns', dns, '--json');
  expect(lines[0]).toMatchObject({ verdict: 'phishing', auth: { dmarc: 'fail' }, reasons: [{ code: 'FORGED_OWN' }] });
  expect(lines[1]).toMatchObject({ verdict: 'ordinary', auth: { dkim: 'pass', dmarc: 'pass' }, reasons: [] });
});

test('the example is a context that is taken', async () => {
  const example = await congvuMail('inspect', '--example');
  const context = file('boi-canh.json', example.text);
  const { code, lines } = await congvuMail('inspect', plain, '--context', context, '--json');
  expect(code).toBe(0);
  expect(lines[0]).toMatchObject({ verdict: 'ordinary', findings: [{ code: 'FIRST_TIME' }, { code: 'EXTERNAL' }] });
});

test.each([
  ['{"people": [{"name": "An"}]}', 'people'],
  ['{"miền": []}', 'miền'],
  ['[]', 'đối tượng JSON'],
  ['{', 'không phải JSON'],
  ['{"auth": {"dmarc": "tốt"}}', 'auth'],
  ['{"at": "hôm qua"}', 'at'],
])('a context %s is refused with the place', async (content, place) => {
  const { code, error } = await congvuMail('inspect', plain, '--context', file('sai.json', content));
  expect(code).toBe(2);
  expect(error).toContain(place);
});

test('a word that is no domain, a call without files, another command', async () => {
  expect((await congvuMail('inspect', plain, '--protect', 'laichau')).error).toContain('--protect');
  expect((await congvuMail('inspect')).error).toContain('cách dùng');
  expect((await congvuMail('inspekt', plain)).code).toBe(2);
});
