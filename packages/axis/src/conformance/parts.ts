import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { buildEdxml, type EdxmlAttachmentInput, type EdxmlDocument, type WriteOptions } from '@congvu/edxml';
import { samplePdf } from './sample-pdf.ts';
import type { ExpectedFile, Sides } from './types.ts';

export const USUAL_SIDES: Sides = { from: 'H35.3', fromName: 'Sở Mẫu', to: 'H35.9', toName: 'UBND huyện Mẫu' };

/** The day all letters of the set are of. */
const DAY = '2026-03-16';

export const PDF = samplePdf(['Van ban thu nghiem', 'Khong co gia tri phap ly']);

export function fileOf(name: string, content: Uint8Array): ExpectedFile {
  return { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

export interface Recipe {
  change?: Partial<EdxmlDocument>;
  files?: readonly EdxmlAttachmentInput[];
  packing?: WriteOptions['packing'];
}

/** Number of the case in the symbol, so that letters of one run differ by number and symbol. */
export function letterFor(sides: Sides, number: number, change: Partial<EdxmlDocument> = {}): EdxmlDocument {
  const party = (agencyCode: string, name: string | undefined) => ({ agencyCode, ...(name !== undefined && { name }) });
  return {
    kind: 'document',
    from: party(sides.from, sides.fromName),
    to: [party(sides.to, sides.toName)],
    documentId: `${sides.from},${DAY.replaceAll('-', '/')},${number}/TN-LT`,
    number: String(number),
    symbol: 'TN-LT',
    placeOfIssue: 'Lai Châu',
    issuedOn: DAY,
    documentType: { code: '29', detail: '0', name: 'Công văn' },
    abstract: `V/v thử nghiệm liên thông, trường hợp ${number}`,
    content: 'Thử nghiệm liên thông văn bản',
    signatory: { position: 'Giám đốc', fullName: 'Nguyễn Văn Mẫu' },
    urgency: 'normal',
    recipients: ['Như trên', 'Lưu: VT'],
    trace: [{ agencyCode: sides.from, at: `${DAY}T08:00:00+07:00` }],
    business: { kind: 'new', reason: 'Văn bản điện tử mới' },
    ...change,
  };
}

export function writeRecipe(sides: Sides, number: number, recipe: Recipe): Promise<Uint8Array> {
  const files = recipe.files ?? [{ name: 'van-ban.pdf', content: PDF }];
  const options = recipe.packing === undefined ? {} : { packing: recipe.packing };
  return buildEdxml(letterFor(sides, number, recipe.change), files, options);
}

/** A ZIP of one deflated entry (APPNOTE 4.3), as the SDK wraps files; the name inside means nothing. */
export function zipOf(entryName: string, content: Uint8Array): Buffer {
  const name = Buffer.from(entryName);
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
