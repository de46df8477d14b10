import { spawnSync } from 'node:child_process';
import { degrees, PDFDocument } from '@cantoo/pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  attachmentSealPlan,
  copySealPlan,
  DEMO_MARK,
  POINTS_PER_MM,
  prepareSignature,
  verifyPdf,
} from '../src/index.ts';
import { put, TOOLS } from './oracles/tools.ts';
import { signPdf } from './sample-pdf.ts';
import { buildPki, NOW, type Signer } from './test-pki.ts';

const pki = buildPki();
const ROTATIONS = [0, 90, 180, 270] as const;
const MARGIN = 15 * POINTS_PER_MM;
let office: Signer;

beforeAll(async () => {
  office = await pki.signer({ name: 'UBND', organisation: true, kind: 'p-256' });
});

/** 500 × 700 shown of a larger page, turned. */
async function turnedPdf(rotation: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([600, 800]);
  page.setCropBox(40, 60, 500, 700);
  page.setRotation(degrees(rotation));
  page.drawText('Phu luc', { x: 100, y: 300 });
  return document.save();
}

const TEXT = 'Số: 12/QĐ-UBND; 23/03/2026; 08:30:00 +07:00';

interface SeenLine {
  text: string;
  dir: string;
  box: number[];
}

function plainLetter(written: string): string {
  return written.replace(/^&#x([0-9a-f]+);$/, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}

/** Words as mutool shows them: origin at the top left of what is shown. */
function linesOf(pdf: Uint8Array): SeenLine[] {
  const { stdout } = spawnSync('mutool', ['draw', '-q', '-F', 'stext', put('stamp.pdf', pdf), '1'], {
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/<line bbox="([^"]+)"[^>]*dir="([^"]+)"[\s\S]*?<\/line>/g)].map((match) => ({
    text: [...match[0].matchAll(/ c="([^"]+)"/g)].map(([, letter = '']) => plainLetter(letter)).join(''),
    dir: match[2] ?? '',
    box: (match[1] ?? '').split(' ').map(Number),
  }));
}

describe.each(ROTATIONS)('a page turned by %i and cropped', (rotation) => {
  test('the stamp of an attachment stands upright at the top right of what is shown', async () => {
    const pdf = await turnedPdf(rotation);
    const plan = attachmentSealPlan(pdf, { signer: office.identity, signedAt: NOW, numberSymbol: '12/QĐ-UBND' });
    expect(plan).toMatchObject({ field: 'DauCoQuan', page: 1, appearance: { text: { lines: [TEXT], fontSize: 10 } } });
    const signed = await signPdf(pdf, office, plan);
    expect(Buffer.from(signed.subarray(pdf.length)).includes('/Image')).toBe(false);
    expect(verifyPdf(signed, { trustAnchors: pki.anchors, at: NOW }).intact).toBe(true);
    if (!TOOLS.mutool) {
      return;
    }
    const width = rotation === 90 || rotation === 270 ? 700 : 500;
    const stamp = linesOf(signed).find(({ text }) => text.startsWith('Số'));
    expect(stamp).toMatchObject({ text: TEXT, dir: '1 0' });
    const [, top = 0, right = 0, bottom = 0] = stamp?.box ?? [];
    expect(Math.abs(right - (width - MARGIN))).toBeLessThan(1.5);
    expect(top).toBeGreaterThan(20);
    expect(bottom).toBeLessThan(50);
  });
});

test('the mark of a demo key stands below the text and moves nothing of it', async () => {
  const pdf = await turnedPdf(90);
  const given = { signer: office.identity, signedAt: NOW, numberSymbol: '12/QĐ-UBND' };
  const [plain, marked] = [attachmentSealPlan(pdf, given), attachmentSealPlan(pdf, { ...given, mark: DEMO_MARK })];
  expect(plain.appearance?.mark).toBeUndefined();
  expect(marked.appearance).toMatchObject({ text: { lines: [TEXT], fontSize: 10 }, mark: DEMO_MARK });
  if (TOOLS.mutool) {
    const [without, within] = await Promise.all(
      [plain, marked].map(async (plan) => linesOf(await signPdf(pdf, office, plan))),
    );
    const stampOf = (lines: SeenLine[] = []) => lines.find(({ text }) => text.startsWith('Số'));
    expect(stampOf(within)).toEqual(stampOf(without));
    const mark = within?.find(({ text }) => text === DEMO_MARK);
    expect(mark?.box[1] ?? 0).toBeGreaterThan(stampOf(within)?.box[1] ?? 0);
  }
});

test('the stamp of a copy names form and organisation, on as many lines as it needs', async () => {
  const pdf = await turnedPdf(0);
  const organisation =
    'Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Lai Châu phối hợp với Ủy ban nhân dân huyện Tam Đường';
  const plan = copySealPlan(pdf, {
    signer: office.identity,
    signedAt: NOW,
    copyForm: 'SAO Y',
    organisation,
    field: 'SaoY',
  });
  const lines = plan.appearance?.text?.lines ?? [];
  expect(lines.join(' ')).toBe(`SAO Y; ${organisation}; 23/03/2026; 08:30:00 +07:00`);
  expect(lines.length).toBeGreaterThan(1);
  expect(plan.rect?.height).toBe(lines.length * 12);
  const { before } = prepareSignature(pdf, plan);
  expect(Buffer.from(before, 'base64').toString('latin1')).toContain('/Text 10 Tf 0 g');
});
