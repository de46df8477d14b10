import { EdxmlError } from '../errors.ts';
import { DOCUMENT_HEADER, STATUS_HEADER, TRACE_HEADER_LIST } from '../message/schema.ts';
import type { EdxmlDocument, EdxmlMessage, EdxmlStatus } from '../message/types.ts';
import type { Warn } from '../texts/warnings.ts';
import { EDXML_NAMESPACE } from '../xml/namespace.ts';
import { hasContent, keepElement, type ReadContext } from './keep.ts';
import { legacyError } from './prolog.ts';
import { readInto } from './read-record.ts';
import { keepStructure } from './structure.ts';
import { attributeOf, childrenNamed, descendants, findNamed, isNamed, textOf, type XmlElement } from './tree.ts';

/** V1 official form, V2 C# SDK, V3 hand-made with attachments inside the envelope, V4 old eDoc namespace. */
export type EdxmlVariant = 'V1' | 'V2' | 'V3' | 'V4';

/** The Signature element of the envelope is never evidence: trust comes from the signatures inside the PDF. */
export type EnvelopeSignature = 'absent' | 'dummy' | 'unverified';

export interface ReadMessage {
  message: EdxmlMessage;
  variant: EdxmlVariant;
  signature: EnvelopeSignature;
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
    root.name === 'EdXML' ||
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
    (element) => isNamed(element, 'Reference') && attributeOf(element, 'href') !== undefined,
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

function tracesOf(root: XmlElement, context: ReadContext): XmlElement[] {
  const lists = [...descendants(root)].filter((element) => isNamed(element, 'TraceHeaderList'));
  for (const list of lists) {
    context.taken.add(list);
  }
  return lists.filter(hasContent);
}

function readStatus(root: XmlElement, header: XmlElement, context: ReadContext): EdxmlStatus {
  const record: Record<string, unknown> = {};
  readInto(record, header, STATUS_HEADER, 'MessageHeader', context);
  const code = String(record.statusCode ?? '');
  const padded = /^\d$/.test(code) ? `0${code}` : code;
  if (padded !== code) {
    context.warn('edxml.repair.code_padding', 'MessageHeader/StatusCode', code);
  }
  // A status has no trace by the standard; what a node on the way appended is kept.
  for (const list of tracesOf(root, context)) {
    keepElement(list, 'edXMLHeader', context, 'edxml.unknown_element');
  }
  const defaults = { kind: 'status', from: { agencyCode: '' }, responseTo: {} };
  // STATUS_HEADER is tied to EdxmlStatus key by key, and the defaults fill the required ones.
  return { ...defaults, ...record, statusCode: padded } as EdxmlStatus;
}

function readDocument(root: XmlElement, header: XmlElement, context: ReadContext): EdxmlDocument {
  const record: Record<string, unknown> = {};
  readInto(record, header, DOCUMENT_HEADER, 'MessageHeader', context);
  for (const list of tracesOf(root, context)) {
    readInto(record, list, TRACE_HEADER_LIST, 'TraceHeaderList', context);
  }
  const { business } = record;
  if (typeof business === 'object' && business !== null && !('kind' in business)) {
    record.business = { kind: 'new', ...business };
  }
  const defaults = { kind: 'document', from: { agencyCode: '' }, to: [], documentId: '' };
  // DOCUMENT_HEADER and TRACE_HEADER_LIST are tied to EdxmlDocument key by key; the defaults fill the required ones.
  return { ...defaults, ...record } as EdxmlDocument;
}

/** A status has a code; one that lost it still answers about a document and has nothing of a letter. */
function isStatus(header: XmlElement): boolean {
  const has = (...names: string[]): boolean => names.some((name) => childrenNamed(header, name).length > 0);
  return (
    has('StatusCode') ||
    (has('ResponseFor') && has('Timestamp', 'StaffInfo') && !has('To', 'Code', 'Subject', 'DocumentId'))
  );
}

/**
 * The tree → the model.
 *
 * @throws {EdxmlError} `edxml.not_edxml` without a MessageHeader, `edxml.legacy_unsupported` for the SOAP eDoc
 */
export function readMessage(root: XmlElement, warn: Warn): ReadMessage {
  if (isLegacy(root)) {
    throw legacyError();
  }
  const header = findNamed(root, 'MessageHeader');
  if (header === undefined) {
    throw new EdxmlError('edxml.not_edxml', 'XML này không phải gói tin edXML: không có MessageHeader', {
      path: root.path,
    });
  }
  const context: ReadContext = { warn, extensions: [], attributed: new Set(), taken: new Set([header]) };
  const variant = variantOf(root);
  if (variant !== 'V1') {
    warn('edxml.repair.variant', root.path, variant);
  }
  if (variant !== 'V4' && header.namespace !== EDXML_NAMESPACE) {
    warn('edxml.repair.namespace', 'MessageHeader', header.namespace || '–');
  }
  const message = isStatus(header) ? readStatus(root, header, context) : readDocument(root, header, context);
  keepStructure(root, context);
  const { extensions } = context;
  return {
    message: extensions.length === 0 ? message : { ...message, extensions },
    variant,
    signature: signatureOf(root),
  };
}
