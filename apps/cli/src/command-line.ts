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
    throw new UsageError(sayInVietnamese(error));
  }
}

/** Node names the option in quotes and says the rest in English. */
function sayInVietnamese(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const option = /'([^']+)'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `không có tùy chọn ${option}; thêm --help để xem các tùy chọn`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return `tùy chọn ${option} thiếu giá trị hoặc có giá trị thừa; thêm --help để xem cách ghi`;
    default:
      return message;
  }
}
