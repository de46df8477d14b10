import { cleanFileName, EdxmlError, memoryStore, parseEdxml } from '@congvu/edxml';
import { fieldOf, textOf } from '../wire/said.ts';

const NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';

/** A file beside the envelope, still as base64. */
export interface ListedFile {
  fileName: string;
  base64: string;
}

function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // What XML 1.0 cannot carry at all is left out.
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (letter) => entities[letter] ?? '');
}

function element(name: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `<edXML:${name}>${escapeXml(text)}</edXML:${name}>`;
}

/** The envelope of an answer that gives fields instead of one. What it does not say is left out, not made up. */
export function envelopeOfFields(data: unknown): Buffer {
  const [number = '', ...symbol] = (textOf(data, 'edocCode') ?? '').split('/');
  const code = element('CodeNumber', number) + element('CodeNotation', symbol.join('/'));
  const from = element('OrganId', textOf(data, 'from')) + element('OrganName', textOf(data, 'fromName'));
  const to = element('OrganId', textOf(data, 'to'));
  const header = [
    `<edXML:From>${from}</edXML:From>`,
    to === '' ? '' : `<edXML:To>${to}</edXML:To>`,
    element('DocumentId', textOf(data, 'docId')),
    code === '' ? '' : `<edXML:Code>${code}</edXML:Code>`,
    element('Subject', textOf(data, 'edocAbstract')),
  ].join('');
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}">` +
      `<edXML:edXMLHeader><edXML:MessageHeader>${header}</edXML:MessageHeader></edXML:edXMLHeader>` +
      '<edXML:edXMLBody><edXML:edXMLManifest version="1.0"/></edXML:edXMLBody></edXML:edXMLEnvelope></edXML>',
  );
}

/** True when a letter has no file of its own, so that those listed beside it belong into it. */
export async function isBare(envelope: Uint8Array): Promise<boolean> {
  try {
    const parsed = await parseEdxml(envelope, { store: memoryStore(envelope.length) });
    const hasFiles = parsed.attachments.some(({ error }) => error?.code !== 'edxml.attachment.missing');
    return !hasFiles && parsed.message.kind === 'document';
  } catch (error) {
    if (error instanceof EdxmlError) {
      // The reader of the whole message says what is wrong with it.
      return false;
    }
    throw error;
  }
}

/** The envelope with the listed files in it, every other byte as it was; undefined when its end is not found. */
export function joinFiles(envelope: Buffer, files: readonly ListedFile[]): Buffer[] | undefined {
  // Latin-1 keeps places in bytes.
  const end = /<\/(?:[\w.-]{1,40}:)?edXML\s*>\s*$/i.exec(envelope.toString('latin1'));
  if (end === null) {
    return undefined;
  }
  const attachments = files.flatMap(({ fileName, base64 }, index) => [
    Buffer.from(
      `<Attachment xmlns="${NAMESPACE}"><ContentId>cid:${index + 1}</ContentId>` +
        `<AttachmentName>${escapeXml(cleanFileName(fileName))}</AttachmentName><ContentType>application/octet-stream</ContentType>` +
        `<edXML:ContentTransferEncoded xmlns:edXML="${NAMESPACE}">`,
    ),
    Buffer.from(base64, 'latin1'),
    Buffer.from('</edXML:ContentTransferEncoded></Attachment>'),
  ]);
  return [
    envelope.subarray(0, end.index),
    Buffer.from(`<AttachmentEncoded xmlns="${NAMESPACE}">`),
    ...attachments,
    Buffer.from('</AttachmentEncoded>'),
    envelope.subarray(end.index),
  ];
}

/** Undefined for an element that is no file. */
export function readListed(elementOfList: unknown, index: number): ListedFile | undefined {
  const content = fieldOf(elementOfList, 'fileContent');
  // Letters of base64 only: nothing else may stand inside the element that is written around it.
  return typeof content === 'string' && /^[A-Za-z0-9+/=\s]*$/.test(content)
    ? { fileName: textOf(elementOfList, 'fileName') ?? `tep-${index + 1}`, base64: content }
    : undefined;
}
