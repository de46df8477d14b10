import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
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
