import { resolve } from 'node:path';
import { type CopiesFound, loadProgram, type PlaceOrder, type RepositoryReport } from '../backup/program.ts';
import { readShares } from '../backup/read-shares.ts';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'backup [--to] THƯ-MỤC|s3://KHO/TIỀN-TỐ --key TỆP [--data DIR] [--base-days SỐ] [--keep SỐ] [--json]',
  'backup verify THƯ-MỤC|s3://… --key TỆP [--json]',
  'backup where THƯ-MỤC|s3://… --key TỆP --sha256 MÃ-BĂM [--since THỜI-ĐIỂM] [--json]',
  'backup --new-key TỆP [--data DIR]',
  'backup key split --key TỆP --keepers 3 --needed 2 --name "TÊN VĂN PHÒNG" --out DIR',
  'backup key check THƯ-MỤC --share TỆP --share TỆP…    mảnh có mở được bản sao lưu không; --share - để gõ',
];

const OPTIONS = {
  to: { type: 'string' },
  key: { type: 'string' },
  'new-key': { type: 'string' },
  sha256: { type: 'string' },
  since: { type: 'string' },
  data: { type: 'string' },
  keepers: { type: 'string' },
  needed: { type: 'string' },
  name: { type: 'string' },
  out: { type: 'string' },
  share: { type: 'string', multiple: true },
  'base-days': { type: 'string', default: '7' },
  keep: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function readCall(args: string[]) {
  return parseCall(args, OPTIONS);
}

type Values = ReturnType<typeof readCall>['values'];

function readWhole(text: string, option: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`${option} phải là số nguyên từ ${least}`);
  }
  return value;
}

function dataDirOf(values: Values): string {
  return resolve(values.data ?? process.env.CONGVU_DATA ?? '.data');
}

function keyOf(values: Values): string {
  const key = values.key ?? process.env.CONGVU_BACKUP_KEY;
  if (key === undefined) {
    throw new UsageError('thiếu --key TỆP (tệp khóa sao lưu); tạo bằng: congvu backup --new-key TỆP');
  }
  return resolve(key);
}

function orderOf(place: string): PlaceOrder {
  return { place, env: process.env };
}

async function newKey(path: string, values: Values): Promise<number> {
  const { createBackupKey } = await loadProgram();
  createBackupKey(resolve(path), [dataDirOf(values)]);
  printLine(`Đã tạo khóa sao lưu ${resolve(path)}. Chép thêm một bản ra nơi khác: mất khóa là mất mọi bản sao lưu.`);
  return 0;
}

async function splitKey(values: Values): Promise<number> {
  const { keepers, needed, name, out } = values;
  if (keepers === undefined || needed === undefined || name === undefined || name.trim() === '' || out === undefined) {
    throw new UsageError(`cách dùng: congvu ${USAGE[4]}`);
  }
  const { splitBackupKey } = await loadProgram();
  const order = {
    keepers: readWhole(keepers, '--keepers', 2),
    needed: readWhole(needed, '--needed', 2),
    officeName: name.normalize('NFC').trim(),
    at: new Date(),
  };
  for (const path of await splitBackupKey(keyOf(values), resolve(out), order)) {
    printLine(path);
  }
  printLine(
    `Đã chia khóa thành ${order.keepers} mảnh; cần ${order.needed} mảnh của ${order.needed} người để khôi phục. In mỗi mảnh cho một người giữ, niêm phong, xóa các tệp này, rồi xóa mọi bản chép cả khóa ngoài máy chủ.`,
  );
  return 0;
}

async function checkKeyShares(place: string, values: Values): Promise<number> {
  const { checkShares } = await loadProgram();
  await checkShares(orderOf(place), await readShares(values.share ?? []));
  printLine('Các mảnh ghép được đúng khóa của bản sao lưu này.');
  return 0;
}

async function keyCommand(words: readonly string[], values: Values): Promise<number> {
  const [act, dir, ...more] = words;
  if (act === 'split' && dir === undefined) {
    return splitKey(values);
  }
  if (act === 'check' && dir !== undefined && more.length === 0) {
    return checkKeyShares(dir, values);
  }
  throw new UsageError(`cách dùng: congvu ${USAGE[4]} | congvu ${USAGE[5]}`);
}

function tellReport(report: RepositoryReport): void {
  printLine(`${report.files} tệp, ${report.bytes} byte đã mở và đối chiếu.`);
  for (const name of [
    ...report.damaged.map((one) => `hỏng: ${one}`),
    ...report.missing.map((one) => `thiếu: ${one}`),
  ]) {
    printLine(name);
  }
}

async function verify(place: string, values: Values): Promise<number> {
  const { verifyBackup } = await loadProgram();
  const report = await verifyBackup(orderOf(place), keyOf(values));
  if (values.json) {
    printJson(report);
  } else {
    tellReport(report);
  }
  return report.damaged.length + report.missing.length === 0 ? 0 : 1;
}

function tellCopies({ hasBytes, bytesArrivedAt, runs, mayHoldRows }: CopiesFound): void {
  printLine(hasBytes ? `Có bản sao của tệp, chép vào lúc ${bytesArrivedAt}.` : 'Không có bản sao của tệp.');
  for (const { office, id } of runs) {
    printLine(`lần sao lưu ghi nhận tệp: ${id} (kho ${office})`);
  }
  for (const { office, id, coveredUntil } of mayHoldRows) {
    printLine(`lần sao lưu có thể có dòng dữ liệu về tệp: ${id} (kho ${office}, đến ${coveredUntil})`);
  }
}

/** Answers 1 when a copy was found, so that a drill can go on until there is none. */
async function findWhere(place: string, values: Values): Promise<number> {
  const { sha256, since } = values;
  if (sha256 === undefined || !/^[\da-f]{64}$/.test(sha256)) {
    throw new UsageError('thiếu --sha256: 64 chữ số hệ 16, có trong sự cố ở nhật ký');
  }
  const from = since === undefined ? undefined : new Date(since);
  if (from !== undefined && Number.isNaN(from.getTime())) {
    throw new UsageError('--since phải là thời điểm, ví dụ 2026-03-22T08:00:00+07:00');
  }
  const found = await (await loadProgram()).findInBackup(orderOf(place), keyOf(values), { sha256, since: from });
  if (values.json) {
    printJson(found);
  } else {
    tellCopies(found);
  }
  return found.hasBytes || found.runs.length > 0 ? 1 : 0;
}

async function backUp(place: string, values: Values): Promise<number> {
  const program = await loadProgram();
  const result = await program.backUp({
    ...orderOf(place),
    keyFile: keyOf(values),
    dataDir: dataDirOf(values),
    officeKeys: process.env.CONGVU_KEYS === undefined ? undefined : resolve(process.env.CONGVU_KEYS),
    databaseUrl: process.env.DATABASE_URL,
    baseEveryDays: readWhole(values['base-days'], '--base-days', 0),
    keepBases: values.keep === undefined ? undefined : readWhole(values.keep, '--keep', 1),
  });
  if (values.json) {
    printJson(result);
  } else {
    printLine(
      `Đã sao lưu ${result.id} (${result.kind === 'log' ? 'phần mới' : 'toàn bộ'}): ${result.sealedBytes} byte, ${result.blobsAdded} tệp mới, ${result.blobsHeld} tệp trong kho; khôi phục được đến ${result.coveredUntil}.`,
    );
    for (const sha256 of result.damaged) {
      printLine(`tệp hỏng trên máy chủ, không sao lưu: ${sha256}`);
    }
  }
  return result.damaged.length === 0 ? 0 : 1;
}

/** `congvu backup THƯ-MỤC`, `congvu backup verify`, `congvu backup --new-key`: 1 when something was found damaged. */
export const command: Command = async (args) => {
  if (args.includes('--help') || args.length === 0) {
    printUsage(USAGE);
    return args.length === 0 ? 2 : 0;
  }
  const { values, positionals } = readCall(args);
  const [first, second, ...more] = positionals;
  if (values['new-key'] !== undefined && first === undefined) {
    return newKey(values['new-key'], values);
  }
  if (first === 'key') {
    return keyCommand(positionals.slice(1), values);
  }
  if (first === 'verify' && second !== undefined && more.length === 0) {
    return verify(second, values);
  }
  if (first === 'where' && second !== undefined && more.length === 0) {
    return findWhere(second, values);
  }
  const place = values.to ?? first;
  const isDouble = values.to !== undefined && first !== undefined;
  if (place === undefined || isDouble || first === 'verify' || first === 'where' || second !== undefined) {
    throw new UsageError(`cách dùng: congvu ${USAGE[0]}`);
  }
  return backUp(place, values);
};
