import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import type { EdxmlDocument, EdxmlStatus } from '../src/index.ts';

/** A PDF by its head; long enough for several base64 groups. */
export const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300, 0xe1), Buffer.from('\n%%EOF\n')]);

export function letter(changes: Partial<EdxmlDocument> = {}): EdxmlDocument {
  return {
    kind: 'document',
    from: { agencyCode: 'H35.9', name: 'UBND huyện Mẫu' },
    to: [{ agencyCode: 'H35.9.1', name: 'Phòng Văn hóa & Thông tin' }],
    documentId: 'H35.9,2026/03/16,123/UBND-VHTT',
    number: '123',
    symbol: 'UBND-VHTT',
    issuedOn: '2026-03-16',
    abstract: 'V/v rà soát chứng thư số <chuyên dùng>',
    ...changes,
  };
}

export const STATUS: EdxmlStatus = {
  kind: 'status',
  from: { agencyCode: 'H35.9.1', name: 'Phòng Văn hóa và Thông tin' },
  responseTo: {
    agencyCode: 'H35.9',
    numberSymbol: '123/UBND-VHTT',
    issuedOn: '2026-03-16',
    documentId: 'H35.9,2026/03/16,123/UBND-VHTT',
  },
  staff: { department: 'Văn thư', name: 'Trần Thị Ví Dụ' },
  statusCode: '03',
  description: 'Đã tiếp nhận, vào sổ',
  at: '2026-03-16T14:05:09+07:00',
};

/** A message of the official form around hand-written parts. */
export function envelope(parts: { header?: string; trace?: string; manifest?: string; attachments?: string }): Buffer {
  const ns = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
  const header =
    parts.header ??
    '<edXML:From><edXML:OrganId>H35.9</edXML:OrganId></edXML:From><edXML:Subject>thử</edXML:Subject><edXML:Content>x</edXML:Content>';
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="${ns}"><edXML:edXMLEnvelope xmlns:edXML="${ns}"><edXML:edXMLHeader>` +
      `<edXML:MessageHeader>${header}</edXML:MessageHeader>${parts.trace ?? ''}</edXML:edXMLHeader>` +
      `<edXML:edXMLBody><edXML:edXMLManifest>${parts.manifest ?? ''}</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>` +
      `${parts.attachments === undefined ? '' : `<AttachmentEncoded>${parts.attachments}</AttachmentEncoded>`}</edXML>`,
  );
}

/** One Attachment element around given base64 text. */
export function attachment(name: string, base64: string, contentId = 'cid:1'): string {
  return (
    `<Attachment><ContentId>${contentId}</ContentId><AttachmentName>${name}</AttachmentName><ContentType>application/zip</ContentType>` +
    `<edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">${base64}</edXML:ContentTransferEncoded></Attachment>`
  );
}

export function vector(name: string): Promise<Buffer> {
  return readFile(fileURLToPath(new URL(`./vectors/${name}`, import.meta.url)));
}

interface Entry {
  name: string;
  bytes: Uint8Array;
  /** What the headers say, when it is not the truth. */
  claims?: { size?: number; crc?: number; count?: number; flags?: number; method?: number };
}

/** A ZIP written by hand, so that its headers may lie. */
export function zip(...entries: Entry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, claims = {} } of entries) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const label = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(claims.flags ?? 0, 8);
    entry.writeUInt16LE(claims.method ?? 8, 10);
    entry.writeUInt32LE(claims.crc ?? crc32(bytes), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(claims.size ?? bytes.length, 24);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(header, label, packed);
    directory.push(entry, label);
    offset += 30 + label.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries[0]?.claims?.count ?? entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}
