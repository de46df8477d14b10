import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CheckResult,
  CONFORMANCE,
  checkEndpoint,
  checkReceiver,
  ENDPOINT_CHECKS,
  type SystemAccess,
} from '@congvu/axis/conformance';
import { nodeTransport } from '@congvu/axis/node';
import { parseCall, printJson, printLine, UsageError } from '../command-line.ts';
import { writeWhole } from '../write-whole.ts';

const OPTIONS = {
  list: { type: 'boolean', default: false },
  out: { type: 'string' },
  endpoint: { type: 'string' },
  system: { type: 'string' },
  'secret-file': { type: 'string' },
  from: { type: 'string' },
  'to-system': { type: 'string' },
  'to-secret-file': { type: 'string' },
  to: { type: 'string' },
  receiver: { type: 'string' },
  only: { type: 'string', multiple: true, default: [] as string[] },
  wait: { type: 'string', default: '120' },
  ca: { type: 'string' },
  'plain-http': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

function readOptions(args: string[]) {
  return parseCall(args, OPTIONS).values;
}

type Options = ReturnType<typeof readOptions>;

const WORDS = { pass: 'đạt', fail: 'KHÔNG ĐẠT', note: 'ghi chú' } as const;

function list(isJson: boolean): void {
  for (const { id, title, must, messageType, times, expect } of CONFORMANCE) {
    if (isJson) {
      printJson({ kind: 'message', id, title, must, messageType, times, expect });
    } else {
      printLine(`${id}  ${title}. ${must}`);
    }
  }
  for (const { id, title } of ENDPOINT_CHECKS) {
    if (isJson) {
      printJson({ kind: 'endpoint', id, title });
    } else {
      printLine(`${id}  ${title}`);
    }
  }
}

/** The messages as files, and what is expected of their reader in one JSON beside them. */
async function writeSet(folder: string, isJson: boolean): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new UsageError(`Thư mục ${folder} phải trống.`);
  }
  const cases: unknown[] = [];
  for (const { bytes, ...rest } of CONFORMANCE) {
    const content = await bytes();
    const file = `${rest.id}.edxml`;
    await writeWhole(join(folder, file), content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    cases.push({ file, ...rest, size: content.length, sha256 });
  }
  await writeWhole(join(folder, 'expected.json'), `${JSON.stringify({ version: 1, cases }, null, 1)}\n`);
  if (isJson) {
    printJson({ out: folder, messages: cases.length });
  } else {
    printLine(`${cases.length} gói tin và expected.json trong ${folder}`);
  }
}

/** Secrets never stand on the command line: others on the machine read it. */
async function readAccess(
  system: string | undefined,
  file: string | undefined,
  code: string | undefined,
  names: string,
): Promise<SystemAccess> {
  if (system === undefined || file === undefined || code === undefined) {
    throw new UsageError(`thiếu ${names}`);
  }
  const secret = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`Không đọc được tệp khóa ${file}.`);
  });
  return { systemId: system, secret: secret.trim(), code };
}

async function openChecks(options: Options, endpoint: string): Promise<AsyncIterable<CheckResult>> {
  const sender = await readAccess(
    options.system,
    options['secret-file'],
    options.from,
    '--system, --secret-file, --from',
  );
  const ca = options.ca === undefined ? undefined : await readFile(options.ca, 'utf8');
  const target = {
    endpoint,
    transport: nodeTransport(ca === undefined ? {} : { ca }),
    now: () => new Date(),
    allowPlainHttp: options['plain-http'],
    sender,
  };
  if (options.receiver !== undefined) {
    const seconds = Number(options.wait);
    if (!Number.isFinite(seconds) || seconds <= 0) {
      throw new UsageError('--wait phải là số giây');
    }
    const only = options.only.length === 0 ? {} : { only: options.only };
    return checkReceiver({ ...target, receiverCode: options.receiver, waitMs: seconds * 1000, ...only });
  }
  const hasReceiver = options.to !== undefined || options['to-system'] !== undefined;
  const receiver = hasReceiver
    ? await readAccess(
        options['to-system'],
        options['to-secret-file'],
        options.to,
        '--to-system, --to-secret-file, --to',
      )
    : sender;
  return checkEndpoint({ ...target, receiver });
}

async function run(options: Options, endpoint: string): Promise<number> {
  const counts = { pass: 0, fail: 0, note: 0 };
  for await (const result of await openChecks(options, endpoint)) {
    counts[result.verdict] += 1;
    if (options.json) {
      printJson(result);
    } else {
      printLine(`${WORDS[result.verdict].padEnd(9)}  ${result.id.padEnd(28)}  ${result.title}: ${result.seen}`);
    }
  }
  if (!options.json) {
    printLine(`${counts.pass} đạt, ${counts.fail} không đạt, ${counts.note} ghi chú`);
  }
  return counts.fail === 0 && counts.pass > 0 ? 0 : 1;
}

/** `congvu axis conformance --list | --out DIR | --endpoint URL …` */
export async function conformance(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.list) {
    list(options.json);
    return 0;
  }
  if (options.out !== undefined) {
    await writeSet(options.out, options.json);
    return 0;
  }
  if (options.endpoint === undefined) {
    throw new UsageError('cần --list, --out DIR hoặc --endpoint URL');
  }
  return run(options, options.endpoint);
}
