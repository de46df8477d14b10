import {
  type Packing,
  type PreparedAttachment,
  prepareAttachments,
  writeAttachment,
  writeReference,
} from './attachments/write-attachments.ts';
import { EdxmlError } from './errors.ts';
import { Extensions } from './message/extensions.ts';
import type { EdxmlAttachmentInput, EdxmlMessage } from './message/types.ts';
import { assertMessage } from './message/validate.ts';
import { writeHeader } from './message/write-header.ts';
import { EDXML_NAMESPACE } from './xml/namespace.ts';

export interface WriteOptions {
  /**
   * `zip` (default): a one-entry ZIP declared application/zip, as the axis SDK sends; a file that is a ZIP itself (docx, xlsx,
   * zip …) goes as it is, since readers do not unwrap those. `raw`: every file as it is, for partners who ask for it.
   */
  packing?: Packing;
  /**
   * True for a receiver that still runs the legacy validator: longer texts are cut and marked "…", longer addresses (email,
   * telephone, website) left out; codes, numbers and symbols stay whole. False by default: the lengths are advice.
   */
  fitLengths?: boolean;
}

function writeBody(attachments: readonly PreparedAttachment[], extensions: Extensions): string {
  const attributes = extensions.attributesAt('edXMLManifest');
  const version = /(?:^| )version="/.test(attributes) ? '' : ' version="1.0"';
  const inside = attachments.map(writeReference).join('') + extensions.elementsAt('edXMLManifest', '        ');
  const manifest =
    inside === ''
      ? `      <edXML:edXMLManifest${version}${attributes}/>\n`
      : `      <edXML:edXMLManifest${version}${attributes}>\n${inside}      </edXML:edXMLManifest>\n`;
  const beside = extensions.elementsAt('edXMLBody', '      ');
  return `    <edXML:edXMLBody${extensions.attributesAt('edXMLBody')}>\n${manifest}${beside}    </edXML:edXMLBody>\n`;
}

/** A status has no body by the standard; only what was kept of one makes it written. */
function hasBody({ kind, extensions = [] }: EdxmlMessage): boolean {
  return kind === 'document' || extensions.some(({ path }) => path === 'edXMLBody' || path === 'edXMLManifest');
}

function writeEnvelope(
  message: EdxmlMessage,
  attachments: readonly PreparedAttachment[],
  { extensions, fitLengths }: { extensions: Extensions; fitLengths: boolean },
): string {
  const header = writeHeader(message, { extensions, fitLengths });
  const body = hasBody(message) ? writeBody(attachments, extensions) : '';
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${EDXML_NAMESPACE}"${extensions.attributesAt('edXML')}>\n` +
    `  <edXML:edXMLEnvelope xmlns:edXML="${EDXML_NAMESPACE}"${extensions.attributesAt('edXMLEnvelope')}>\n${header}${body}` +
    `${extensions.elementsAt('edXMLEnvelope', '    ')}  </edXML:edXMLEnvelope>\n`
  );
}

async function* writeEncoded(
  attachments: readonly PreparedAttachment[],
  extensions: Extensions,
  packing: Packing,
): AsyncGenerator<Uint8Array> {
  const attributes = extensions.attributesAt('AttachmentEncoded');
  const beside = extensions.elementsAt('AttachmentEncoded', '    ');
  if (attachments.length === 0 && attributes === '' && beside === '') {
    return;
  }
  yield Buffer.from(`  <AttachmentEncoded${attributes}>\n`);
  for (const [index, item] of attachments.entries()) {
    try {
      yield* writeAttachment(item, packing);
    } catch (error) {
      throw new EdxmlError('edxml.source_failed', `Không đọc được tệp "${item.name}"`, {
        path: `attachments[${index}].content`,
        cause: error,
      });
    }
  }
  yield Buffer.from(`${beside}  </AttachmentEncoded>\n`);
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
  const prepared = prepareAttachments(attachments, message.kind === 'document' ? message.documentId : '');
  const extensions = new Extensions(message.extensions ?? []);
  yield Buffer.from(writeEnvelope(message, prepared, { extensions, fitLengths: options.fitLengths ?? false }));
  yield* writeEncoded(prepared, extensions, options.packing ?? 'zip');
  yield Buffer.from(`${extensions.elementsAt('edXML', '  ')}</edXML>\n`);
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
