import { createHash } from 'node:crypto';
import { encodeBase64 } from './attachments/base64.ts';
import { cleanFileName, extensionOf } from './attachments/file-name.ts';
import { isZipPackage, mediaTypeOfExtension } from './attachments/media-type.ts';
import { HEAD_BYTES, looksWrapped } from './attachments/wrapping.ts';
import { zipOneEntry } from './attachments/zip-writer.ts';
import { EdxmlError } from './errors.ts';
import type { EdxmlAttachmentInput, EdxmlMessage } from './message/types.ts';
import { assertMessage } from './message/validate.ts';
import { writeHeader } from './message/write-header.ts';
import { escapeText, xmlProblem } from './xml/escape.ts';

/** Namespace of QCVN 102:2016/BTTTT, used twice: default on the root, with a prefix on the envelope. */
export const EDXML_NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';

export interface WriteOptions {
  /**
   * `zip` (default): a one-entry ZIP declared application/zip, as the axis SDK sends; a file that is a ZIP itself (docx, xlsx,
   * zip …) goes as it is, since readers do not unwrap those. `raw`: every file as it is, for partners who ask for it.
   */
  packing?: Packing;
}

type Packing = 'zip' | 'raw';
type Content = EdxmlAttachmentInput['content'];

interface PreparedAttachment {
  uuid: string;
  contentId: string;
  name: string;
  description: string;
  mediaType: string;
  content: Content;
}

/** UUID version 8 (RFC 9562) from a hash: a retry of the same message must have identical bytes. */
function stableUuid(seed: string): string {
  const hash = createHash('sha256').update(seed).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function prepare(input: EdxmlAttachmentInput, index: number, documentId: string): PreparedAttachment {
  const path = `attachments[${index}]`;
  const name = input.name.normalize('NFC').trim();
  if (name === '' || cleanFileName(name) !== name) {
    throw new EdxmlError('edxml.value_invalid', `Tên tệp đính kèm không dùng được: "${cleanFileName(name)}"`, {
      path: `${path}.name`,
    });
  }
  for (const [key, text] of Object.entries({ ...input, content: '' })) {
    if (xmlProblem(text) !== undefined) {
      throw new EdxmlError('edxml.value_invalid', 'Có ký tự không được phép trong XML', { path: `${path}.${key}` });
    }
  }
  const uuid = stableUuid(`${documentId}\n${index}\n${name}`);
  return {
    uuid,
    contentId: input.contentId ?? `cid:${uuid}`,
    name,
    description: input.description?.trim() ?? '',
    mediaType: input.mediaType ?? mediaTypeOfExtension(extensionOf(name)),
    content: input.content,
  };
}

function element(tag: string, text: string, indent: string): string {
  return text === '' ? '' : `${indent}<${tag}>${escapeText(text)}</${tag}>\n`;
}

function writeBody(attachments: readonly PreparedAttachment[]): string {
  const references = attachments.map(
    (item) =>
      `        <edXML:Reference>\n${element('edXML:ContentId', item.contentId, '          ')}` +
      element('edXML:ContentType', item.mediaType, '          ') +
      element('edXML:Description', item.description, '          ') +
      `${element('edXML:AttachmentName', item.name, '          ')}        </edXML:Reference>\n`,
  );
  const manifest =
    references.length === 0
      ? '      <edXML:edXMLManifest version="1.0"/>\n'
      : `      <edXML:edXMLManifest version="1.0">\n${references.join('')}      </edXML:edXMLManifest>\n`;
  return `    <edXML:edXMLBody>\n${manifest}    </edXML:edXMLBody>\n`;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The first bytes of a content, and the content as it was before they were looked at. */
async function peek(content: Content): Promise<{ head: Uint8Array; content: Content }> {
  if (content instanceof Uint8Array) {
    return { head: content.subarray(0, HEAD_BYTES), content };
  }
  const source = content[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let size = 0;
  let step = await source.next();
  for (; step.done !== true && size < HEAD_BYTES; step = await source.next()) {
    seen.push(Uint8Array.from(step.value));
    size += step.value.length;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen;
      for (; step.done !== true; step = await source.next()) {
        yield step.value;
      }
    } finally {
      await source.return?.();
    }
  }
  return { head: Buffer.concat(seen).subarray(0, HEAD_BYTES), content: whole() };
}

/** How one file travels, and its content: a ZIP by name is wrapped only when it would be taken for wrapped as it is. */
async function packingOf(item: PreparedAttachment, wanted: Packing): Promise<{ packing: Packing; content: Content }> {
  if (wanted === 'raw' || !isZipPackage(extensionOf(item.name))) {
    return { packing: wanted, content: item.content };
  }
  const { head, content } = await peek(item.content);
  return { packing: looksWrapped(head, item.name) ? 'zip' : 'raw', content };
}

async function* writeAttachment(item: PreparedAttachment, wanted: Packing): AsyncGenerator<Uint8Array> {
  const { packing, content } = await packingOf(item, wanted);
  const declared = packing === 'zip' ? 'application/zip' : item.mediaType;
  yield Buffer.from(
    `    <Attachment>\n${element('ContentId', item.contentId, '      ')}` +
      element('AttachmentName', item.name, '      ') +
      element('Description', item.description, '      ') +
      element('ContentType', declared, '      ') +
      `      <edXML:ContentTransferEncoded xmlns:edXML="${EDXML_NAMESPACE}">`,
  );
  const raw = content instanceof Uint8Array ? once(content) : content;
  const extension = extensionOf(item.name);
  const entryName = extension === '' ? item.uuid : `${item.uuid}.${extension}`;
  yield* encodeBase64(packing === 'zip' ? zipOneEntry(entryName, content) : raw);
  yield Buffer.from('</edXML:ContentTransferEncoded>\n    </Attachment>\n');
}

/**
 * Writes a message in the exact shape of the axis SDK, piece by piece: attachments are never held whole. The same
 * message gives the same bytes. No Signature element is written.
 *
 * @param message checked by {@link assertMessage} before the first byte
 * @param attachments only for a document; content as bytes or as a stream
 * @throws {EdxmlError} `edxml.value_missing`, `edxml.value_invalid`; `edxml.source_failed` when a content stream fails
 * @example
 * for await (const chunk of writeEdxml(message, [{ name: 'cv.pdf', content: createReadStream('cv.pdf') }])) {
 *   await output.write(chunk);
 * }
 */
export async function* writeEdxml(
  message: EdxmlMessage,
  attachments: readonly EdxmlAttachmentInput[] = [],
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array> {
  assertMessage(message);
  if (message.kind === 'status' && attachments.length > 0) {
    throw new EdxmlError('edxml.value_invalid', 'Thông điệp trạng thái không có tệp đính kèm', { path: 'attachments' });
  }
  const documentId = message.kind === 'document' ? message.documentId : '';
  const prepared = attachments.map((item, index) => prepare(item, index, documentId));
  if (new Set(prepared.map((item) => item.contentId)).size < prepared.length) {
    throw new EdxmlError('edxml.value_invalid', 'Hai tệp đính kèm trùng ContentId', { path: 'attachments' });
  }
  yield Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${EDXML_NAMESPACE}">\n` +
      `  <edXML:edXMLEnvelope xmlns:edXML="${EDXML_NAMESPACE}">\n${writeHeader(message)}` +
      `${message.kind === 'status' ? '' : writeBody(prepared)}  </edXML:edXMLEnvelope>\n`,
  );
  if (prepared.length > 0) {
    yield Buffer.from('  <AttachmentEncoded>\n');
    for (const [index, item] of prepared.entries()) {
      try {
        yield* writeAttachment(item, options.packing ?? 'zip');
      } catch (error) {
        throw new EdxmlError('edxml.source_failed', `Không đọc được tệp "${item.name}"`, {
          path: `attachments[${index}].content`,
          cause: error,
        });
      }
    }
    yield Buffer.from('  </AttachmentEncoded>\n');
  }
  yield Buffer.from('</edXML>\n');
}

/**
 * {@link writeEdxml} into one buffer, for messages that fit in memory.
 *
 * @example
 * const bytes = await buildEdxml(message, [{ name: 'cong-van.pdf', content: pdf }]);
 */
export async function buildEdxml(
  message: EdxmlMessage,
  attachments: readonly EdxmlAttachmentInput[] = [],
  options: WriteOptions = {},
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeEdxml(message, attachments, options)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
