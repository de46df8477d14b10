import { readFile } from 'node:fs/promises';
import { type RaiseRequest, raiseLevel } from '@congvu/pades';
import { timestampAuthority } from '@congvu/pki';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';
import { fileError } from './file-error.ts';
import { transportTo } from './network.ts';
import { outputsOf } from './sign-files.ts';
import { readChoice } from './sign-plan.ts';
import { openRevocation, readTimeAddress, readTrust } from './trust.ts';

/** A list that nothing was said about. */
const noWords: string[] = [];

const OPTIONS = {
  to: { type: 'string' },
  tsa: { type: 'string' },
  trust: { type: 'string', multiple: true, default: noWords },
  ocsp: { type: 'string', multiple: true, default: noWords },
  crl: { type: 'string', multiple: true, default: noWords },
  'keep-revoked': { type: 'boolean', default: false },
  output: { type: 'string', short: 'o' },
  'out-dir': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readArguments(args: string[]) {
  return parseCall(args, OPTIONS);
}

const USAGE =
  'Cách dùng: congvu pdf raise FILE… --to T|LT|LTA --tsa URL --trust TỆP [--ocsp URL | --crl URL|TỆP] (-o OUT | --out-dir DIR)';

async function openRequest(values: ReturnType<typeof readArguments>['values']): Promise<Omit<RaiseRequest, 'at'>> {
  const to = readChoice(values.to, ['T', 'LT', 'LTA'] as const, '--to');
  const url = to === undefined ? undefined : readTimeAddress(values.tsa, to, values.trust);
  if (to === undefined || url === undefined) {
    throw new UsageError(USAGE);
  }
  const trust = await readTrust(values.trust);
  const source = await openRevocation(values);
  if (source === undefined && to !== 'T') {
    throw new UsageError(`Mức ${to} cần nơi kiểm tra thu hồi: --ocsp hoặc --crl.`);
  }
  const now = (): Date => new Date();
  return {
    to,
    trust,
    tsa: timestampAuthority({ url, transport: transportTo([url]), anchors: [], trust, now }),
    source: () => source ?? { find: () => Promise.reject(new UsageError(USAGE)) },
    ...(values['keep-revoked'] ? { whenRevoked: 'keep' } : {}),
  };
}

/** `congvu pdf raise FILE… --to T|LT|LTA`: adds time and evidence to what is signed already. */
export async function raiseFiles(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  const outputs = outputsOf(positionals, values);
  if (outputs === undefined) {
    throw new UsageError(USAGE);
  }
  const request = await openRequest(values);
  let exitCode = 0;
  for (const [index, file] of positionals.entries()) {
    const output = outputs[index] ?? file;
    try {
      const pdf = await readFile(file);
      const { tail, level } = await raiseLevel(pdf, { ...request, at: new Date() });
      await writeWhole(output, Buffer.concat([pdf, tail]));
      const line = { file, output, level, size: pdf.length + tail.length };
      values.json ? printJson(line) : printLine(`${output}: đã nâng lên mức ${level}`);
    } catch (error) {
      const line = { file, error: fileError(error) };
      values.json ? printJson(line) : printLine(`${file}: LỖI ${line.error.code}: ${line.error.message}`);
      exitCode = 2;
    }
  }
  return exitCode;
}
