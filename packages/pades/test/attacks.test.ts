import { beforeAll, describe, expect, test } from 'vitest';
import { PadesError, type SignaturePlan, verifyPdf } from '../src/index.ts';
import { EMPTY_UPDATES, ISA, SWA, USF } from './attacks/signature-attacks.ts';
import { ANNOTATIONS, DOCUMENT, FORMS, PARSER, SHADOW } from './attacks/update-attacks.ts';
import { drawPng, handPng, sealPng } from './drawn-png.ts';
import { DIGITS, letterPdf, plainPdf, signPdf, type XrefKind } from './sample-pdf.ts';
import { buildPki, NOW } from './test-pki.ts';

const ATTACKS = [USF, ISA, SWA, EMPTY_UPDATES, SHADOW, ANNOTATIONS, FORMS, DOCUMENT, PARSER].flat();
const pki = buildPki();
const KINDS: XrefKind[] = ['table', 'stream'];
const signed = new Map<XrefKind, { letter: Uint8Array; personOnly: Uint8Array }>();

function verdictOf(pdf: Uint8Array): { intact: boolean; allValid: boolean } {
  try {
    const report = verifyPdf(pdf, { trustAnchors: pki.anchors, at: NOW });
    return {
      intact: report.intact,
      allValid: report.intact && report.signatures.every(({ verdict }) => verdict === 'valid'),
    };
  } catch (error) {
    expect(error).toBeInstanceOf(PadesError);
    return { intact: false, allValid: false };
  }
}

beforeAll(async () => {
  const person = await pki.signer({ name: 'Lò Thị Mai' });
  const office = await pki.signer({ name: 'UBND', organisation: true });
  for (const kind of KINDS) {
    const personOnly = await signPdf(await letterPdf(kind), person, {
      field: 'KyNguoi1',
      docMDP: 2,
      appearance: { image: handPng() },
    });
    const letter = await signPdf(personOnly, office, {
      field: 'DauCoQuan',
      fill: DIGITS,
      appearance: { image: sealPng() },
    });
    signed.set(kind, { letter, personOnly });
  }
});

describe.each(KINDS)('a letter with %s cross-references', (kind) => {
  test('stands unforged: the control of every attack below', () => {
    expect(verdictOf(signed.get(kind)?.letter ?? new Uint8Array())).toEqual({ intact: true, allValid: true });
    expect(verdictOf(signed.get(kind)?.personOnly ?? new Uint8Array())).toEqual({ intact: true, allValid: true });
  });

  test.each(ATTACKS.map((attack) => [attack.family, attack.name, attack] as const))(
    '%s: %s is not intact',
    (_family, _name, attack) => {
      const letter = signed.get(kind)?.letter ?? new Uint8Array();
      const forged = attack.build(letter);
      expect(Buffer.compare(forged, letter)).not.toBe(0);
      expect(verdictOf(forged).intact).toBe(false);
    },
  );
});

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
});

describe('the state between person and clerk, certified with P=2', () => {
  test.each(
    [...SHADOW, ...ANNOTATIONS, ...FORMS, ...DOCUMENT].map((attack) => [attack.family, attack.name, attack] as const),
  )('%s: %s is not intact', (_family, _name, attack) => {
    const letter = signed.get('table')?.personOnly ?? new Uint8Array();
    expect(verdictOf(attack.build(letter)).intact).toBe(false);
  });
});
