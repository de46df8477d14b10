import type { Rect } from '../appearance/appearance.ts';
import { PadesError } from '../errors.ts';
import { buildSubset, writeFont } from '../fonts/subset.ts';
import { listFields } from '../pdf/fields.ts';
import { openPdfForWriting, type PdfFile } from '../pdf/file.ts';
import { getPage } from '../pdf/pages.ts';
import { array, dict, isDict, name, type PdfRef, type PdfValue, ref, textString, withEntries } from '../pdf/values.ts';
import { type Revision, startRevision } from '../pdf/write.ts';
import { ALIGNMENTS, type DigitSlot, digitOperators } from './digit-slot.ts';
import { addAnnotations, addFields, CADES_EXTENSION, extendCatalog } from './form.ts';
import { type FieldLock, lockDictionary } from './lock.ts';

/** Room for a signature: page from 1, rectangle in points from the bottom left. */
export interface SignatureField {
  name: string;
  page: number;
  rect: Rect;
  /** Taken over by the signature that fills the field. */
  lock?: FieldLock;
}

/** Room for digits that the clerk fills in after the personal signature (ô 3, ô 4). */
export interface DigitField {
  name: string;
  page: number;
  rect: Rect;
  fontSize: number;
  italic: boolean;
  /** y of the line the digits stand on, on the page. */
  baseline: number;
  maxLength: number;
  /** `center` unless told. */
  align?: DigitSlot['align'];
}

export interface ReservedFields {
  signatures: readonly SignatureField[];
  texts?: readonly DigitField[];
}

const PRINT = 4;
const DIGITS = '0123456789';

function rectValue({ x, y, width, height }: Rect): PdfValue {
  return array(x, y, x + width, y + height);
}

function widget(page: number, rect: Rect, fieldName: string, type: string): Record<string, PdfValue> {
  return {
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name(type),
    T: textString(fieldName),
    F: PRINT,
    P: ref(page),
    Rect: rectValue(rect),
  };
}

function writeForm(revision: Revision, rect: Rect, resources: Record<string, PdfValue>, operators: string): PdfRef {
  const number = revision.allot();
  const entries = dict({
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: array(0, 0, rect.width, rect.height),
    Resources: dict(resources),
  });
  revision.setStream(number, entries, Buffer.from(operators, 'latin1'));
  return ref(number);
}

/** A signature field with its widget and an appearance that draws nothing (PDF/A asks for one). */
export function writeSignatureField(revision: Revision, page: number, field: Omit<SignatureField, 'page'>): PdfRef {
  const number = revision.allot();
  let lock: PdfRef | undefined;
  if (field.lock !== undefined) {
    lock = ref(revision.allot());
    revision.set(lock.number, lockDictionary(field.lock));
  }
  // Nothing to show without a rectangle, in PDF/A too (ISO 19005-2, 6.3.3).
  const isVisible = field.rect.width > 0 && field.rect.height > 0;
  const appearance = isVisible ? dict({ N: writeForm(revision, field.rect, {}, '') }) : undefined;
  revision.set(number, dict({ ...widget(page, field.rect, field.name, 'Sig'), AP: appearance, Lock: lock }));
  return ref(number);
}

function fontNameOf(field: DigitField): string {
  return field.italic ? 'DigitsItalic' : 'DigitsRegular';
}

function writeDigitField(
  revision: Revision,
  page: number,
  field: DigitField,
  fonts: ReadonlyMap<string, PdfRef>,
): PdfRef {
  const align = field.align ?? 'center';
  const fontName = fontNameOf(field);
  const font = fonts.get(fontName) ?? null;
  const slot: DigitSlot = {
    fontName,
    fontSize: field.fontSize,
    width: field.rect.width,
    baseline: field.baseline - field.rect.y,
    align,
  };
  const resources = { Font: dict({ [fontName]: font }) };
  const number = revision.allot();
  revision.set(
    number,
    dict({
      ...widget(page, field.rect, field.name, 'Tx'),
      DA: textString(`/${fontName} ${field.fontSize} Tf 0 g`),
      Q: ALIGNMENTS.indexOf(align),
      MaxLen: field.maxLength,
      AP: dict({ N: writeForm(revision, field.rect, resources, digitOperators(slot, '')) }),
    }),
  );
  return ref(number);
}

function writeDigitFonts(revision: Revision, texts: readonly DigitField[]): Map<string, PdfRef> {
  const fonts = new Map<string, PdfRef>();
  for (const field of texts) {
    const fontName = fontNameOf(field);
    if (!fonts.has(fontName)) {
      fonts.set(fontName, ref(writeFont(revision, buildSubset(field.italic ? 'italic' : 'regular', DIGITS))));
    }
  }
  return fonts;
}

function assertFree(file: PdfFile, wanted: readonly { name: string }[]): void {
  const fields = listFields(file);
  const signed = fields.find(
    ({ type, dict: found }) => type === 'Sig' && file.resolve(found.entries.get('V')) !== null,
  );
  if (signed !== undefined) {
    throw new PadesError('pades.forbidden', `Văn bản đã có chữ ký (${signed.name}), không thêm chỗ ký được nữa.`);
  }
  const names = new Set(fields.map((field) => field.name));
  for (const field of wanted) {
    if (names.has(field.name)) {
      throw new PadesError('pades.field_taken', `Văn bản đã có trường tên ${field.name}.`);
    }
    names.add(field.name);
  }
}

/**
 * Puts every field that later steps touch into an unsigned PDF: signatures and slots for digits, with the fonts the digits
 * need. Pages and form then never change again, so the signatures that follow only fill what the first one already covered.
 * Answers the whole new file.
 * @throws PadesError `pades.forbidden` when it is signed already, `pades.field_taken`, `pades.page`, and as `openPdfForWriting`
 */
export function reserveFields(pdf: Uint8Array, { signatures, texts = [] }: ReservedFields): Uint8Array {
  const file = openPdfForWriting(pdf);
  assertFree(file, [...signatures, ...texts]);
  const revision = startRevision(file);
  const fonts = writeDigitFonts(revision, texts);
  const perPage = new Map<number, PdfRef[]>();
  const fields: PdfRef[] = [];
  const place = (page: number, field: PdfRef): void => {
    perPage.set(page, [...(perPage.get(page) ?? []), field]);
    fields.push(field);
  };
  for (const field of texts) {
    const page = getPage(file, field.page).number;
    place(page, writeDigitField(revision, page, field, fonts));
  }
  for (const field of signatures) {
    const page = getPage(file, field.page).number;
    place(page, writeSignatureField(revision, page, field));
  }
  addFields(file, revision, fields, fonts.size === 0 ? undefined : withFonts(file, fonts));
  for (const [page, widgets] of perPage) {
    addAnnotations(file, revision, page, widgets);
  }
  extendCatalog(file, revision, CADES_EXTENSION);
  return Buffer.concat([pdf, revision.build().tail]);
}

function withFonts(file: PdfFile, fonts: ReadonlyMap<string, PdfRef>): ReturnType<typeof dict> {
  const form = file.resolve(file.catalog().entries.get('AcroForm'));
  const known = isDict(form) ? file.resolve(form.entries.get('DR')) : null;
  const resources = isDict(known) ? known : dict({});
  const old = file.resolve(resources.entries.get('Font'));
  return withEntries(resources, { Font: withEntries(isDict(old) ? old : dict({}), Object.fromEntries(fonts)) });
}
