import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as pades from '../src/index.ts';
import {
  attachmentSealPlan,
  completeSignature,
  completeWithTime,
  imageRect,
  lintBeforeSigning,
  POINTS_PER_MM,
  prepareSignature,
  raiseLevel,
  sealRect,
  verifyPdf,
} from '../src/index.ts';
import { handPng } from './drawn-png.ts';
import { plainPdf, signatureFor } from './sample-pdf.ts';
import { startAuthority } from './test-authority.ts';
import { NOW } from './test-pki.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('every name the README imports from this package exists', () => {
  const imported = [...README.matchAll(/import \{([^}]+)\} from '@congvu\/pades'/g)].flatMap(([, list = '']) =>
    list.split(',').map((name) => name.trim()),
  );
  expect(imported.length).toBeGreaterThan(12);
  expect(imported.filter((name) => !(name in pades))).toEqual([]);
});

test('the example of the levels', async () => {
  const { tsa, trust, source, clock, signer } = startAuthority();
  const person = await signer('Lò Văn Tài');
  const pdf = await plainPdf();
  const prepared = prepareSignature(pdf, { field: 'Ky', signer: person.identity, signedAt: NOW, level: 'T' });
  const signature = await signatureFor(prepared, person);
  let signed: Uint8Array;
  try {
    signed = Buffer.concat([pdf, await completeWithTime(pdf, prepared, signature, { tsa })]);
  } catch {
    signed = Buffer.concat([pdf, completeSignature(pdf, prepared, signature)]);
  }
  const { tail } = await raiseLevel(signed, { to: 'LT', tsa, trust, source, at: clock.now });
  const proven = Buffer.concat([signed, tail]);
  const trustAnchors = trust.map(({ certificate }) => certificate);
  expect(verifyPdf(proven, { trustAnchors, at: clock.now }).signatures[0]).toMatchObject({
    level: 'LT',
    verdict: 'valid',
  });
});

test('the examples of what is drawn and of the look before signing', async () => {
  const { signer } = startAuthority();
  const { identity } = await signer('UBND');
  const pdf = await plainPdf();
  expect(sealRect(imageRect({ x: 350, y: 200, width: 130, height: 70 }, handPng()), 36 * POINTS_PER_MM).x).toBeLessThan(
    350,
  );
  const plan = attachmentSealPlan(pdf, { signer: identity, signedAt: NOW, numberSymbol: '12/QĐ-UBND' });
  expect(prepareSignature(pdf, plan).field).toBe('DauCoQuan');
  expect(lintBeforeSigning(pdf)).toEqual([]);
});
