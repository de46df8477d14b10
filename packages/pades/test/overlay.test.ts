import { describe, expect, test } from 'vitest';
import { type SignaturePlan, verifyPdf } from '../src/index.ts';
import { drawPng, handPng, sealPng } from './drawn-png.ts';
import { letterPdf, plainPdf, signPdf } from './sample-pdf.ts';
import { buildPki, NOW } from './test-pki.ts';

const pki = buildPki();

describe('a signature that is added to words', () => {
  const over = { x: 55, y: 490, width: 200, height: 30 };
  const beside = { x: 55, y: 300, width: 200, height: 30 };

  async function integrityAfter(plan: Omit<SignaturePlan, 'signer' | 'signedAt'>): Promise<string | undefined> {
    const signer = await pki.signer({ name: 'Kẻ Lạ' });
    const first = await signPdf(await plainPdf(), signer, { field: 'Ky1' });
    const second = await signPdf(first, signer, { page: 1, ...plan });
    return verifyPdf(second, { trustAnchors: pki.anchors, at: NOW }).signatures[0]?.integrity;
  }

  test('text over text is a change, beside it is not', async () => {
    const appearance = { text: { lines: ['So tien: 900.000 dong'] } };
    expect(await integrityAfter({ field: 'Ky2', rect: over, appearance })).toBe('changed_after_signing');
    expect(await integrityAfter({ field: 'Ky2', rect: beside, appearance })).toBe('extended_as_permitted');
  });

  test('a picture over text is a change, beside it is not', async () => {
    const patch = drawPng(40, 10, () => [255, 255, 255, 255]);
    const changed = 'changed_after_signing';
    expect(await integrityAfter({ field: 'Ky2', rect: over, appearance: { image: patch } })).toBe(changed);
    const rect = { ...over, width: 60, height: 60 };
    expect(await integrityAfter({ field: 'Ky2', rect, appearance: { image: sealPng() } })).toBe(changed);
    const next = { ...rect, y: 300 };
    expect(await integrityAfter({ field: 'Ky2', rect: next, appearance: { image: sealPng() } })).toBe(
      'extended_as_permitted',
    );
  });

  test('only the seal may lie on words, with holes and over the left third of a signature', async () => {
    const signer = await pki.signer({ name: 'Vàng A Sử' });
    const image = { x: 90, y: 480, width: 120, height: 60 };
    const first = await signPdf(await plainPdf(), signer, {
      field: 'Ky1',
      page: 1,
      rect: image,
      appearance: { image: handPng() },
    });
    const integrityOf = async (x: number, picture: Uint8Array): Promise<string | undefined> => {
      const rect = { x, y: 460, width: 90, height: 90 };
      const sealed = await signPdf(first, signer, { field: 'Dau', page: 1, rect, appearance: { image: picture } });
      return verifyPdf(sealed, { trustAnchors: pki.anchors, at: NOW }).signatures[0]?.integrity;
    };
    const patch = drawPng(40, 40, () => [255, 255, 255, 255]);
    expect(await integrityOf(40, sealPng())).toBe('extended_as_permitted');
    expect(await integrityOf(40, patch)).toBe('changed_after_signing');
    expect(await integrityOf(110, sealPng())).toBe('changed_after_signing');
  });

  test('paper over an earlier signature or number hides it; a seal, full of holes, does not', async () => {
    const signer = await pki.signer({ name: 'Vàng A Sử', kind: 'p-256' });
    const patch = drawPng(40, 40, () => [255, 255, 255, 255]);
    const first = await signPdf(await letterPdf(), signer, {
      field: 'KyNguoi1',
      docMDP: 2,
      fill: { So: '07' },
      appearance: { image: handPng() },
    });
    const integrityOf = async (rect: SignaturePlan['rect'] & {}, image: Uint8Array): Promise<string | undefined> => {
      const added = await signPdf(first, signer, { field: 'Them', page: 1, rect, appearance: { image } });
      return verifyPdf(added, { trustAnchors: pki.anchors, at: NOW }).signatures[0]?.integrity;
    };
    const signature = { x: 350, y: 200, width: 130, height: 70 };
    expect(await integrityOf(signature, patch)).toBe('changed_after_signing');
    expect(await integrityOf({ x: 99, y: 758, width: 40, height: 20 }, patch)).toBe('changed_after_signing');
    expect(await integrityOf(signature, sealPng())).toBe('extended_as_permitted');
    expect(await integrityOf({ ...signature, x: 60 }, patch)).toBe('extended_as_permitted');
  });
});
