import { openPdf } from '../src/pdf/file.ts';
import { array, dict, isArray, name, ref, textString, withEntries } from '../src/pdf/values.ts';
import { startRevision } from '../src/pdf/write.ts';
import { dictOf, firstPage, rootOf } from '../src/attacks/forge.ts';

const ROOM = 30_000;

/** What another product would write: any SubFilter, any signature value. */
export interface ForeignSignature {
  field: string;
  subFilter: string;
  /** Over the two signed parts. */
  make: (content: Uint8Array) => Uint8Array;
  /** More entries of the signature dictionary, as text. */
  extra?: string;
  type?: string;
  upperCase?: boolean;
  /** Behind the signature value, inside the gap. */
  junk?: string;
}

/** Appends a signature the way any writer could, without our own writer of signatures. */
export function placeSignature(pdf: Uint8Array, signature: ForeignSignature): Uint8Array {
  const file = openPdf(pdf);
  const revision = startRevision(file);
  const root = rootOf(file);
  const [field, value] = [revision.allot(), revision.allot()];
  const { type = 'Sig', subFilter, extra = '' } = signature;
  revision.setText(
    value,
    `<</Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} ${extra} /ByteRange [${' '.repeat(40)}] /Contents <${'0'.repeat(ROOM)}>>>`,
  );
  const widget = { Type: name('Annot'), Subtype: name('Widget'), F: 132, Rect: array(0, 0, 0, 0) };
  revision.set(
    field,
    dict({ ...widget, FT: name('Sig'), T: textString(signature.field), V: ref(value), P: ref(firstPage(file).number) }),
  );
  const known = file.resolve(root.dict.entries.get('AcroForm'));
  const form = known === null ? dict({}) : dictOf(known);
  const fields = file.resolve(form.entries.get('Fields'));
  const list = array(...(isArray(fields) ? fields.items : []), ref(field));
  revision.set(root.number, withEntries(root.dict, { AcroForm: withEntries(form, { Fields: list, SigFlags: 3 }) }));
  const page = firstPage(file);
  const annotations = file.resolve(page.dict.entries.get('Annots'));
  revision.set(
    page.number,
    withEntries(page.dict, { Annots: array(...(isArray(annotations) ? annotations.items : []), ref(field)) }),
  );
  const out = Buffer.concat([pdf, revision.build().tail]);
  const start = out.lastIndexOf('/Contents <') + '/Contents '.length;
  const end = start + ROOM + 2;
  const range = out.lastIndexOf('/ByteRange [') + '/ByteRange ['.length;
  out.write(`0 ${start} ${end} ${out.length - end}`.padEnd(40), range, 'latin1');
  const made = Buffer.from(signature.make(Buffer.concat([out.subarray(0, start), out.subarray(end)]))).toString('hex');
  const hex = signature.upperCase === true ? made.toUpperCase() : made;
  if (hex.length + (signature.junk?.length ?? 0) > ROOM) {
    throw new Error('too long');
  }
  out.write(hex, start + 1, 'latin1');
  out.write(signature.junk ?? '', start + 1 + hex.length, 'latin1');
  return out;
}
