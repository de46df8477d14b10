import { hash } from 'node:crypto';
import { buildSignedAttributes, type SigningAlgorithm } from '@congvu/pki';
import { type AppearanceStyle, CALIBRATED_RGB, type Rect, writeAppearance } from '../appearance/appearance.ts';
import { PadesError } from '../errors.ts';
import { fillDigits } from '../fields/fill-digits.ts';
import { addAnnotations, addFields, CADES_EXTENSION, extendCatalog, setCatalog } from '../fields/form.ts';
import { type FieldLock, readLock } from '../fields/lock.ts';
import { writeSignatureField } from '../fields/reserve-fields.ts';
import { acroFormOf, listFields } from '../pdf/fields.ts';
import type { PdfFile } from '../pdf/file.ts';
import { getPage, readBox, rotationOf } from '../pdf/pages.ts';
import { hasRgbIntent, pdfaPart } from '../pdf/pdfa.ts';
import { dict, isDict, isRef, name, type PdfDict, ref, withEntries } from '../pdf/values.ts';
import { type Revision, startRevision } from '../pdf/write.ts';
import { assertIntact } from './assert-intact.ts';
import { asOpenBase, type OpenBase, type SigningBase } from './base.ts';
import { type Layout, layOut } from './layout.ts';
import { assertAllowed } from './permission.ts';
import type { PreparedSignature, SignaturePlan } from './plan.ts';
import { signatureText } from './signature-dictionary.ts';
import { signedDataRoom, storedCertificates } from './signer-facts.ts';
import type { UnsignedSignature } from './unsigned.ts';

/** A token with the chain of its authority; those seen have 5 to 9 KB. */
const TIMESTAMP_ROOM = 16 * 1024;
/** EN 319 142-1 leaves the size to the writer; 32 KiB hold every chain we have met together with a timestamp. */
const MIN_STAMPED_ROOM = 32 * 1024;
const VALID_MINUTES = 15;
const INVISIBLE: Rect = { x: 0, y: 0, width: 0, height: 0 };

interface Target {
  number: number;
  dict: PdfDict;
  rect: Rect;
  lock: FieldLock | undefined;
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
  return {
    number: field.number,
    dict: field.dict,
    rect: readBox(file, field.dict.entries.get('Rect')) ?? INVISIBLE,
    lock,
  };
}

function chooseAlgorithm(plan: SignaturePlan): SigningAlgorithm {
  const chosen = plan.algorithm ?? plan.signer.algs[0];
  if (chosen === undefined || !plan.signer.algs.includes(chosen)) {
    throw new PadesError('pades.algorithm', 'Khóa của người ký không dùng được thuật toán ký này.');
  }
  return chosen;
}

/** Never too small: the CMS as long as it can get, and a token that is half as long again as the last one seen. */
export function roomFor(plan: SignaturePlan, algorithm = chooseAlgorithm(plan)): number {
  const room = signedDataRoom(algorithm, plan.signer);
  if ((plan.level ?? 'B') === 'B') {
    return room;
  }
  return plan.timestampBytes === undefined
    ? Math.max(MIN_STAMPED_ROOM, room + TIMESTAMP_ROOM)
    : room + Math.ceil(plan.timestampBytes * 1.5);
}

/** How pictures must be drawn on this page: upright as shown, and without transparency in PDF/A-1. */
function styleOf(file: PdfFile, widget: PdfDict): AppearanceStyle {
  const page = file.resolve(widget.entries.get('P'));
  const part = pdfaPart(file);
  return {
    rotation: isDict(page) ? rotationOf(file, page) : 0,
    isPdfA1: part === 1,
    colorSpace: part === undefined || hasRgbIntent(file) ? name('DeviceRGB') : CALIBRATED_RGB,
  };
}

function rootNumber(file: PdfFile): number {
  const root = file.xref.trailer.entries.get('Root');
  return isRef(root) ? root.number : 0;
}

function writeRevision(file: PdfFile, plan: SignaturePlan, placeholderBytes: number): Layout {
  const revision = startRevision(file);
  const target = findTarget(file, revision, plan);
  const signature = revision.allot();
  const text = signatureText(plan, target.lock, rootNumber(file), placeholderBytes);
  const hasSpace = target.rect.width > 0 && target.rect.height > 0;
  const form =
    hasSpace && plan.appearance !== undefined
      ? writeAppearance(revision, plan.appearance, target.rect, styleOf(file, target.dict))
      : undefined;
  const appearance = form === undefined ? {} : { AP: dict({ N: ref(form) }) };
  revision.set(target.number, withEntries(target.dict, { V: ref(signature), ...appearance }));
  if (plan.docMDP !== undefined) {
    setCatalog(file, revision, { Perms: dict({ DocMDP: ref(signature) }) });
  }
  extendCatalog(file, revision, CADES_EXTENSION);
  if (plan.fill !== undefined) {
    fillDigits(file, revision, plan.fill);
  }
  return layOut(revision, signature, text, file.bytes.length);
}

/**
 * The appended revision laid out, and what the signer signs. Where the base is not asked again its hash may be used up.
 * @throws PadesError as {@link prepareSignature}
 */
export function draftSignature(base: OpenBase, plan: SignaturePlan, isLast: boolean): UnsignedSignature {
  const algorithm = chooseAlgorithm(plan);
  const file = acroFormOf(base.lean) === undefined ? base.lean : base.file;
  assertIntact(file);
  const placeholderBytes = plan.placeholderBytes ?? roomFor(plan, algorithm);
  const layout = writeRevision(file, plan, placeholderBytes);
  const { before, after } = layout;
  const digest = isLast ? base.lastDigestWith(before, after) : base.digestWith(before, after);
  const { certificate, chain } = plan.signer;
  const attrs = buildSignedAttributes(digest, certificate, chain);
  return { layout, placeholderBytes, attrs, algorithm, certificate, chain };
}

/**
 * First of the three steps: lays out the appended revision and computes what the signer signs. Pure: same bytes and plan,
 * same answer, which may be stored and taken up by another process. The base is read and hashed once and never copied.
 * @throws PadesError `pades.field_signed`, `pades.field_type`, `pades.forbidden`, `pades.certification_late`, `pades.page`,
 * `pades.image`, `pades.font`, `pades.text`, `pades.algorithm`, and as `openPdfForWriting`
 * @example
 * const prepared = prepareSignature(pdf, { field: 'KyNguoi1', signer: identity, signedAt, docMDP: 2, appearance: { image } });
 */
export function prepareSignature(pdf: Uint8Array | SigningBase, plan: SignaturePlan): PreparedSignature {
  const base = asOpenBase(pdf);
  const baseSha256 = base.sha256;
  const { layout, placeholderBytes, attrs, algorithm } = draftSignature(base, plan, base !== pdf);
  const minutes = plan.validMinutes ?? VALID_MINUTES;
  return {
    version: 1,
    field: plan.field,
    level: plan.level ?? 'B',
    baseSha256,
    baseLength: base.length,
    before: base64(layout.before),
    after: base64(layout.after),
    placeholderBytes,
    attrs: base64(attrs),
    tbsHash: hash('sha256', attrs),
    algorithm,
    ...storedCertificates(plan.signer),
    signedAt: plan.signedAt.toISOString(),
    expiresAt: new Date(plan.signedAt.getTime() + minutes * 60_000).toISOString(),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
