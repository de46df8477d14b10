import { createHash } from 'node:crypto';
import type { EdxmlWarning, EdxmlWarningCode } from '../errors.ts';
import type { EdxmlLimits } from '../read/limits.ts';
import { childrenNamed, descendants, isNamed, textOf, type XmlElement } from '../read/tree.ts';
import type { AttachmentCollector, AttachmentError, Payload } from './collector.ts';
import { cleanFileName, extensionOf } from './file-name.ts';
import { findAttachments } from './find-attachments.ts';
import { contradictsName, isExecutable, isZipPackage, sniffMediaType } from './media-type.ts';
import { type ContentStore, type StoredContent, StoreFullError } from './store.ts';
import { HEAD_BYTES, looksWrapped } from './wrapping.ts';
import { findOnlyEntry, readEntry, type ZipDefect, type ZipEntry, ZipError } from './zip-reader.ts';

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
}

interface Reference {
  contentId: string;
  name: string;
  description: string;
  declaredType: string;
}

export interface ResolveContext {
  store: ContentStore;
  limits: EdxmlLimits;
  warn: (warning: EdxmlWarning) => void;
}

const ZIP_ERRORS: Record<ZipDefect, AttachmentError> = {
  too_large: { code: 'edxml.attachment.too_large', text: 'Tệp trong gói ZIP lớn quá mức cho phép' },
  ratio: { code: 'edxml.attachment.zip_ratio', text: 'Gói ZIP có tỷ lệ nén bất thường (bom nén): từ chối giải nén' },
  size_mismatch: { code: 'edxml.attachment.zip_size', text: 'Gói ZIP khai sai kích thước: từ chối giải nén' },
  checksum: { code: 'edxml.attachment.zip_checksum', text: 'Gói ZIP sai mã kiểm CRC' },
  broken: { code: 'edxml.attachment.zip_broken', text: 'Gói ZIP hỏng hoặc bị cụt' },
};

function childText(element: XmlElement, ...names: string[]): string {
  for (const name of names) {
    const text = textOf(childrenNamed(element, name)[0]) || (element.attributes[name]?.trim() ?? '');
    if (text !== '') {
      return text;
    }
  }
  return '';
}

function referenceOf(element: XmlElement): Reference {
  return {
    contentId: childText(element, 'ContentId') || (element.attributes.href?.trim() ?? ''),
    name: childText(element, 'AttachmentName', 'FileName'),
    description: childText(element, 'Description'),
    declaredType: childText(element, 'ContentType', 'FileType'),
  };
}

/** `cid:209` and `209` are the same. */
function idKey(contentId: string): string {
  return contentId.replace(/^cid:/i, '').toLowerCase();
}

function findReferences(root: XmlElement): Reference[] {
  return [...descendants(root)]
    .filter((element) => isNamed(element, 'Reference') && /manifest\/[^/]+$/i.test(element.path))
    .map(referenceOf);
}

async function unwrap(
  payload: Payload,
  content: StoredContent,
  entry: ZipEntry,
  context: ResolveContext,
): Promise<Payload> {
  const writer = context.store.create();
  const hash = createHash('sha256');
  const caps = { maxBytes: context.limits.maxAttachmentBytes, maxRatio: context.limits.maxZipRatio };
  let head: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of readEntry(content, entry, caps)) {
      head = head.length === 0 ? Uint8Array.from(chunk.subarray(0, HEAD_BYTES)) : head;
      hash.update(chunk);
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.abort();
    await content.discard();
    if (error instanceof ZipError) {
      return { ...payload, content: undefined, sha256: '', error: ZIP_ERRORS[error.defect] };
    }
    if (error instanceof StoreFullError) {
      return { ...payload, content: undefined, sha256: '', error: { ...ZIP_ERRORS.too_large, text: error.message } };
    }
    throw error;
  }
  await content.discard();
  return { ...payload, content: await writer.close(), sha256: hash.digest('hex'), head };
}

function isReadable(entry: ZipEntry): boolean {
  return !entry.encrypted && (entry.method === 0 || entry.method === 8);
}

/** A file that is a ZIP by its name: only a wrapping that shows itself as one is taken off. */
async function unwrapPackage(payload: Payload, content: StoredContent, name: string, context: ResolveContext) {
  if (looksWrapped(payload.head, name)) {
    const entry = await findOnlyEntry(content);
    // What looked wrapped was the first entry: it must be the one that the directory names.
    if (typeof entry === 'object' && entry.offset === 0 && isReadable(entry)) {
      return { payload: await unwrap(payload, content, entry, context), wasWrapped: true };
    }
  }
  return { payload, wasWrapped: false };
}

/**
 * The decisive rule: the bytes decide, not the declared type. A ZIP of exactly one entry is taken off once; when the name says
 * that the file is a ZIP of its own kind, only if that entry is this file (see {@link looksWrapped}). Names inside the ZIP name
 * nothing.
 */
async function unwrapIfNeeded(
  payload: Payload,
  name: string,
  path: string,
  context: ResolveContext,
): Promise<{ payload: Payload; wasWrapped: boolean }> {
  const { content } = payload;
  if (content === undefined || sniffMediaType(payload.head, 'zip') !== 'application/zip') {
    return { payload, wasWrapped: false };
  }
  if (isZipPackage(extensionOf(name))) {
    return unwrapPackage(payload, content, name, context);
  }
  const entry = await findOnlyEntry(content);
  if (entry === 'broken') {
    await content.discard();
    return { payload: { ...payload, content: undefined, sha256: '', error: ZIP_ERRORS.broken }, wasWrapped: false };
  }
  if (entry === 'many' || !isReadable(entry)) {
    const why = entry === 'many' ? 'không phải đúng một tệp' : 'có mật khẩu hoặc kiểu nén lạ';
    const text = `Gói ZIP giữ nguyên, không bóc: bên trong ${why}`;
    context.warn({ code: 'edxml.attachment.not_unwrapped', path, text });
    return { payload, wasWrapped: false };
  }
  return { payload: await unwrap(payload, content, entry, context), wasWrapped: true };
}

function nameWarnings(attachment: EdxmlAttachment, path: string, warn: (warning: EdxmlWarning) => void): void {
  const extension = extensionOf(attachment.name);
  const note = (code: EdxmlWarningCode, text: string): void => warn({ code, path, text });
  if (attachment.name !== attachment.originalName) {
    note('edxml.attachment.renamed', `Đã sửa khi đọc: tên tệp đính kèm đổi thành "${attachment.name}"`);
  }
  if (attachment.content !== undefined && contradictsName(attachment.mediaType, extension)) {
    note('edxml.attachment.type_mismatch', `Tệp "${attachment.name}" có nội dung là ${attachment.mediaType}`);
  }
  if (isExecutable(attachment.mediaType, extension)) {
    note('edxml.attachment.executable', `Tệp "${attachment.name}" là chương trình: không được mở`);
  }
}

async function resolveOne(
  container: XmlElement,
  payload: Payload | undefined,
  references: Map<string, Reference>,
  index: number,
  context: ResolveContext,
): Promise<EdxmlAttachment> {
  const own = referenceOf(container);
  const key = idKey(own.contentId);
  const reference = references.get(key);
  references.delete(key);
  const originalName = own.name || reference?.name || '';
  const name = cleanFileName(originalName) || `tep-dinh-kem-${index + 1}`;
  const start: Payload = payload ?? {
    element: container,
    content: undefined,
    sha256: '',
    head: new Uint8Array(0),
    error: undefined,
  };
  const { payload: final, wasWrapped } = await unwrapIfNeeded(start, name, container.path, context);
  const description = own.description || reference?.description;
  const missing: AttachmentError = { code: 'edxml.attachment.empty', text: 'Tệp đính kèm trống' };
  const error = final.error ?? (final.content === undefined ? missing : undefined);
  const attachment: EdxmlAttachment = {
    contentId: own.contentId,
    name,
    originalName,
    ...(description ? { description } : {}),
    ...(own.declaredType ? { declaredType: own.declaredType } : {}),
    mediaType: sniffMediaType(final.head, extensionOf(name)),
    size: final.content?.size ?? 0,
    sha256: final.sha256,
    wasWrapped,
    hasReference: reference !== undefined,
    ...(final.content === undefined ? {} : { content: final.content }),
    ...(error === undefined ? {} : { error }),
  };
  nameWarnings(attachment, container.path, context.warn);
  return attachment;
}

function missingAttachment(reference: Reference, index: number): EdxmlAttachment {
  return {
    contentId: reference.contentId,
    name: cleanFileName(reference.name) || `tep-dinh-kem-${index + 1}`,
    originalName: reference.name,
    declaredType: reference.declaredType,
    mediaType: 'application/octet-stream',
    size: 0,
    sha256: '',
    wasWrapped: false,
    hasReference: true,
    error: { code: 'edxml.attachment.missing', text: 'Gói tin nhắc đến tệp này nhưng không kèm nội dung' },
  };
}

function pairWarnings(attachment: EdxmlAttachment, path: string, isTwin: boolean, warn: ResolveContext['warn']): void {
  if (isTwin) {
    const text = `Hai tệp đính kèm cùng ContentId "${attachment.contentId}": giữ cả hai`;
    warn({ code: 'edxml.attachment.duplicate_content_id', path, text });
  } else if (!attachment.hasReference) {
    const text = `Tệp "${attachment.name}" không được danh mục của gói tin nhắc đến`;
    warn({ code: 'edxml.attachment.without_reference', path, text });
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
  const references = new Map<string, Reference>();
  for (const reference of findReferences(root)) {
    references.set(idKey(reference.contentId), reference);
  }
  const hasManifest = references.size > 0;
  const seen = new Set<string>();
  for (const { container, payload } of findAttachments(root)) {
    const decoded = payload === undefined ? undefined : await collector.payloadOf(payload);
    const attachment = await resolveOne(container, decoded, references, attachments.length, context);
    attachments.push(attachment);
    const key = idKey(attachment.contentId);
    if (hasManifest || (key !== '' && seen.has(key))) {
      pairWarnings(attachment, container.path, key !== '' && seen.has(key), context.warn);
    }
    seen.add(key);
  }
  for (const reference of references.values()) {
    const attachment = missingAttachment(reference, attachments.length);
    const text = `Không có nội dung của tệp "${attachment.name}"`;
    context.warn({ code: 'edxml.attachment.without_content', path: root.path, text });
    attachments.push(attachment);
  }
}
