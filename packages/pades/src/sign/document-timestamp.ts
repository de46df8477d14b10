import type { Timestamp, TimestampAuthority } from '@congvu/pki';
import { ARCHIVE_EXTENSION, addAnnotations, addFields, extendCatalog } from '../fields/form.ts';
import { writeSignatureField } from '../fields/reserve-fields.ts';
import { listFields } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { getPage } from '../pdf/pages.ts';
import { isDict, ref, withEntries } from '../pdf/values.ts';
import { startRevision } from '../pdf/write.ts';
import { assertIntact } from './assert-intact.ts';
import { asOpenBase, type OpenBase, type SigningBase } from './base.ts';
import { fillLayout, type Layout, layOut } from './layout.ts';
import { timestampText } from './signature-dictionary.ts';

/** Tokens with the chain of their authority take 5 to 9 KB; a larger one is asked for again with more room. */
const FIRST_ROOM = 12 * 1024;
const MARGIN = 1_024;

function freeName(file: PdfFile): string {
  const names = new Set(listFields(file).map(({ name }) => name));
  let number = 1;
  while (names.has(`DauThoiGian${number}`)) {
    number += 1;
  }
  return `DauThoiGian${number}`;
}

/** An invisible field on the first page that holds the timestamp: with no rectangle it draws nothing. */
function writeTimestamp(file: PdfFile, room: number): Layout {
  const revision = startRevision(file);
  const page = getPage(file, 1).number;
  const field = writeSignatureField(revision, page, {
    name: freeName(file),
    rect: { x: 0, y: 0, width: 0, height: 0 },
  });
  addFields(file, revision, [field]);
  addAnnotations(file, revision, page, [field]);
  extendCatalog(file, revision, ARCHIVE_EXTENSION);
  const signature = revision.allot();
  const text = timestampText(room);
  const widget = revision.current(field.number);
  if (isDict(widget)) {
    revision.set(field.number, withEntries(widget, { V: ref(signature) }));
  }
  return layOut(revision, signature, text, file.bytes.length);
}

async function stampWith(base: OpenBase, tsa: TimestampAuthority, room: number): Promise<Uint8Array> {
  const layout = writeTimestamp(base.file, room);
  const { token }: Timestamp = await tsa.stamp(base.digestWith(layout.before, layout.after));
  return token.length <= room ? fillLayout(layout, token, room) : stampWith(base, tsa, token.length + MARGIN);
}

/**
 * A timestamp over the whole document (ETSI.RFC3161): proves time for every signature before it, and archives the evidence
 * they have (B-LTA). Allowed whatever the signatures forbid, being no change of the document (ISO 32000-2, 12.8.2.2).
 * @returns the bytes to append
 * @throws PkiError `pki.tsp_*`
 * @throws PadesError `pades.already_invalid`, `pades.already_changed`, and as `prepareSignature` for the file
 * @example const archived = Buffer.concat([pdf, await addDocumentTimestamp(pdf, { tsa })]);
 */
export async function addDocumentTimestamp(
  pdf: Uint8Array | SigningBase,
  options: { tsa: TimestampAuthority },
): Promise<Uint8Array> {
  const base = asOpenBase(pdf);
  assertIntact(base.file);
  return stampWith(base, options.tsa, FIRST_ROOM);
}
