import { parentPort, workerData } from 'node:worker_threads';
import { readCsv } from './read-csv.ts';
import type { Answer, Question } from './read-table.ts';
import { readXlsx } from './read-xlsx.ts';
import { damaged } from './read-zip.ts';
import { UnreadableFile } from './table.ts';

async function answer({ bytes, isCsv, limits }: Question): Promise<Answer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return { workbook: isCsv ? readCsv(buffer, limits) : await readXlsx(buffer, limits) };
  } catch (error) {
    // Whatever a stranger's bytes break in the parsers, the file is what is wrong.
    const refusal = error instanceof UnreadableFile ? error : damaged();
    return { refusal: { code: refusal.code, message: refusal.message } };
  }
}

// The only sender is read-table.ts.
parentPort?.postMessage(await answer(workerData as Question));
