import type { ReadMail } from '@congvu/mailguard';
import { AppError, invalid } from '../../../platform/errors.ts';
import { createSandbox } from '../../../platform/sandbox.ts';
import type { ReadAnswer, ReadQuestion } from './read-question.ts';

/** A mail of 30 MB takes under a second; whatever takes more is built to take it. */
const sandbox = createSandbox<ReadQuestion, ReadAnswer>({
  script: new URL('./read-mail.worker.ts', import.meta.url),
  limits: { cpuMs: 10_000, wallMs: 30_000, memoryMb: 512 },
  idleMs: 60_000,
});

/** Reads a raw message in a thread of its own. @throws AppError 422 with the code of the reader */
export async function readMailApart(raw: Uint8Array): Promise<ReadMail> {
  const answer = await sandbox.ask({ raw });
  switch (answer.kind) {
    case 'mail':
      return answer.mail;
    case 'refused':
      throw invalid(answer.code, answer.text);
    case 'limit':
      throw new AppError(
        'webmail.unreadable',
        422,
        'Thư có cấu trúc bất thường nên không mở được tại đây. Tải thư gốc về để lưu hồ sơ hoặc báo cán bộ an toàn thông tin.',
      );
  }
}
