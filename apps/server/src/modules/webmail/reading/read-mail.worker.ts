import { parentPort } from 'node:worker_threads';
import { MailGuardError, readMail } from '@congvu/mailguard';
import { unwrapSigned } from '@congvu/pki/smime';
import type { ReadAnswer, ReadQuestion } from './read-question.ts';

async function read({ raw }: ReadQuestion): Promise<ReadAnswer> {
  try {
    return { kind: 'mail', mail: await readMail(unwrapSigned(raw)) };
  } catch (error) {
    return error instanceof MailGuardError
      ? { kind: 'refused', code: error.code, text: error.message }
      : { kind: 'refused', code: 'webmail.unreadable', text: 'Không đọc được cấu trúc của thư.' };
  }
}

parentPort?.on('message', (question: ReadQuestion) => {
  void read(question).then((answer) => parentPort?.postMessage(answer));
});
parentPort?.postMessage('ready');
