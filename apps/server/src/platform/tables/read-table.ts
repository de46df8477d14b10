import { Worker } from 'node:worker_threads';
import { AppError, invalid } from '../errors.ts';
import { DEFAULT_LIMITS, type TableLimits, type Workbook } from './table.ts';

export interface Question {
  bytes: Uint8Array;
  isCsv: boolean;
  limits: TableLimits;
}
export type Answer = { workbook: Workbook } | { refusal: { code: 'unreadable' | 'too_large'; message: string } };

const MEMORY_MB = 384;
/** Small, because almost all that is made here is thrown away at once: a third less memory for the same time. */
const YOUNG_MEMORY_MB = 8;
const TIME_LIMIT_MS = 60_000;

function tooLarge(message: string): AppError {
  return new AppError('tables.too_large', 413, message);
}

function ask(question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./read-table.worker.ts', import.meta.url), {
      workerData: question,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
      execArgv: [],
    });
    const tooMuch = (): void =>
      reject(tooLarge('Tệp cần quá nhiều thời gian hoặc bộ nhớ để đọc. Chia nhỏ danh sách rồi tải lên từng tệp.'));
    const timer = setTimeout(() => {
      tooMuch();
      void worker.terminate();
    }, TIME_LIMIT_MS);
    worker.once('message', (answer: Answer) => resolve(answer));
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : reject(error),
    );
    worker.once('exit', () => {
      clearTimeout(timer);
      tooMuch();
    });
  });
}

/**
 * Reads a stranger's spreadsheet in a worker with limits of memory and time (architecture.md §5).
 * @throws AppError 422 `tables.unreadable`, 413 `tables.too_large`
 */
export async function readTable(
  file: { name: string; bytes: Uint8Array },
  { limits = DEFAULT_LIMITS }: { limits?: TableLimits } = {},
): Promise<Workbook> {
  const answer = await ask({ bytes: file.bytes, isCsv: /\.(csv|txt)$/i.test(file.name), limits });
  if ('workbook' in answer) {
    return answer.workbook;
  }
  const { code, message } = answer.refusal;
  throw code === 'too_large' ? tooLarge(message) : invalid('tables.unreadable', message);
}
