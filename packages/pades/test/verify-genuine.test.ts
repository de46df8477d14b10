import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { issueCertificate, OID, readPkcs12, writePkcs12 } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import { indefinite } from '../src/attacks/cms-parts.ts';
import { placeSignature } from '../src/attacks/foreign-signature.ts';
import { type PdfReport, verifyPdf } from '../src/index.ts';
import { itext, put, TOOLS } from './oracles/tools.ts';
import { libpdfSigner, signpdfSigner } from './other-signers.ts';
import { INPUT_KINDS, type InputKind, inputPdf } from './sample-inputs.ts';
import { DIGITS, letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW, PIN, type Signer } from './test-pki.ts';
import { opensslCms, padesCms } from './verify-cms.ts';
import { daysAfter, type Office, openOffice, raise, signAt } from './verify-office.ts';

type Writer = (pdf: Uint8Array, field: string) => Promise<Uint8Array>;

const pki = buildPki();
let office: Office;
let person: Signer;
const writers = new Map<string, Writer>();

function read(pdf: Uint8Array, trustAnchors = pki.anchors): PdfReport {
  return verifyPdf(pdf, {
    trustAnchors,
    trust: office.authority.trust,
    at: NOW,
    revocation: 'optional',
  });
}

/** Every signature valid, only the last one untouched by later ones. */
function expectGenuine(pdf: Uint8Array, count: number, anchors = pki.anchors): void {
  const { signatures, intact } = read(pdf, anchors);
  const said = signatures.map(({ verdict, integrity, reasons, changes }) => ({
    verdict,
    integrity,
    reasons: reasons.filter(({ code }) => !['REVOCATION_NOT_CHECKED', 'TIMESTAMP_NOT_TRUSTED'].includes(code)),
    forbidden: changes.filter(({ permitted }) => !permitted),
  }));
  const good = { verdict: 'valid', reasons: [], forbidden: [] };
  expect(said).toEqual(
    Array.from({ length: count }, (_, index) => ({
      ...good,
      integrity: index === count - 1 ? 'whole' : 'extended_as_permitted',
    })),
  );
  expect(intact).toBe(true);
}

beforeAll(async () => {
  office = openOffice();
  person = await pki.signer({ name: 'Nguyễn Thị Đường' });
  const key = { p12: person.p12, pin: PIN };
  const libpdf = await libpdfSigner(key);
  const { privateKey, certificate, chain } = readPkcs12(person.p12, PIN);
  const issued = { privateKey, publicKey: privateKey, certificate };
  writers.set('ours', (pdf, field) => signPdf(pdf, person, { field }));
  writers.set('libpdf', (pdf) => libpdf(pdf));
  writers.set('openssl', async (pdf, field) =>
    placeSignature(pdf, {
      field,
      subFilter: 'adbe.pkcs7.detached',
      make: (content) => opensslCms(content, issued, chain),
    }),
  );
  writers.set('BER', async (pdf, field) =>
    placeSignature(pdf, {
      field,
      subFilter: 'ETSI.CAdES.detached',
      make: (content) => indefinite(padesCms(content, issued, chain).cms, 4),
    }),
  );
});

async function write(name: string, pdf: Uint8Array, field: string): Promise<Uint8Array> {
  const writer = writers.get(name);
  if (writer === undefined) {
    throw new Error(name);
  }
  return writer(pdf, field);
}

const NAMES = ['ours', 'libpdf', 'openssl', 'BER'];

const inputs = new Map<InputKind, Uint8Array>();

/** Made once: another program makes some of them. */
async function input(kind: InputKind): Promise<Uint8Array> {
  const found = inputs.get(kind) ?? (await inputPdf(kind));
  inputs.set(kind, found);
  return found;
}

test.each(INPUT_KINDS.flatMap((kind) => NAMES.map((name) => [kind, name] as const)))(
  '%s signed by %s',
  async (kind, name) => {
    expectGenuine(await write(name, await input(kind), 'Ky'), 1);
  },
);

describe.each(['classic', 'object streams'] as const)('%s', (kind) => {
  test.each(NAMES.flatMap((one) => NAMES.map((two) => [one, two] as const)))('by %s, then by %s', async (one, two) => {
    const first = await write(one, await input(kind), 'KyMot');
    expectGenuine(await write(two, first, 'KyHai'), 2);
  });
});

describe('what signpdf can sign', () => {
  test('names without diacritics: alone, and with others on top', async () => {
    const dates = { notBefore: daysAfter(-20), notAfter: daysAfter(200) };
    const named = (value: string) => [{ oid: OID.commonName, value }];
    const root = issueCertificate({ subject: named('Root of plain names'), ...dates, authority: {} });
    const plain = issueCertificate({ subject: named('Nguyen Thi Duong'), ...dates, issuer: root });
    const p12 = writePkcs12({ ...plain, chain: [root.certificate], pin: PIN, iterations: 100 });
    const once = await signpdfSigner({ p12, pin: PIN })(await plainPdf());
    const anchors = [...pki.anchors, root.certificate];
    expectGenuine(once, 1, anchors);
    // libpdf writes such a file anew and so destroys the signature in it.
    for (const name of NAMES.filter((other) => other !== 'libpdf')) {
      expectGenuine(await write(name, once, 'Them'), 2, anchors);
    }
  });

  test('with diacritics its library writes the issuer’s name wrong, and the signer cannot be found', async () => {
    const once = await signpdfSigner({ p12: person.p12, pin: PIN })(await plainPdf());
    expect(read(once).signatures).toMatchObject([
      { verdict: 'indeterminate', reasons: [{ code: 'NO_SIGNING_CERTIFICATE_FOUND' }] },
    ]);
  });
});

describe('keys and levels', () => {
  test.each([
    ['rsa-2048', 'RSA-PSS-SHA256'],
    ['rsa-3072', 'RSA-PKCS1-SHA256'],
    ['p-256', 'ECDSA-SHA256'],
    ['p-384', 'ECDSA-SHA256'],
  ] as const)('%s with %s', async (kind, algorithm) => {
    const signer = await pki.signer({ name: 'Trần Văn Ổn', kind });
    expectGenuine(await signPdf(await plainPdf(), signer, { field: 'Ky', algorithm }), 1);
  });

  test.each(['B', 'T', 'LT', 'LTA'] as const)('%s, then a second person up to LTA', async (level) => {
    const one = await office.signer('Lò Văn Pâng', { isSilent: true });
    const two = await office.signer('UBND huyện', { isSilent: true });
    const first = await signAt(office, one, level);
    const both = await signAt(office, two, 'B', { pdf: first, plan: { field: 'DauCoQuan' } });
    const archived = await raise(office, both, 'LTA');
    const { signatures, intact } = verifyPdf(archived, { trust: office.authority.trust, at: daysAfter(0.01) });
    expect(intact).toBe(true);
    expect(new Set(signatures.map(({ verdict }) => verdict))).toEqual(new Set(['valid']));
    expect(signatures.filter(({ kind }) => kind === 'signature').map(({ level: found }) => found)).toEqual([
      'LTA',
      'LTA',
    ]);
  });

  test('the letter of an office: certified, numbered, sealed', async () => {
    const once = await signPdf(await letterPdf(), person, { field: 'KyNguoi1', docMDP: 2 });
    expectGenuine(await signPdf(once, person, { field: 'DauCoQuan', fill: DIGITS }), 2);
  });
});

describe.runIf(TOOLS.itext)('iText 5', () => {
  test('certified, a form field filled by it, and signed by us', async () => {
    const key = put('genuine.p12', person.p12);
    const [made = '', one = '', filled = ''] = ['made', 'one', 'filled'].map((step) =>
      put(`genuine-${step}.pdf`, new Uint8Array()),
    );
    itext('make', made, 'plain');
    itext('sign', made, one, key, PIN, 'Ky1', 'visible', 'certify-cades', '100');
    itext('fill', one, filled, 'SoDen', '125');
    const [first] = read(readFileSync(filled)).signatures;
    expect(first).toMatchObject({ verdict: 'valid', integrity: 'extended_as_permitted' });
    expectGenuine(await signPdf(readFileSync(filled), person, { field: 'Ky2' }), 2);
  });
});

const SAMPLES = fileURLToPath(new URL('../../../../shared/samples', import.meta.url));

test('signed documents that lie beside the repository are read without a fault of ours', () => {
  const files = existsSync(SAMPLES)
    ? readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.pdf'))
    : [];
  if (files.length === 0) {
    console.info('left out: no PDF beside the repository');
  }
  for (const file of files) {
    expect(() => read(readFileSync(`${SAMPLES}/${file}`))).not.toThrow();
  }
});
