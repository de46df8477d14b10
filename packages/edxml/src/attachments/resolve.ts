import type { EdxmlAttachmentInput, EdxmlExtension } from '../message/types.ts';
import type { XmlElement } from '../read/tree.ts';
import { type AttachmentError, attachmentError } from '../texts/attachment-errors.ts';
import type { Warn } from '../texts/warnings.ts';
import { type AttachmentCollector, type Payload, tooManyAttachments } from './collector.ts';
import { Edges } from './edges.ts';
import { cleanFileName, extensionOf } from './file-name.ts';
import { findAttachments } from './find-attachments.ts';
import { contradictsName, extensionOfMediaType, isExecutable, sniffMediaType } from './media-type.ts';
import { idKey, type Label, labelOf, Manifest } from './references.ts';
import type { StoredContent } from './store.ts';
import { type ResolveContext, unwrapIfNeeded } from './unwrap.ts';

/** One attachment as received. */
export interface EdxmlAttachment {
  /** As written by the sender, usually `cid:…`; empty when missing. */
  contentId: string;
  /** Safe to show and to store (see {@link cleanFileName}). */
  name: string;
  /** As written by the sender. */
  originalName: string;
  description?: string;
  /** ContentType of the Attachment, verbatim: not to be trusted. */
  declaredType?: string;
  /** ContentType of the Reference, verbatim: not to be trusted either. */
  referenceType?: string;
  /** What the bytes say. */
  mediaType: string;
  /** Bytes, after unwrapping. 0 when in error. */
  size: number;
  /** Lower-case hex of the bytes after unwrapping; empty when in error. */
  sha256: string;
  /** True when a one-entry ZIP was taken off. */
  wasWrapped: boolean;
  /** A Reference of the manifest names it. */
  hasReference: boolean;
  content?: StoredContent;
  error?: AttachmentError;
  /** What Attachment and Reference hold beyond the standard. */
  extensions?: EdxmlExtension[];
}

/**
 * The attachments that were read, as they are sent again: with {@link ParsedEdxml.message} they give the same message. Those in
 * error have no content and are left out. Of two with one ContentId the second gets its own.
 *
 * @example
 * const { message, attachments } = await parseEdxml(bytes);
 * const again = await buildEdxml(message, inputsOf(attachments));
 */
export function inputsOf(attachments: readonly EdxmlAttachment[]): EdxmlAttachmentInput[] {
  const seen = new Set<string>();
  return attachments.flatMap(({ content, name, description, referenceType, contentId, extensions }) => {
    if (content === undefined) {
      return [];
    }
    const isTwin = contentId === '' || seen.has(contentId);
    seen.add(contentId);
    return {
      name,
      content: content.read(),
      ...(description === undefined ? {} : { description }),
      ...(referenceType === undefined ? {} : { mediaType: referenceType }),
      ...(isTwin ? {} : { contentId }),
      ...(extensions === undefined ? {} : { extensions }),
    };
  });
}

/** Nobody gave it a name: what its bytes are says at least how it is opened. */
function fallbackName(index: number, mediaType = ''): string {
  const extension = extensionOfMediaType(mediaType);
  return `tep-dinh-kem-${index + 1}${extension === undefined ? '' : `.${extension}`}`;
}

function nameWarnings(attachment: EdxmlAttachment, path: string, warn: Warn): void {
  const { name, originalName, mediaType, content } = attachment;
  const extension = extensionOf(name);
  if (name !== originalName) {
    warn('edxml.attachment.renamed', path, name);
  }
  if (content !== undefined && contradictsName(mediaType, extension)) {
    warn('edxml.attachment.type_mismatch', path, name);
  }
  if (isExecutable(mediaType, extension)) {
    warn('edxml.attachment.executable', path, name);
  }
}

function nothing(element: XmlElement): Payload {
  const error = attachmentError('edxml.attachment.empty');
  return { element, content: undefined, sha256: '', edges: new Edges(), error };
}

function describe(
  label: Label,
  reference: Label | undefined,
): Pick<EdxmlAttachment, 'contentId' | 'description' | 'declaredType' | 'referenceType' | 'extensions'> {
  const description = label.description || reference?.description;
  const extensions = [...label.extensions, ...(reference?.extensions ?? [])];
  return {
    contentId: label.contentId,
    ...(description ? { description } : {}),
    ...(label.declaredType ? { declaredType: label.declaredType } : {}),
    ...(reference?.declaredType ? { referenceType: reference.declaredType } : {}),
    ...(extensions.length === 0 ? {} : { extensions }),
  };
}

async function resolveOne(
  { label, payload, manifest }: { label: Label; payload: Payload; manifest: Manifest },
  place: { index: number; path: string },
  context: ResolveContext,
): Promise<EdxmlAttachment> {
  const reference = manifest.claim(label);
  const originalName = label.name || reference?.name || '';
  const cleaned = cleanFileName(originalName);
  if (payload.wasUnpadded === true) {
    context.warn('edxml.repair.base64', place.path, cleaned);
  }
  const { payload: final, wasWrapped } = await unwrapIfNeeded(payload, cleaned, place.path, context);
  const { content, error, sha256 } = final;
  const mediaType = sniffMediaType(final.edges.head, extensionOf(cleaned));
  const attachment: EdxmlAttachment = {
    ...describe(label, reference),
    name: cleaned || fallbackName(place.index, content === undefined ? '' : mediaType),
    originalName,
    mediaType,
    size: content?.size ?? 0,
    sha256,
    wasWrapped,
    hasReference: reference !== undefined,
    ...(content === undefined ? {} : { content }),
    ...(error === undefined ? {} : { error }),
  };
  nameWarnings(attachment, place.path, context.warn);
  return attachment;
}

function missingAttachment(label: Label, index: number): EdxmlAttachment {
  return {
    contentId: label.contentId,
    name: cleanFileName(label.name) || fallbackName(index),
    originalName: label.name,
    ...(label.description === '' ? {} : { description: label.description }),
    ...(label.declaredType === '' ? {} : { referenceType: label.declaredType }),
    mediaType: 'application/octet-stream',
    size: 0,
    sha256: '',
    wasWrapped: false,
    hasReference: true,
    error: attachmentError('edxml.attachment.missing'),
    ...(label.extensions.length === 0 ? {} : { extensions: label.extensions }),
  };
}

function addUnclaimed(manifest: Manifest, attachments: EdxmlAttachment[], { warn, limits }: ResolveContext): void {
  const unclaimed = manifest.unclaimed();
  if (attachments.length + unclaimed.length > limits.maxAttachments) {
    throw tooManyAttachments(limits);
  }
  for (const { label, isTwin } of unclaimed) {
    if (isTwin) {
      warn('edxml.attachment.duplicate_reference', 'edXMLManifest', label.contentId);
      continue;
    }
    const attachment = missingAttachment(label, attachments.length);
    warn('edxml.attachment.without_content', 'edXMLManifest', attachment.name);
    attachments.push(attachment);
  }
}

/**
 * Names, pairs, unwraps and judges everything the collector decoded; `attachments` grows as each is done, so that the
 * caller can give back what was stored when a later one fails.
 */
export async function resolveAttachments(
  root: XmlElement,
  collector: AttachmentCollector,
  attachments: EdxmlAttachment[],
  context: ResolveContext,
): Promise<void> {
  const manifest = new Manifest(root, context.limits);
  const seen = new Set<string>();
  const labelled = new Set<XmlElement>();
  for (const { container, payload: element } of findAttachments(root)) {
    const index = attachments.length;
    const path = `AttachmentEncoded/Attachment[${index + 1}]`;
    const decoded = element === undefined ? undefined : await collector.payloadOf(element);
    const label = labelOf(container, 'Attachment');
    // Of two contents in one Attachment, the first has what the standard does not know.
    const own = labelled.has(container) ? { ...label, extensions: [] } : label;
    labelled.add(container);
    const item = { label: own, payload: decoded ?? nothing(container), manifest };
    const attachment = await resolveOne(item, { index, path }, context);
    attachments.push(attachment);
    const key = idKey(attachment.contentId);
    if (key !== '' && seen.has(key)) {
      context.warn('edxml.attachment.duplicate_content_id', path, attachment.contentId);
    } else if (manifest.exists && !attachment.hasReference) {
      context.warn('edxml.attachment.without_reference', path, attachment.name);
    }
    seen.add(key);
  }
  addUnclaimed(manifest, attachments, context);
}
