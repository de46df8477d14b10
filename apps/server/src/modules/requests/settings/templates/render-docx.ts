import type { FilledForm } from '@congvu/forms';
import { invalid } from '../../../../platform/errors.ts';
import { createSandbox } from '../../../../platform/sandbox.ts';
import type { DocxAnswer, DocxQuestion } from './docx-question.ts';

/** Ten thousand lines take three seconds and 200 MB. */
const sandbox = createSandbox<DocxQuestion, DocxAnswer>({
  script: new URL('./docx.worker.ts', import.meta.url),
  limits: { cpuMs: 20_000, wallMs: 120_000, memoryMb: 512 },
  idleMs: 60_000,
});

/**
 * A form as a file of Word. A template is a stranger's file: it is opened in a thread with limits, never in the office itself.
 * @throws AppError 422 `forms.template_invalid` names the tag that is wrong
 */
export async function renderDocx(form: FilledForm, template?: Uint8Array): Promise<Uint8Array> {
  const answer = await sandbox.ask({ form, template });
  switch (answer.kind) {
    case 'docx':
      return answer.bytes;
    case 'refused':
      throw invalid(answer.code, answer.message);
    case 'limit':
      throw invalid(
        'forms.template_invalid',
        'Mẫu Word cần quá nhiều thời gian hoặc bộ nhớ để điền. Bỏ hình ảnh, bảng thừa trong mẫu hoặc làm lại từ mẫu của hệ thống.',
      );
  }
}
