import { EdxmlError, type EdxmlWarning } from '../errors.ts';
import { DOCUMENT_HEADER, STATUS_HEADER, TRACE_HEADER_LIST } from '../message/schema.ts';
import type { EdxmlDocument, EdxmlMessage, EdxmlStatus } from '../message/types.ts';
import { legacyError } from './prolog.ts';
import { collectUnknown, type ReadContext, readRecord } from './read-record.ts';
import { childrenNamed, descendants, findNamed, isNamed, textOf, type XmlElement } from './tree.ts';

/** V1 official form, V2 C# SDK, V3 hand-made with attachments inside the envelope, V4 old eDoc namespace. */
export type EdxmlVariant = 'V1' | 'V2' | 'V3' | 'V4';

/** The Signature element of the envelope is never evidence: trust comes from the signatures inside the PDF. */
export type EnvelopeSignature = 'absent' | 'dummy' | 'unverified';

export interface ReadMessage {
  message: EdxmlMessage;
  variant: EdxmlVariant;
  signature: EnvelopeSignature;
  unknown: XmlElement[];
}

function isLegacy(root: XmlElement): boolean {
  for (const element of descendants(root)) {
    if (/^http:\/\/www\.e-doc\.vn\/schema/i.test(element.namespace)) {
      return true;
    }
  }
  return isNamed(root, 'Envelope') && /soap/i.test(root.namespace);
}

function variantOf(root: XmlElement): EdxmlVariant {
  if (
    /go\.vn\/edoc/i.test(root.namespace) ||
    isNamed(root, 'edXMLEnvelope') ||
    childrenNamed(root, 'MessageHeader').length > 0
  ) {
    return 'V4';
  }
  const encoded = findNamed(root, 'AttachmentEncoded');
  if (findNamed(root, 'edXMLAttachments') !== undefined || (encoded !== undefined && encoded.prefix !== '')) {
    return 'V3';
  }
  const hasLinks = [...descendants(root)].some(
    (element) => isNamed(element, 'Reference') && element.attributes.href !== undefined,
  );
  return hasLinks || findNamed(root, 'DigitalSignature') !== undefined ? 'V2' : 'V1';
}

function signatureOf(root: XmlElement): EnvelopeSignature {
  const element = findNamed(root, 'Signature') ?? findNamed(root, 'DigitalSignature');
  if (element === undefined || (element.children.length === 0 && textOf(element) === '')) {
    return 'absent';
  }
  const certificate = textOf(findNamed(element, 'X509Certificate'));
  // The SDK's literal example: certificate text "MIIFqTCCBJG", far too short to be one.
  return certificate !== '' && certificate.length < 100 ? 'dummy' : 'unverified';
}

function readStatus(header: XmlElement, context: ReadContext): EdxmlStatus {
  const record = readRecord(header, STATUS_HEADER, context);
  const code = String(record.statusCode ?? '');
  const padded = /^\d$/.test(code) ? `0${code}` : code;
  if (padded !== code) {
    const text = `Đã sửa khi đọc: mã trạng thái "${code}" hiểu là "${padded}"`;
    context.warn({ code: 'edxml.repair.code_padding', path: `${header.path}/StatusCode`, text });
  }
  const defaults = { kind: 'status', from: { agencyCode: '' }, responseTo: {} };
  // STATUS_HEADER is tied to EdxmlStatus key by key, and the defaults fill the required ones.
  return { ...defaults, ...record, statusCode: padded } as EdxmlStatus;
}

function readDocument(root: XmlElement, header: XmlElement, context: ReadContext): EdxmlDocument {
  const record = readRecord(header, DOCUMENT_HEADER, context);
  const list = findNamed(root, 'TraceHeaderList');
  const trace = list === undefined ? {} : readRecord(list, TRACE_HEADER_LIST, context);
  const business = trace.business;
  if (typeof business === 'object' && business !== null && !('kind' in business)) {
    trace.business = { kind: 'new', ...business };
  }
  const defaults = { kind: 'document', from: { agencyCode: '' }, to: [], documentId: '' };
  // DOCUMENT_HEADER and TRACE_HEADER_LIST are tied to EdxmlDocument key by key; the defaults fill the required ones.
  return { ...defaults, ...record, ...trace } as EdxmlDocument;
}

const STRUCTURE =
  /^(edxml|edxmlenvelope|edxmlheader|edxmlbody|edxmlmanifest|manifest|messageheader|traceheaderlist|signature|digitalsignature|attachmentencoded|edxmlattachments|attachmentdata|attachment|reference)$/i;

/** Strangers beside the known parts of the envelope. */
function collectStructure(element: XmlElement, context: ReadContext): void {
  if (!/^(edxml|edxmlenvelope|edxmlheader|edxmlbody)$/i.test(element.name)) {
    return;
  }
  for (const child of element.children) {
    if (STRUCTURE.test(child.name)) {
      context.taken.add(child);
      collectStructure(child, context);
    }
  }
  collectUnknown(element, context);
}

/**
 * The tree → the model.
 *
 * @throws {EdxmlError} `edxml.not_edxml` without a MessageHeader, `edxml.legacy_unsupported` for the SOAP eDoc
 */
export function readMessage(root: XmlElement, warn: (warning: EdxmlWarning) => void): ReadMessage {
  if (isLegacy(root)) {
    throw legacyError();
  }
  const header = findNamed(root, 'MessageHeader');
  if (header === undefined) {
    throw new EdxmlError('edxml.not_edxml', 'XML này không phải gói tin edXML: không có MessageHeader', {
      path: root.path,
    });
  }
  const context: ReadContext = { warn, unknown: [], taken: new Set() };
  const variant = variantOf(root);
  if (variant !== 'V1') {
    const text = `Gói tin viết theo biến thể ${variant}, không đúng khuôn của trục`;
    warn({ code: 'edxml.repair.variant', path: root.path, text });
  }
  const message =
    childrenNamed(header, 'StatusCode').length > 0 ? readStatus(header, context) : readDocument(root, header, context);
  collectStructure(root, context);
  return { message, variant, signature: signatureOf(root), unknown: context.unknown };
}
