import { type FieldLock, fieldMdpParameters } from '../fields/lock.ts';
import { array, dict, name, type PdfDict, type PdfValue, ref, textString } from '../pdf/values.ts';
import { writeValue } from '../pdf/write.ts';
import type { SignaturePlan } from './plan.ts';

const ZONE_MS = 7 * 3_600_000;
/** Ten digits reach 9.3 GB; the room is filled with blanks inside the brackets, never beyond. */
const NUMBER_WIDTH = 10;
const ROOM = ' '.repeat(2 + 3 * (NUMBER_WIDTH + 1));

/** What stands around the two places that are written later; ByteRange first: a reader in a hurry takes the first it meets. */
export const BEFORE_RANGE = '\n/ByteRange [';
export const BEFORE_VALUE = ']\n/Contents ';
export const AFTER_VALUE = '>>';

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

function referencesOf(plan: SignaturePlan, lock: FieldLock | undefined, rootNumber: number): PdfValue | undefined {
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

/** `head` is the dictionary so far, still open. */
function openText(head: string, placeholderBytes: number): SignatureText {
  const fixed = head + BEFORE_RANGE;
  const gap = placeholderBytes * 2 + 2;
  const before = fixed + ROOM + BEFORE_VALUE;
  return { before, after: AFTER_VALUE, rangeStart: fixed.length, rangeRoom: ROOM.length, gap };
}

function headOf(subFilter: string, type: string): string {
  return writeValue(dict({ Type: name(type), Filter: name('Adobe.PPKLite'), SubFilter: name(subFilter) })).slice(0, -2);
}

/** The same in every signature. */
const SIGNATURE = headOf('ETSI.CAdES.detached', 'Sig');
const TIMESTAMP = headOf('ETSI.RFC3161', 'DocTimeStamp');

function entry(key: string, value: PdfValue | undefined): string {
  return value === undefined ? '' : `\n/${key} ${writeValue(value)}`;
}

function textEntry(key: string, text: string | undefined): string {
  return text === undefined ? '' : entry(key, textString(text));
}

export function signatureText(
  plan: SignaturePlan,
  lock: FieldLock | undefined,
  rootNumber: number,
  placeholderBytes: number,
): SignatureText {
  const said = textEntry('Reason', plan.reason) + textEntry('Location', plan.location);
  const references = entry('Reference', referencesOf(plan, lock, rootNumber));
  return openText(`${SIGNATURE}\n/M (${pdfDate(plan.signedAt)})${said}${references}`, placeholderBytes);
}

/** A document timestamp (ISO 32000-2, 12.8.5): nothing but the token and what it covers. */
export function timestampText(placeholderBytes: number): SignatureText {
  return openText(TIMESTAMP, placeholderBytes);
}

/** `0 a b c`, padded to the room it was given. */
export function byteRangeText(range: readonly [number, number, number, number], room: number): string {
  return range.join(' ').padEnd(room, ' ');
}
