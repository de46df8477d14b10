import { parentPort } from 'node:worker_threads';
import { FormsError } from '@congvu/forms';
import { renderFormDocx } from '@congvu/forms/render';
import type { DocxAnswer, DocxQuestion } from './docx-question.ts';

async function answer({ form, template }: DocxQuestion): Promise<DocxAnswer> {
  try {
    return { kind: 'docx', bytes: await renderFormDocx(form, template) };
  } catch (error) {
    const { code, message } =
      error instanceof FormsError ? error : { code: 'forms.template_invalid', message: 'Mẫu Word không đọc được.' };
    return { kind: 'refused', code, message };
  }
}

parentPort?.on('message', (question: DocxQuestion) => {
  void answer(question).then((said) => parentPort?.postMessage(said));
});
parentPort?.postMessage('ready');
