import { createHash } from 'node:crypto';
import { EdxmlError } from '../errors.ts';
import { Extensions } from '../message/extensions.ts';
import type { EdxmlAttachmentInput } from '../message/types.ts';
import { escapeText, xmlProblem } from '../xml/escape.ts';
import { EDXML_NAMESPACE } from '../xml/namespace.ts';
import { encodeBase64 } from './base64.ts';
import { cleanFileName, extensionOf } from './file-name.ts';
import { isZipPackage, mediaTypeOfExtension } from './media-type.ts';
import { HEAD_BYTES, looksWrapped } from './wrapping.ts';
import { zipOneEntry } from './zip-writer.ts';

export type Packing = 'zip' | 'raw';
type Content = EdxmlAttachmentInput['content'];

export interface PreparedAttachment {
  uuid: string;
  contentId: string;
  name: string;
  description: string;
  mediaType: string;
  content: Content;
  extensions: Extensions;
}

/** UUID version 8 (RFC 9562) from a hash: a retry of the same message must have identical bytes. */
function stableUuid(seed: string): string {
  const hash = createHash('sha256').update(seed).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function assertTexts(input: EdxmlAttachmentInput, path: string): void {
  const { name, description, mediaType, contentId } = input;
  for (const [key, text] of Object.entries({ name, description, mediaType, contentId })) {
    const isLeftOut = text === undefined && key !== 'name';
    if (!isLeftOut && (typeof text !== 'string' || xmlProblem(text) !== undefined)) {
      throw new EdxmlError('edxml.value_invalid', 'Có ký tự không được phép trong XML', { path: `${path}.${key}` });
    }
  }
}

/**
 * Everything of an attachment but its content, checked.
 *
 * @throws {EdxmlError} `edxml.value_invalid`
 */
function prepare(input: EdxmlAttachmentInput, index: number, documentId: string): PreparedAttachment {
  const path = `attachments[${index}]`;
  assertTexts(input, path);
  const name = input.name.normalize('NFC').trim();
  if (name === '' || cleanFileName(name) !== name) {
    throw new EdxmlError('edxml.value_invalid', `Tên tệp đính kèm không dùng được: "${cleanFileName(name)}"`, {
      path: `${path}.name`,
    });
  }
  const uuid = stableUuid(`${documentId}\n${index}\n${name}`);
  const extensions = new Extensions(input.extensions ?? [], `${path}.extensions`);
  for (const place of ['Attachment', 'Reference']) {
    extensions.attributesAt(place);
  }
  extensions.assertAllUsed(`${path}.extensions`);
  return {
    uuid,
    contentId: input.contentId?.trim() || `cid:${uuid}`,
    name,
    description: input.description?.trim() ?? '',
    mediaType: input.mediaType?.trim() || mediaTypeOfExtension(extensionOf(name)),
    content: input.content,
    extensions,
  };
}

/** @throws {EdxmlError} `edxml.value_invalid` */
export function prepareAttachments(inputs: readonly EdxmlAttachmentInput[], documentId: string): PreparedAttachment[] {
  const prepared = inputs.map((item, index) => prepare(item, index, documentId));
  if (new Set(prepared.map((item) => item.contentId)).size < prepared.length) {
    throw new EdxmlError('edxml.value_invalid', 'Hai tệp đính kèm trùng ContentId', { path: 'attachments' });
  }
  return prepared;
}

function element(tag: string, text: string, indent: string): string {
  return text === '' ? '' : `${indent}<${tag}>${escapeText(text)}</${tag}>\n`;
}

/** The line of the manifest that names an attachment. */
export function writeReference({ extensions, ...item }: PreparedAttachment): string {
  return (
    `        <edXML:Reference${extensions.attributesAt('Reference')}>\n` +
    element('edXML:ContentId', item.contentId, '          ') +
    element('edXML:ContentType', item.mediaType, '          ') +
    element('edXML:Description', item.description, '          ') +
    element('edXML:AttachmentName', item.name, '          ') +
    `${extensions.elementsAt('Reference', '          ')}        </edXML:Reference>\n`
  );
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

/** One Attachment, piece by piece; its content is never held whole. */
export async function* writeAttachment(item: PreparedAttachment, wanted: Packing): AsyncGenerator<Uint8Array> {
  const { packing, content } = await packingOf(item, wanted);
  const declared = packing === 'zip' ? 'application/zip' : item.mediaType;
  yield Buffer.from(
    `    <Attachment${item.extensions.attributesAt('Attachment')}>\n` +
      element('ContentId', item.contentId, '      ') +
      element('AttachmentName', item.name, '      ') +
      element('Description', item.description, '      ') +
      element('ContentType', declared, '      ') +
      `      <edXML:ContentTransferEncoded xmlns:edXML="${EDXML_NAMESPACE}">`,
  );
  const extension = extensionOf(item.name);
  const entryName = extension === '' ? item.uuid : `${item.uuid}.${extension}`;
  const raw = content instanceof Uint8Array ? once(content) : content;
  yield* encodeBase64(packing === 'zip' ? zipOneEntry(entryName, content) : raw);
  yield Buffer.from(
    `</edXML:ContentTransferEncoded>\n${item.extensions.elementsAt('Attachment', '      ')}    </Attachment>\n`,
  );
}
