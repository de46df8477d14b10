import { createHash } from 'node:crypto';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EdxmlDocument } from '@congvu/edxml';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

// What a careful programmer would write with the XML library that npm installs most: the same result from the same bytes (values by
// name, attachment decoded, ZIP of one entry taken off, hash), without caps, repairs, checks or streaming.

type Tree = Record<string, unknown>;

function inside(value: unknown, ...path: string[]): Tree {
  const found = path.reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], value);
  return (found ?? {}) as Tree; // the shape is that of the message built below
}

function unzip(zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  const entry = zip.readUInt32LE(end + 16);
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(entry + 20)));
  if (crc32(bytes) !== zip.readUInt32LE(entry + 16)) {
    throw new Error('checksum');
  }
  return bytes;
}

const PARSER = new XMLParser({ removeNSPrefix: true, parseTagValue: false, processEntities: true });

export function parseByPeer(message: Uint8Array): {
  subject: string;
  sha256: string;
  size: number;
  messageHash: string;
} {
  const tree = PARSER.parse(Buffer.from(message.buffer, message.byteOffset, message.length));
  const header = inside(tree, 'edXML', 'edXMLEnvelope', 'edXMLHeader', 'MessageHeader');
  const encoded = inside(tree, 'edXML', 'AttachmentEncoded', 'Attachment')['ContentTransferEncoded'];
  const bytes = Buffer.from(String(encoded), 'base64');
  const content = bytes.readUInt32LE(0) === 0x04034b50 ? unzip(bytes) : bytes;
  return {
    subject: String(header['Subject']),
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    messageHash: createHash('sha256').update(message).digest('hex'),
  };
}

function zipOne(name: string, content: Uint8Array): Buffer {
  const packed = deflateRawSync(content, { level: 0 });
  const label = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(label.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  local.copy(entry, 16, 14, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + label.length, 12);
  end.writeUInt32LE(30 + label.length + packed.length, 16);
  return Buffer.concat([local, label, packed, entry, label, end]);
}

const NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const BUILDER = new XMLBuilder({ ignoreAttributes: false, format: true });

export function buildByPeer(letter: EdxmlDocument, file: { name: string; content: Uint8Array }): Uint8Array {
  const party = ({ agencyCode, name }: EdxmlDocument['from']): Tree => ({
    'edXML:OrganId': agencyCode,
    'edXML:OrganName': name,
  });
  const header = {
    'edXML:From': party(letter.from),
    'edXML:To': letter.to.map(party),
    'edXML:DocumentId': letter.documentId,
    'edXML:Code': { 'edXML:CodeNumber': letter.number, 'edXML:CodeNotation': letter.symbol },
    'edXML:PromulgationInfo': { 'edXML:PromulgationDate': letter.issuedOn?.replaceAll('-', '/') },
    'edXML:Subject': letter.abstract,
  };
  const reference = {
    'edXML:ContentId': 'cid:1',
    'edXML:ContentType': 'application/pdf',
    'edXML:AttachmentName': file.name,
  };
  const encoded = { '@_xmlns:edXML': NAMESPACE, '#text': zipOne('1.pdf', file.content).toString('base64') };
  const tree = {
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    edXML: {
      '@_xmlns': NAMESPACE,
      'edXML:edXMLEnvelope': {
        '@_xmlns:edXML': NAMESPACE,
        'edXML:edXMLHeader': { 'edXML:MessageHeader': header },
        'edXML:edXMLBody': { 'edXML:edXMLManifest': { '@_version': '1.0', 'edXML:Reference': reference } },
      },
      AttachmentEncoded: {
        Attachment: {
          ContentId: 'cid:1',
          AttachmentName: file.name,
          ContentType: 'application/zip',
          'edXML:ContentTransferEncoded': encoded,
        },
      },
    },
  };
  return Buffer.from(BUILDER.build(tree), 'utf8');
}
