import { type KeyKind, type SigningAlgorithm, writePem } from '@congvu/pki';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  completeWithTime,
  prepareSignature,
  raiseLevel,
  type SignatureLevel,
  type SignaturePlan,
  verifyPdf,
} from '../src/index.ts';
import { handPng } from './drawn-png.ts';
import {
  itext,
  missingTools,
  mutoolAccepts,
  opensslAccepts,
  opensslAcceptsTimes,
  pdfsig,
  put,
  qpdfAccepts,
  TOOLS,
} from './oracles/tools.ts';
import { INPUT_KINDS, type InputKind, inputPdf } from './sample-inputs.ts';
import { signatureFor } from './sample-pdf.ts';
import { startAuthority, type TestAuthority } from './test-authority.ts';
import { NOW, type Signer } from './test-pki.ts';

const KEYS: readonly [KeyKind, SigningAlgorithm][] = [
  ['rsa-2048', 'RSA-PKCS1-SHA256'],
  ['rsa-2048', 'RSA-PSS-SHA256'],
  ['rsa-3072', 'RSA-PKCS1-SHA256'],
  ['rsa-4096', 'RSA-PKCS1-SHA256'],
  ['p-256', 'ECDSA-SHA256'],
  ['p-384', 'ECDSA-SHA256'],
];

let office: TestAuthority;
const inputs = new Map<InputKind, Uint8Array>();
const signers = new Map<KeyKind, Signer>();

beforeAll(async () => {
  const missing = missingTools();
  if (missing.length > 0) {
    console.info(`left out, not installed: ${missing.join(', ')}`);
  }
  office = startAuthority('Đồng Bộ Sổ Ổn', { kinds: { root: 'rsa-2048', issuing: 'rsa-2048', tsa: 'rsa-2048' } });
  for (const [kind] of KEYS) {
    if (!signers.has(kind)) {
      signers.set(kind, await office.signer('Nguyễn Thị Đường', kind));
    }
  }
  if (TOOLS.qpdf) {
    for (const kind of INPUT_KINDS) {
      inputs.set(kind, await inputPdf(kind));
    }
  }
  // Large RSA keys take a while to find.
}, 180_000);

const RECT = { x: 300, y: 200, width: 130, height: 70 };

async function signWithTime(
  pdf: Uint8Array,
  authority: TestAuthority,
  signer: Signer,
  plan: Partial<SignaturePlan>,
): Promise<Uint8Array> {
  const prepared = prepareSignature(pdf, {
    field: 'KyNguoi1',
    page: 1,
    rect: RECT,
    appearance: { image: handPng() },
    signer: signer.identity,
    signedAt: NOW,
    level: 'T',
    ...plan,
  });
  const tail = await completeWithTime(pdf, prepared, await signatureFor(prepared, signer), { tsa: authority.tsa });
  return Buffer.concat([pdf, tail]);
}

async function raised(
  pdf: Uint8Array,
  authority: TestAuthority,
  to: Exclude<SignatureLevel, 'B'>,
): Promise<Uint8Array> {
  const { tail, level } = await raiseLevel(pdf, { to, ...authority, at: authority.clock.now });
  expect(level).toBe(to);
  return Buffer.concat([pdf, tail]);
}

function expectLevel(pdf: Uint8Array, authority: TestAuthority, level: SignatureLevel): void {
  const trustAnchors = authority.trust.map(({ certificate }) => certificate);
  const { signatures, intact } = verifyPdf(pdf, { trustAnchors, at: authority.clock.now });
  expect(intact).toBe(true);
  expect(signatures.map(({ verdict, reasons }) => [verdict, reasons])).toEqual(signatures.map(() => ['valid', []]));
  expect(signatures[0]?.level).toBe(level);
  expect(signatures[0]?.provenAt === null).toBe(level === 'B');
}

function expectAccepted(name: string, pdf: Uint8Array, authority: TestAuthority, times: number): void {
  const path = put(name, pdf);
  const root = writePem(authority.authority.root.certificate);
  if (TOOLS.pdfsig) {
    const [answer] = pdfsig(path);
    expect(answer).toMatchObject({ field: 'KyNguoi1', isValid: true, signer: 'Nguyễn Thị Đường' });
  }
  if (TOOLS.openssl) {
    expect(opensslAccepts(pdf, root)).toEqual([true]);
    expect(opensslAcceptsTimes(pdf, root)).toEqual(Array.from({ length: times }, () => true));
  }
  if (TOOLS.qpdf) {
    expect(qpdfAccepts(path)).toBe(true);
  }
  if (TOOLS.mutool) {
    expect(mutoolAccepts(path)).toBe(true);
  }
}

describe.runIf(TOOLS.qpdf).each(INPUT_KINDS)('%s', (input) => {
  test.each(KEYS)('%s with %s: T, LT and LTA, accepted by everyone', async (kind, algorithm) => {
    const signer = signers.get(kind);
    const base = inputs.get(input);
    if (signer === undefined || base === undefined) {
      throw new Error('not prepared');
    }
    const stamped = await signWithTime(base, office, signer, { algorithm, docMDP: 1 });
    expectLevel(stamped, office, 'T');
    const proven = await raised(stamped, office, 'LT');
    expectLevel(proven, office, 'LT');
    const archived = await raised(proven, office, 'LTA');
    expectLevel(archived, office, 'LTA');
    expect(Buffer.compare(archived.subarray(0, stamped.length), stamped)).toBe(0);
    const name = `${input}-${kind}-${algorithm}`.replace(/\W/g, '_');
    // The states before it are prefixes: each judge sees the signature, its timestamp and the archive's.
    expectAccepted(`${name}.pdf`, archived, office, 2);
  });
});

describe.runIf(TOOLS.itext)('iText 5', () => {
  test('accepts signatures and the imprints of timestamps, in the CMS and behind it', async () => {
    const rsa = startAuthority('RSA Đường', {
      kinds: { root: 'rsa-2048', issuing: 'rsa-2048', tsa: 'rsa-2048', ocsp: 'rsa-2048' },
    });
    const signer = await rsa.signer('Lò Thị Mai', 'rsa-2048');
    const states: string[] = [];
    for (const kind of ['classic', 'object streams', 'linearised'] as const) {
      const stamped = await signWithTime(inputs.get(kind) ?? new Uint8Array(), rsa, signer, {});
      const archived = await raised(stamped, rsa, 'LTA');
      states.push(put(`itext-${kind.replace(' ', '-')}.pdf`, archived));
    }
    const lines = itext('verify-times', ...states)
      .trim()
      .split('\n');
    expect(lines).toEqual(
      states.flatMap(() => [
        'KyNguoi1 true false 1/2 imprint=true stamp=false',
        'DauThoiGian1 true true 2/2 imprint=none stamp=true',
      ]),
    );
  });
});
