import { readFile } from 'node:fs/promises';
import { UsageError } from '../command-line.ts';

/** The JSON value in a file. @throws UsageError when there is no such file or it holds no JSON */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`không đọc được ${path}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} không phải JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
