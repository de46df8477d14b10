import { columnsOf, type FilledForm, formByCode } from '@congvu/forms';
import { type FormAnchors, type PrintOptions, renderFormPdf } from '@congvu/forms/render';
import { reserveFields, type SignatureField } from '@congvu/pades';
import type { Context } from '../../../platform/context.ts';
import { printApart } from '../../../platform/print-apart.ts';

/** Fields of the page; each is there before the first signature, so that later ones only fill what was reserved. */
export const DECLARANT_FIELD = 'KyNguoiKhai';
export const HEAD_FIELD = 'KyThuTruong';
export const SEAL_FIELD = 'DauCoQuan';

const PRINTER = new URL('./form-printer.ts', import.meta.url);
/** Longer lists are printed in a process of their own: they take seconds and much memory. */
const ROWS_HERE = 300;

interface Printed {
  pdf: Uint8Array;
  pages: number;
  anchors: FormAnchors;
}

async function printApartFrom(form: FilledForm, options: PrintOptions): Promise<Printed> {
  const bytes = await printApart(PRINTER, { form, options });
  const start = 4 + bytes.readUInt32BE(0);
  // Written by form-printer.ts.
  const head = JSON.parse(bytes.subarray(4, start).toString('utf8')) as Omit<Printed, 'pdf'>;
  return { ...head, pdf: bytes.subarray(start) };
}

async function print(form: FilledForm, options: PrintOptions): Promise<Printed> {
  return (form.rows?.length ?? 0) > ROWS_HERE ? printApartFrom(form, options) : renderFormPdf(form, options);
}

const NOTHING = 'Không phát sinh';

/** A nil return is the form itself with two words in place of the answers. */
function nilForm(form: FilledForm): FilledForm {
  const { layout } = formByCode(form.form, form.set);
  if (layout.kind === 'sheet') {
    const [first] = layout.fields.filter(({ type }) => type === 'name' || type === 'text');
    return { ...form, fields: first === undefined ? {} : { [first.key]: NOTHING } };
  }
  const rows = layout.parts.map(({ key }) => {
    const [first] = columnsOf(formByCode(form.form, form.set), key);
    const part = layout.parts.length > 1 ? { part: key } : {};
    return { ...part, ...(first !== undefined && { [first.key]: NOTHING }) };
  });
  return { ...form, rows, count: 0 };
}

export interface FormToPrint {
  content: FilledForm;
  nil: boolean;
}

/** The page as it is: for drafts and for reprints. The same answers give the same bytes. */
export async function printPage(context: Pick<Context, 'config'>, request: FormToPrint): Promise<Uint8Array> {
  const form = request.nil ? nilForm(request.content) : request.content;
  return (await print(form, { demo: context.config.demo })).pdf;
}

const NOWHERE = { x: 0, y: 0, width: 0, height: 0 };

function fieldsFor(anchors: FormAnchors, isList: boolean): SignatureField[] {
  const { signature, seal } = anchors;
  const place = signature ?? { page: 1, ...NOWHERE };
  const rect = { x: place.x, y: place.y, width: place.width, height: place.height };
  const sealRect = seal === null ? NOWHERE : { x: seal.x, y: seal.y, width: seal.width, height: seal.height };
  return [
    ...(isList ? [] : [{ name: DECLARANT_FIELD, page: place.page, rect }]),
    // The sheets have one place, and it is the declarant's: the head's approval stands in the file and not on the page.
    { name: HEAD_FIELD, page: place.page, rect: isList ? rect : NOWHERE },
    {
      name: SEAL_FIELD,
      page: seal?.page ?? place.page,
      rect: sealRect,
      lock: { action: 'all', permission: 1 } as const,
    },
  ];
}

/** The page that will be signed, with every place reserved. */
export async function printToSign(
  context: Pick<Context, 'config'>,
  request: FormToPrint,
): Promise<{ pdf: Uint8Array; pages: number }> {
  const form = request.nil ? nilForm(request.content) : request.content;
  const { pdf, anchors, pages } = await print(form, { demo: context.config.demo });
  return { pdf: reserveFields(pdf, { signatures: fieldsFor(anchors, form.rows !== undefined) }), pages };
}
