import { vi } from 'vitest';
import { command } from '../src/commands/pdf.ts';

export interface Answer {
  /** 2 also when a command threw, as the program itself does. */
  code: number;
  lines: Record<string, unknown>[];
  text: string;
  error: string;
}

/** `congvu pdf …` in this process, so that servers of the test can answer meanwhile. */
export async function congvuPdf(...args: string[]): Promise<Answer> {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  let error = '';
  let code = 2;
  try {
    code = await command(args);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  } finally {
    spy.mockRestore();
  }
  const lines = args.includes('--json')
    ? text
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code, lines, text, error };
}
