import { PDFDocument } from '@cantoo/pdf-lib';
import {
  completeSignature,
  type PreparedSignature,
  prepareSignature,
  type ReservedFields,
  reserveFields,
  type SignaturePlan,
  signingItem,
} from '../src/index.ts';
import { NOW, type Signer } from './test-pki.ts';

export type XrefKind = 'table' | 'stream';

/** Two pages with text, written by another library. */
export async function plainPdf(kind: XrefKind = 'table'): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const first = document.addPage([595, 842]);
  first.drawText('Kinh gui: cac phong, ban, nganh huyen', { x: 60, y: 600, size: 14 });
  first.drawText('So tien: 100.000 dong', { x: 60, y: 500, size: 14 });
  document.addPage([595, 842]).drawText('Trang hai', { x: 60, y: 600, size: 14 });
  return document.save({ useObjectStreams: kind === 'stream' });
}

const SLOT = { page: 1, fontSize: 13, baseline: 763, maxLength: 4 } as const;

export const LETTER_FIELDS: ReservedFields = {
  signatures: [
    {
      name: 'KyNguoi1',
      page: 1,
      rect: { x: 350, y: 200, width: 130, height: 70 },
      lock: { action: 'exclude', fields: ['So', 'Ngay', 'Thang', 'Nam', 'DauCoQuan'] },
    },
    {
      name: 'DauCoQuan',
      page: 1,
      rect: { x: 300, y: 190, width: 102, height: 102 },
      lock: { action: 'all', permission: 1 },
    },
  ],
  texts: [
    { ...SLOT, name: 'So', rect: { x: 100, y: 760, width: 30, height: 14.4 }, italic: false, align: 'right' },
    { ...SLOT, name: 'Ngay', rect: { x: 400, y: 760, width: 20, height: 14.4 }, italic: true },
    { ...SLOT, name: 'Thang', rect: { x: 440, y: 760, width: 20, height: 14.4 }, italic: true },
    { ...SLOT, name: 'Nam', rect: { x: 480, y: 760, width: 30, height: 14.4 }, italic: true },
  ],
};

/** The PDF of a letter as the drafter leaves it: all fields reserved, nothing signed. */
export async function letterPdf(kind: XrefKind = 'table'): Promise<Uint8Array> {
  return reserveFields(await plainPdf(kind), LETTER_FIELDS);
}

export async function signatureFor(prepared: PreparedSignature, { signer, identity }: Signer): Promise<Uint8Array> {
  const ticket = await signer.begin({
    identityId: identity.id,
    items: [signingItem(prepared, 'doc')],
    consent: { who: 'test', reason: 'test', docTitles: ['test'] },
    algorithm: prepared.algorithm,
  });
  const answer = await signer.poll(ticket);
  if (answer === 'pending' || !('signatures' in answer) || answer.signatures[0] === undefined) {
    throw new Error('not signed');
  }
  return answer.signatures[0];
}

/** All three steps, the prepared one through JSON as a server would store it. */
export async function signPdf(
  pdf: Uint8Array,
  by: Signer,
  plan: Omit<SignaturePlan, 'signer' | 'signedAt'> & { signedAt?: Date },
): Promise<Uint8Array> {
  const prepared: PreparedSignature = JSON.parse(
    JSON.stringify(prepareSignature(pdf, { signedAt: NOW, ...plan, signer: by.identity })),
  );
  return Buffer.concat([pdf, completeSignature(pdf, prepared, await signatureFor(prepared, by))]);
}

export const DIGITS = { So: '07', Ngay: '23', Thang: '03', Nam: '2026' };
