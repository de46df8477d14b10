import { createHash } from 'node:crypto';
import { buildSignedAttributes, type SigningAlgorithm } from '@congvu/pki';
import { type Rect, writeAppearance } from '../appearance/appearance.ts';
import { PadesError } from '../errors.ts';
import { fillDigits } from '../fields/fill-digits.ts';
import { addAnnotations, addFields, setCatalog } from '../fields/form.ts';
import { type FieldLock, readLock } from '../fields/lock.ts';
import { writeSignatureField } from '../fields/reserve-fields.ts';
import { listFields } from '../pdf/fields.ts';
import { openPdfForWriting, type PdfFile } from '../pdf/file.ts';
import { readObject } from '../pdf/lexer.ts';
import { getPage } from '../pdf/pages.ts';
import { dict, isArray, isDict, isRef, isString, type PdfDict, ref, withEntries } from '../pdf/values.ts';
import { type Revision, startRevision } from '../pdf/write.ts';
import { assertAllowed } from './permission.ts';
import type { PreparedSignature, SignaturePlan } from './plan.ts';
import { byteRangeText, type SignatureText, signatureText } from './signature-dictionary.ts';

const PLACEHOLDER_BYTES = 16 * 1024;
const VALID_MINUTES = 15;
const INVISIBLE: Rect = { x: 0, y: 0, width: 0, height: 0 };

interface Target {
  number: number;
  dict: PdfDict;
  rect: Rect;
  lock: FieldLock | undefined;
}

/** The rectangle of a widget, corners in any order (§7.9.5). */
function readRect(file: PdfFile, field: PdfDict): Rect {
  const value = file.resolve(field.entries.get('Rect'));
  const corners = isArray(value) ? value.items.map((item) => file.resolve(item)) : [];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners.map((corner) => (typeof corner === 'number' ? corner : 0));
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

function makeField(file: PdfFile, revision: Revision, plan: SignaturePlan): Target {
  const rect = plan.rect ?? INVISIBLE;
  const page = getPage(file, plan.page ?? 1).number;
  const lock = plan.lock === undefined ? {} : { lock: plan.lock };
  const field = writeSignatureField(revision, page, { name: plan.field, rect, ...lock });
  addFields(file, revision, [field]);
  addAnnotations(file, revision, page, [field]);
  const value = revision.current(field.number);
  return { number: field.number, dict: isDict(value) ? value : dict({}), rect, lock: plan.lock };
}

function findTarget(file: PdfFile, revision: Revision, plan: SignaturePlan): Target {
  const field = listFields(file).find(({ name }) => name === plan.field);
  if (field !== undefined && file.resolve(field.dict.entries.get('V')) !== null) {
    const what = field.type === 'Sig' ? 'đã có chữ ký' : 'không phải chỗ ký';
    throw new PadesError(
      field.type === 'Sig' ? 'pades.field_signed' : 'pades.field_type',
      `Trường ${plan.field} ${what}.`,
    );
  }
  assertAllowed(file, plan, field === undefined);
  if (field === undefined) {
    return makeField(file, revision, plan);
  }
  if (field.type !== 'Sig' || field.widgets[0] !== field.number) {
    throw new PadesError('pades.field_type', `Trường ${plan.field} không phải chỗ ký.`);
  }
  const lock = plan.lock ?? readLock(file, field.dict.entries.get('Lock'));
  return { number: field.number, dict: field.dict, rect: readRect(file, field.dict), lock };
}

function chooseAlgorithm(plan: SignaturePlan): SigningAlgorithm {
  const chosen = plan.algorithm ?? plan.signer.algs[0];
  if (chosen === undefined || !plan.signer.algs.includes(chosen)) {
    throw new PadesError('pades.algorithm', 'Khóa của người ký không dùng được thuật toán ký này.');
  }
  return chosen;
}

function rootNumber(file: PdfFile): number {
  const root = file.xref.trailer.entries.get('Root');
  return isRef(root) ? root.number : 0;
}

interface Written {
  tail: Uint8Array;
  text: SignatureText;
  /** Of the signature dictionary within the tail. */
  start: number;
}

function writeRevision(file: PdfFile, plan: SignaturePlan, placeholderBytes: number): Written {
  const revision = startRevision(file);
  const target = findTarget(file, revision, plan);
  const signature = revision.allot();
  const text = signatureText(plan, target.lock, rootNumber(file), placeholderBytes);
  revision.setText(signature, text.text);
  const hasSpace = target.rect.width > 0 && target.rect.height > 0;
  const form =
    hasSpace && plan.appearance !== undefined ? writeAppearance(revision, plan.appearance, target.rect) : undefined;
  const appearance = form === undefined ? {} : { AP: dict({ N: ref(form) }) };
  revision.set(target.number, withEntries(target.dict, { V: ref(signature), ...appearance }));
  if (plan.docMDP !== undefined) {
    setCatalog(file, revision, { Perms: dict({ DocMDP: ref(signature) }) });
  }
  fillDigits(file, revision, plan.fill ?? {});
  const { tail, bodies } = revision.build();
  return { tail, text, start: bodies.get(signature) ?? 0 };
}

type Range = readonly [number, number, number, number];

/** Reads the dictionary back as a stranger would: brackets, numbers and the hex string must be where we think (own bug, §8.8). */
function assertWritten({ tail, text, start }: Written, baseLength: number, range: Range): void {
  const value = readObject({ bytes: tail, at: start, end: tail.length });
  const written = isDict(value) ? value : dict({});
  const found = written.entries.get('ByteRange');
  const contents = written.entries.get('Contents');
  const isRange =
    isArray(found) && found.items.length === 4 && found.items.every((item, index) => item === range[index]);
  const isGap =
    isString(contents) &&
    baseLength + contents.start === range[1] &&
    baseLength + contents.end === range[2] &&
    range[2] + range[3] === baseLength + tail.length &&
    contents.end - contents.start === text.contentsEnd - text.contentsStart;
  if (!isRange || !isGap) {
    throw new PadesError('pades.prepared_invalid', 'Không dựng được chỗ đặt chữ ký trong tệp.');
  }
}

function setRange({ tail, text, start }: Written, baseLength: number): Range {
  const gapStart = baseLength + start + text.contentsStart;
  const gapEnd = baseLength + start + text.contentsEnd;
  const range: Range = [0, gapStart, gapEnd, baseLength + tail.length - gapEnd];
  tail.set(Buffer.from(byteRangeText(range, text.rangeRoom), 'latin1'), start + text.rangeStart);
  return range;
}

/**
 * First of the three steps: lays out the appended revision and computes what the signer signs. Pure: same bytes and plan,
 * same answer, which may be stored and taken up by another process. The base is read and hashed once and never copied.
 * @throws PadesError `pades.field_signed`, `pades.field_type`, `pades.forbidden`, `pades.certification_late`, `pades.page`,
 * `pades.image`, `pades.font`, `pades.text`, `pades.algorithm`, and as `openPdfForWriting`
 * @example
 * const prepared = prepareSignature(pdf, { field: 'KyNguoi1', signer: identity, signedAt, docMDP: 2, appearance: { image } });
 */
export function prepareSignature(pdf: Uint8Array, plan: SignaturePlan): PreparedSignature {
  const algorithm = chooseAlgorithm(plan);
  const file = openPdfForWriting(pdf);
  const placeholderBytes = plan.placeholderBytes ?? PLACEHOLDER_BYTES;
  const written = writeRevision(file, plan, placeholderBytes);
  const range = setRange(written, pdf.length);
  assertWritten(written, pdf.length, range);
  const { tail, text, start } = written;
  const before = tail.subarray(0, start + text.contentsStart);
  const after = tail.subarray(start + text.contentsEnd);
  const hash = createHash('sha256').update(pdf);
  const baseSha256 = hash.copy().digest('hex');
  const digest = hash.update(before).update(after).digest();
  const attrs = buildSignedAttributes(digest, plan.signer.certificate, plan.signer.chain);
  const minutes = plan.validMinutes ?? VALID_MINUTES;
  return {
    version: 1,
    field: plan.field,
    level: plan.level ?? 'B',
    baseSha256,
    baseLength: pdf.length,
    before: base64(before),
    after: base64(after),
    placeholderBytes,
    attrs: base64(attrs),
    tbsHash: createHash('sha256').update(attrs).digest('hex'),
    algorithm,
    certificate: base64(plan.signer.certificate),
    chain: plan.signer.chain.map(base64),
    signedAt: plan.signedAt.toISOString(),
    expiresAt: new Date(plan.signedAt.getTime() + minutes * 60_000).toISOString(),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
