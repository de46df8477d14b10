import { openPdf } from '../pdf/file.ts';
import { array, dict, name, type PdfValue, ref, textString, withEntries } from '../pdf/values.ts';
import { type Revision, startRevision } from '../pdf/write.ts';
import { addToPage, dictOf, firstPage, grown, rootOf } from './forge.ts';

const ROOM = 30_000;
const RANGE_ROOM = 44;

/** A signature as another product would write it, with whatever SubFilter and value. */
export interface ForeignSignature {
  field: string;
  subFilter: string;
  /** Over the two signed parts. */
  make: (content: Uint8Array) => Uint8Array;
  type?: string;
  /** More entries of the signature dictionary, as text. */
  extra?: string;
  isUpperCase?: boolean;
  /** Entries of the catalog that the same save writes. */
  catalog?: (revision: Revision) => Record<string, PdfValue>;
  /** Hex digits behind the value, inside the gap. */
  junk?: string;
}

/** Appends a signature without our own writer of signatures, so that each part can be odd. */
export function placeSignature(pdf: Uint8Array, signature: ForeignSignature): Uint8Array {
  const file = openPdf(pdf);
  const revision = startRevision(file);
  const root = rootOf(file);
  const [field, value] = [revision.allot(), revision.allot()];
  const { type = 'Sig', subFilter, extra = '' } = signature;
  const range = `/ByteRange [${' '.repeat(RANGE_ROOM)}]`;
  const head = `/Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} ${extra}`;
  revision.setText(value, `<<${head} ${range} /Contents <${'0'.repeat(ROOM)}>>>`);
  const widget = { Type: name('Annot'), Subtype: name('Widget'), F: 132, Rect: array(0, 0, 0, 0) };
  const page = ref(firstPage(file).number);
  revision.set(field, dict({ ...widget, FT: name('Sig'), T: textString(signature.field), V: ref(value), P: page }));
  const known = file.resolve(root.dict.entries.get('AcroForm'));
  const form = known === null ? dict({}) : dictOf(known);
  const fields = { Fields: grown(file, form.entries.get('Fields'), ref(field)), SigFlags: 3 };
  revision.set(
    root.number,
    withEntries(root.dict, { AcroForm: withEntries(form, fields), ...signature.catalog?.(revision) }),
  );
  addToPage(revision, file, ref(field));
  return fill(Buffer.concat([pdf, revision.build().tail]), signature);
}

function fill(out: Buffer, { make, isUpperCase = false, junk = '' }: ForeignSignature): Uint8Array {
  const start = out.lastIndexOf('/Contents <0000') + '/Contents '.length;
  const end = start + ROOM + 2;
  const range = out.lastIndexOf('/ByteRange [') + '/ByteRange ['.length;
  out.write(`0 ${start} ${end} ${out.length - end}`.padEnd(RANGE_ROOM), range, 'latin1');
  const hex = Buffer.from(make(Buffer.concat([out.subarray(0, start), out.subarray(end)]))).toString('hex');
  const written = (isUpperCase ? hex.toUpperCase() : hex) + junk;
  if (written.length > ROOM) {
    throw new RangeError('a signature longer than its room');
  }
  out.write(written, start + 1, 'latin1');
  return out;
}
