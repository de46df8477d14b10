import { createHash } from 'node:crypto';
import type { EdxmlLimits } from '../read/limits.ts';
import { type AttachmentErrorCode, attachmentError } from '../texts/attachment-errors.ts';
import type { Warn } from '../texts/warnings.ts';
import type { Payload } from './collector.ts';
import { Edges } from './edges.ts';
import { extensionOf } from './file-name.ts';
import { isZipPackage, sniffMediaType } from './media-type.ts';
import { type ContentStore, type StoredContent, StoreFullError } from './store.ts';
import { looksWrapped } from './wrapping.ts';
import { findOnlyEntry, readEntry, type ZipDefect, type ZipEntry, ZipError } from './zip-reader.ts';

export interface ResolveContext {
  store: ContentStore;
  limits: EdxmlLimits;
  warn: Warn;
}

interface Unwrapped {
  payload: Payload;
  wasWrapped: boolean;
}

const ZIP_ERRORS: Record<ZipDefect, AttachmentErrorCode> = {
  too_large: 'edxml.attachment.too_large',
  ratio: 'edxml.attachment.zip_ratio',
  size_mismatch: 'edxml.attachment.zip_size',
  checksum: 'edxml.attachment.zip_checksum',
  broken: 'edxml.attachment.zip_broken',
};

async function failed(payload: Payload, code: AttachmentErrorCode, limit?: number): Promise<Payload> {
  await payload.content?.discard();
  return { ...payload, content: undefined, sha256: '', error: attachmentError(code, limit) };
}

async function unwrapEntry(
  payload: Payload,
  content: StoredContent,
  entry: ZipEntry,
  { store, limits }: ResolveContext,
): Promise<Payload> {
  const writer = store.create();
  const hash = createHash('sha256');
  const edges = new Edges();
  try {
    const caps = { maxBytes: limits.maxAttachmentBytes, maxRatio: limits.maxZipRatio };
    for await (const chunk of readEntry(content, entry, caps)) {
      edges.push(chunk);
      hash.update(chunk);
      await writer.write(chunk);
    }
  } catch (error) {
    await writer.abort();
    if (error instanceof ZipError) {
      const limit = error.defect === 'too_large' ? limits.maxAttachmentBytes : undefined;
      return failed(payload, ZIP_ERRORS[error.defect], limit);
    }
    if (error instanceof StoreFullError) {
      return failed(payload, 'edxml.attachment.too_large', error.capacity);
    }
    await content.discard();
    throw error;
  }
  await content.discard();
  const unpacked = { ...payload, content: await writer.close(), sha256: hash.digest('hex'), edges };
  return unpacked.content.size === 0 ? failed(unpacked, 'edxml.attachment.empty') : unpacked;
}

function isReadable(entry: ZipEntry): boolean {
  return !entry.encrypted && (entry.method === 0 || entry.method === 8);
}

/** A file that is a ZIP by its name: only a wrapping that shows itself as one is taken off. */
async function unwrapPackage(
  payload: Payload,
  content: StoredContent,
  name: string,
  context: ResolveContext,
): Promise<Unwrapped> {
  if (looksWrapped(payload.edges.head, name)) {
    const entry = await findOnlyEntry(content);
    // What looked wrapped was the first entry: it must be the one that the directory names.
    if (typeof entry === 'object' && entry.offset === 0 && isReadable(entry)) {
      return { payload: await unwrapEntry(payload, content, entry, context), wasWrapped: true };
    }
  }
  return { payload, wasWrapped: false };
}

/**
 * The decisive rule: the bytes decide, not the declared type. A ZIP of exactly one entry is taken off once; when the name says
 * that the file is a ZIP of its own kind, only if that entry is this file (see {@link looksWrapped}). Names inside the ZIP name
 * nothing.
 */
export async function unwrapIfNeeded(
  payload: Payload,
  name: string,
  path: string,
  context: ResolveContext,
): Promise<Unwrapped> {
  const { content } = payload;
  if (content === undefined || sniffMediaType(payload.edges.head, 'zip') !== 'application/zip') {
    return { payload, wasWrapped: false };
  }
  if (isZipPackage(extensionOf(name))) {
    return unwrapPackage(payload, content, name, context);
  }
  const entry = await findOnlyEntry(content);
  if (entry === 'broken') {
    return { payload: await failed(payload, 'edxml.attachment.zip_broken'), wasWrapped: false };
  }
  if (entry === 'many' || !isReadable(entry)) {
    context.warn('edxml.attachment.not_unwrapped', path, name);
    return { payload, wasWrapped: false };
  }
  return { payload: await unwrapEntry(payload, content, entry, context), wasWrapped: true };
}
