import { resolve } from 'node:path';
import { loadProgram, type RestoreReport } from '../backup/program.ts';
import { readShares } from '../backup/read-shares.ts';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';
import { readInstant } from '../pdf/instant.ts';

const USAGE = [
  'restore [--from] THƯ-MỤC|s3://KHO/TIỀN-TỐ --share TỆP --share TỆP… --to DIR [--keys TỆP] [--at THỜI-ĐIỂM] [--office MÃ] [--database URL] [--json]    hai người giữ mảnh khóa; --share - để gõ',
  'restore [--from] THƯ-MỤC|s3://KHO/TIỀN-TỐ --key TỆP --alone "LÝ DO" --to DIR [--keys TỆP] [--at THỜI-ĐIỂM] [--office MÃ] [--database URL] [--json]',
];

const OPTIONS = {
  from: { type: 'string' },
  key: { type: 'string' },
  alone: { type: 'string' },
  share: { type: 'string', multiple: true },
  to: { type: 'string' },
  keys: { type: 'string' },
  at: { type: 'string' },
  office: { type: 'string' },
  database: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

function tell(report: RestoreReport, target: string, keyFile: string): void {
  const { blobs } = report;
  printLine(
    `Đã khôi phục vào ${target} trong ${report.seconds} s: ${report.tables} bảng, ${report.rows} dòng, ${blobs.restored} tệp văn bản.`,
  );
  printLine(
    `Đối chiếu: ${blobs.missing.length} tệp thiếu; ${blobs.leftBehind} tệp không thuộc thời điểm này để lại trong bản sao lưu.`,
  );
  for (const sha256 of blobs.missing) {
    printLine(`thiếu: ${sha256}`);
  }
  printLine(`Khóa của văn phòng: ${keyFile}`);
  printLine(`Khởi động: congvu start --data ${target}`);
}

async function keyOf({ share, key, alone }: { share?: string[]; key?: string; alone?: string }) {
  if (share !== undefined) {
    if (key !== undefined || alone !== undefined) {
      throw new UsageError('dùng --share (mảnh của hai người giữ) hoặc --key cùng --alone, không cùng lúc');
    }
    return { shares: await readShares(share) };
  }
  const keyFile = key ?? process.env.CONGVU_BACKUP_KEY;
  if (keyFile === undefined) {
    throw new UsageError('thiếu mảnh khóa: --share TỆP cho từng người giữ; hoặc cả khóa: --key TỆP --alone "LÝ DO"');
  }
  if (alone === undefined) {
    throw new UsageError(
      'khôi phục bằng cả khóa là việc một người: thêm --alone "LÝ DO" (thủ trưởng và quản trị được báo khi văn phòng mở), hoặc dùng --share',
    );
  }
  return { keyFile: resolve(keyFile), alone };
}

/** `congvu restore`: 0 when everything is there, 1 when bytes of some rows are missing. */
export const command: Command = async (args) => {
  if (args.includes('--help') || args.length === 0) {
    printUsage(USAGE);
    return args.length === 0 ? 2 : 0;
  }
  const { values, positionals } = parseCall(args, OPTIONS);
  const [place, ...more] = values.from === undefined ? positionals : [values.from, ...positionals];
  if (place === undefined || more.length > 0 || values.to === undefined) {
    throw new UsageError(`cách dùng: congvu ${USAGE[0]}`);
  }
  const key = await keyOf(values);
  const { restore } = await loadProgram();
  const target = resolve(values.to);
  const keys = values.keys ?? process.env.CONGVU_KEYS;
  const report = await restore({
    place,
    env: process.env,
    key,
    target,
    officeKeys: keys === undefined ? undefined : resolve(keys),
    at: values.at === undefined ? undefined : readInstant(values.at),
    lineage: values.office,
    databaseUrl: values.database,
    say: (text) => void process.stderr.write(`${text}\n`),
  });
  if (values.json) {
    printJson(report);
  } else {
    tell(report, target, keys ?? `${target}-keys/congvu.keys`);
  }
  return report.blobs.missing.length === 0 ? 0 : 1;
};
