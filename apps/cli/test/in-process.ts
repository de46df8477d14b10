import { vi } from 'vitest';
import type { Command } from '../src/command-line.ts';
import { command as edxml } from '../src/commands/edxml.ts';
import { command as mail } from '../src/commands/mail.ts';
import { command as pdf } from '../src/commands/pdf.ts';

export interface Answer {
  /** 2 also when a command threw, as the program itself does. */
  code: number;
  lines: Record<string, unknown>[];
  text: string;
  error: string;
}

async function run(command: Command, args: string[]): Promise<Answer> {
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

/** `congvu pdf …` in this process, so that servers of the test can answer meanwhile. */
export async function congvuPdf(...args: string[]): Promise<Answer> {
  return run(pdf, args);
}

/** `congvu edxml …` in this process: a hundred calls would start a hundred others. */
export async function congvuEdxml(...args: string[]): Promise<Answer> {
  return run(edxml, args);
}

/** `congvu mail …` in this process. */
export async function congvuMail(...args: string[]): Promise<Answer> {
  return run(mail, args);
}
