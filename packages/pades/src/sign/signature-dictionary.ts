import { type FieldLock, fieldMdpParameters } from '../fields/lock.ts';
import { array, dict, name, type PdfDict, type PdfValue, ref, textString } from '../pdf/values.ts';
import { writeValue } from '../pdf/write.ts';
import type { SignaturePlan } from './plan.ts';

const ZONE_MS = 7 * 3_600_000;
/** Ten digits reach 9.3 GB; the room is filled with blanks inside the brackets, never beyond. */
const NUMBER_WIDTH = 10;
const ROOM = ' '.repeat(2 + 3 * (NUMBER_WIDTH + 1));

/** `D:20210323083000+07'00'` (ISO 32000 §7.9.4) in Vietnam. */
function pdfDate(at: Date): string {
  const iso = new Date(at.getTime() + ZONE_MS).toISOString();
  const day = `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}`;
  return `D:${day}${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}+07'00'`;
}

function reference(method: string, parameters: PdfDict, root: PdfValue): PdfDict {
  return dict({
    Type: name('SigRef'),
    TransformMethod: name(method),
    TransformParams: parameters,
    Data: method === 'FieldMDP' ? root : undefined,
  });
}

function references(plan: SignaturePlan, lock: FieldLock | undefined, rootNumber: number): PdfValue | undefined {
  const list: PdfDict[] = [];
  if (plan.docMDP !== undefined) {
    const parameters = dict({ Type: name('TransformParams'), P: plan.docMDP, V: name('1.2') });
    list.push(reference('DocMDP', parameters, null));
  }
  if (lock !== undefined) {
    list.push(reference('FieldMDP', fieldMdpParameters(lock), ref(rootNumber)));
  }
  return list.length === 0 ? undefined : array(...list);
}

/** The signature dictionary as text around the digits of /Contents; places are counted from its first byte. */
export interface SignatureText {
  before: string;
  after: string;
  /** First byte inside `[` of /ByteRange, and the room there. */
  rangeStart: number;
  rangeRoom: number;
  /** Length of `<…>`. */
  gap: number;
}

function openText(fixed: PdfDict, placeholderBytes: number): SignatureText {
  // ByteRange before Contents: a reader in a hurry takes the first it meets.
  const head = `${writeValue(fixed).slice(0, -2)}\n/ByteRange [`;
  const before = `${head}${ROOM}]\n/Contents `;
  return { before, after: '>>', rangeStart: head.length, rangeRoom: ROOM.length, gap: placeholderBytes * 2 + 2 };
}

export function signatureText(
  plan: SignaturePlan,
  lock: FieldLock | undefined,
  rootNumber: number,
  placeholderBytes: number,
): SignatureText {
  const fixed = dict({
    Type: name('Sig'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.CAdES.detached'),
    M: textString(pdfDate(plan.signedAt)),
    Reason: plan.reason === undefined ? undefined : textString(plan.reason),
    Location: plan.location === undefined ? undefined : textString(plan.location),
    Reference: references(plan, lock, rootNumber),
  });
  return openText(fixed, placeholderBytes);
}

/** A document timestamp (ISO 32000-2, 12.8.5): nothing but the token and what it covers. */
export function timestampText(placeholderBytes: number): SignatureText {
  const fixed = dict({ Type: name('DocTimeStamp'), Filter: name('Adobe.PPKLite'), SubFilter: name('ETSI.RFC3161') });
  return openText(fixed, placeholderBytes);
}

/** `0 a b c`, padded to the room it was given. */
export function byteRangeText(range: readonly [number, number, number, number], room: number): string {
  return range.join(' ').padEnd(room, ' ');
}
