import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command takes the words after its name and answers the exit code: 0 yes, 1 no, 2 bad usage or input. */
export type Command = (args: string[]) => Promise<number>;

/** The words of the call are off; the message says how. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export function printUsage(lines: string[]): void {
  process.stdout.write(`congvu LỆNH …\n${lines.map((line) => `  congvu ${line}`).join('\n')}\n`);
}

/** One JSON value on one line, as every `--json` answer is printed. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** The words of a call by the options it knows. @throws UsageError names the one it does not */
export function parseCall<const Known extends Options>(args: string[], options: Known) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
