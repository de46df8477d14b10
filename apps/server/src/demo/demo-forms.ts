import { emptyForm, FORMS, isListForm } from '@congvu/forms';
import { renderFormDocx, renderFormXlsx } from '@congvu/forms/render';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface DemoFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** The ten blank forms the letter encloses, to be filled in: sheets to write on, lists to count in. */
export async function buildDemoForms(): Promise<DemoFile[]> {
  return Promise.all(
    FORMS.filter(({ set }) => set === '2021').map(async (form) => {
      const blank = emptyForm(form.code, form.set);
      return isListForm(form)
        ? { name: `${form.label}.xlsx`, type: XLSX, bytes: await renderFormXlsx(blank) }
        : { name: `${form.label}.docx`, type: DOCX, bytes: await renderFormDocx(blank) };
    }),
  );
}
