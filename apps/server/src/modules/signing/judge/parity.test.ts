import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PdfReport } from '@congvu/pades';
import { fileHashSigner, generateKeys, issueCertificate, OID, writePem, writePkcs12 } from '@congvu/pki';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { signLetter, writeLetter } from '../signing.testing.ts';
import { inspectPdf } from './judge-pdf.ts';

const CLI = fileURLToPath(new URL('../../../../../cli/src/main.ts', import.meta.url));
const FROM = new Date('2021-01-01T00:00:00Z');
const TO = new Date('2025-01-01T00:00:00Z');
const DIR = mkdtempSync(join(tmpdir(), 'congvu-parity-'));

let office: TestOffice;
const files = new Map<string, Uint8Array>();

function authority(name: string) {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: name }],
    notBefore: FROM,
    notAfter: TO,
    keys: generateKeys('p-256'),
    authority: {},
  });
}
type Issuer = ReturnType<typeof authority>;

async function sign(pdf: Uint8Array, issuer: Issuer, plan?: { field: string }): Promise<Uint8Array> {
  const keys = generateKeys('p-256');
  const subject = [{ oid: OID.commonName, value: 'Lò Thị Ký' }];
  const issued = issueCertificate({ subject, notBefore: FROM, notAfter: TO, keys, issuer });
  const signer = fileHashSigner({ p12: writePkcs12({ ...issued, chain: [], pin: '1', iterations: 10 }), pin: '1' });
  const [identity] = await signer.identities();
  if (identity === undefined) {
    throw new Error('no identity');
  }
  return signLetter(pdf, signer, identity, office.clock.now(), plan);
}

function flip(bytes: Uint8Array, place: number): Uint8Array {
  return bytes.map((byte, index) => (index === place ? byte ^ 1 : byte));
}

async function trust(der: Uint8Array): Promise<void> {
  const sha256 = createHash('sha256').update(der).digest('hex');
  await rawQuery(
    office.db,
    `insert into certificate_anchor (id, name, programme, der, sha256, valid_from, valid_to, usages, crl_urls, ocsp_urls,
       tsa_urls, state, reason, added_at)
     values ($1, 'Gốc thử', 'public', $2, $3, $4, $5, '{signing,timestamping}', '{}', '{}', '{}', 'active', '', $4)`,
    [newId(), Buffer.from(der), sha256, FROM, TO],
  );
}

beforeAll(async () => {
  office = await createTestOffice({ demo: false });
  const [known, unknown] = [authority('Gốc thử'), authority('Gốc lạ')];
  await trust(known.certificate);
  writeFileSync(join(DIR, 'trust.pem'), writePem(known.certificate));
  const letter = writeLetter('Cong van so 1');
  const personal = await sign(letter, known);
  const sealed = await sign(personal, known, { field: 'DauCoQuan' });
  const given: [string, Uint8Array][] = [
    ['unsigned', letter],
    ['one', personal],
    ['two', sealed],
    ['foreign', await sign(letter, unknown)],
    ['foreign-seal', await sign(personal, unknown, { field: 'DauCoQuan' })],
    ['text-changed', flip(sealed, Buffer.from(sealed).indexOf('Cong van'))],
    ['signature-changed', flip(sealed, Buffer.from(sealed).indexOf('/Contents <') + 400)],
    ['appended', Buffer.concat([sealed, Buffer.from('\n% them\n')])],
    ['cut', sealed.subarray(0, sealed.length - 40)],
    ['cut-deep', sealed.subarray(0, Math.floor(sealed.length / 2))],
    ['header', Buffer.from('%PDF-1.7\nkhông phải')],
    ['text', Buffer.from('Kính gửi')],
  ];
  for (const [name, bytes] of given) {
    files.set(name, bytes);
    writeFileSync(join(DIR, `${name}.pdf`), bytes);
  }
});
afterAll(async () => {
  rmSync(DIR, { recursive: true, force: true });
  await office.close();
});

type Line = { file: string; error?: { code: string; message: string } } & PdfReport;

async function askCli(): Promise<Map<string, Line>> {
  const paths = [...files.keys()].map((name) => join(DIR, `${name}.pdf`));
  const options = ['--trust', join(DIR, 'trust.pem'), '--at', office.clock.now().toISOString(), '--require-revocation'];
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [CLI, 'pdf', 'verify', ...paths, ...options, '--json'], (error, stdout) =>
      // 1 and 2 say that a file is not valid, or none.
      error === null || (typeof error.code === 'number' && error.code <= 2) ? resolve(stdout) : reject(error),
    );
  });
  const lines = printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return new Map(lines.map((line) => [line.file.slice(DIR.length + 1, -'.pdf'.length), line]));
}

test('the command line and the office say the same of the same file', async () => {
  const said = await askCli();
  expect([...said.keys()]).toEqual([...files.keys()]);
  const verdicts = new Set<string>();
  for (const [name, bytes] of files) {
    const { answer } = await inspectPdf(office, { agencyId: 'parity', bytes });
    const { file: _file, error, ...report } = said.get(name) ?? { file: '' };
    if (answer.kind === 'report') {
      expect([name, report]).toEqual([name, JSON.parse(JSON.stringify(answer.report))]);
      for (const { verdict, integrity } of answer.report.signatures) {
        verdicts.add(`${verdict} ${integrity}`);
      }
    } else {
      expect([name, error]).toEqual([name, expect.objectContaining({ code: 'code' in answer ? answer.code : '' })]);
    }
  }
  // The files are no monotonous set.
  expect([...verdicts].sort()).toEqual([
    'indeterminate whole',
    'invalid broken',
    'invalid changed_after_signing',
    'valid extended_as_permitted',
    'valid whole',
  ]);
});
