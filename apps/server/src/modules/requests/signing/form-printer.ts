import type { FilledForm } from '@congvu/forms';
import { type PrintOptions, renderFormPdf } from '@congvu/forms/render';
import { answerPrint } from '../../../platform/answer-print.ts';

/** Started by print-form.ts for one long list, told it once, ended when it has answered: places and pages as JSON, then the bytes. */
answerPrint(({ form, options }: { form: FilledForm; options: PrintOptions }) => {
  const { pdf, anchors, pages } = renderFormPdf(form, options);
  const head = Buffer.from(JSON.stringify({ anchors, pages }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, pdf]);
});
