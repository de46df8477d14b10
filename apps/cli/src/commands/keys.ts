import { resolve } from 'node:path';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'keys list [--data DIR] [--json]',
  'keys rotate --proposal SỐ [--data DIR] [--json]    số của đề nghị hai người đã đồng ý (Quản trị, Việc cần hai người)',
  'keys rotate --alone "LÝ DO" [--data DIR] [--json]  một người; thủ trưởng và quản trị được báo ngay',
  'keys import [--data DIR]',
];

const OPTIONS = {
  data: { type: 'string' },
  proposal: { type: 'string' },
  alone: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What the server's program offers. It is loaded by address: the command line depends on no code of the office. */
const PROGRAM = new URL('../../../server/src/keys-program.ts', import.meta.url);

interface Order {
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

interface Progress {
  step: string;
  done: number;
  total: number;
}

interface Report {
  from: string[];
  to: string;
  resumed: boolean;
  secrets: number;
  files: number;
  damaged: number;
}

type Permit = { proposal: number } | { alone: string };

interface KeysProgram {
  listKeys(order: Order): { keyFile: string; keys: { id: string; createdAt: Date; isActive: boolean }[] };
  rotateKeys(
    order: Order & { permit: Permit | undefined; settleMs: number; told(progress: Progress): void },
  ): Promise<Report>;
  importPlainFiles(order: Order): Promise<{ sealed: number; damaged: string[] }>;
}

/** Longer than anybody takes between sealing a secret and the transaction that writes it. */
const SETTLE_MS = 10_000;

async function loadProgram(): Promise<KeysProgram> {
  return (await import(PROGRAM.href)) as KeysProgram; // exported there under these names
}

function day(at: Date): string {
  return `${String(at.getDate()).padStart(2, '0')}/${String(at.getMonth() + 1).padStart(2, '0')}/${at.getFullYear()}`;
}

async function list(order: Order, asJson: boolean): Promise<number> {
  const found = (await loadProgram()).listKeys(order);
  if (asJson) {
    printJson(found);
    return 0;
  }
  printLine(`Tệp khóa: ${found.keyFile}`);
  for (const { id, createdAt, isActive } of found.keys) {
    printLine(`${id}  tạo ${day(createdAt)}  ${isActive ? 'đang dùng' : 'khóa cũ, còn dữ liệu cần'}`);
  }
  if (found.keys.length > 1) {
    printLine('Lần đổi khóa trước chưa xong. Chạy tiếp: congvu keys rotate');
  }
  return 0;
}

const SAID: Record<string, string> = {
  begun: 'Đã thêm khóa mới; khóa cũ còn mở được cho đến khi xong.',
  resumed: 'Làm tiếp lần đổi khóa dở.',
  retired: 'Đã bỏ khóa cũ.',
};

/** One line a step, and one for every hundredth of the files. */
function createTeller(): (progress: Progress) => void {
  let last = '';
  return ({ step, done, total }) => {
    const text =
      step === 'files'
        ? `Tệp: ${Math.floor((done * 100) / Math.max(1, total))} % (${total} tệp)`
        : (SAID[step] ??
          (step === 'waiting'
            ? 'Chờ các việc đang dở trong cơ sở dữ liệu kết thúc…'
            : 'Đang niêm phong lại bí mật trong cơ sở dữ liệu…'));
    if (text !== last) {
      process.stderr.write(`${text}\n`);
      last = text;
    }
  };
}

function readPermit({ proposal, alone }: { proposal?: string; alone?: string }): Permit | undefined {
  if (proposal !== undefined && alone !== undefined) {
    throw new UsageError('chỉ dùng một trong hai: --proposal SỐ hoặc --alone "LÝ DO"');
  }
  if (proposal !== undefined && !/^[1-9]\d{0,8}$/.test(proposal)) {
    throw new UsageError('--proposal là số của đề nghị, ví dụ --proposal 12');
  }
  return proposal !== undefined ? { proposal: Number(proposal) } : alone === undefined ? undefined : { alone };
}

async function rotate(order: Order, permit: Permit | undefined, asJson: boolean): Promise<number> {
  const program = await loadProgram();
  const report = await program.rotateKeys({ ...order, permit, settleMs: SETTLE_MS, told: createTeller() });
  if (asJson) {
    printJson(report);
  } else {
    printLine(
      `Đã đổi khóa ${report.from.join(', ')} → ${report.to}: ${report.files} tệp, ${report.secrets} bí mật. Chép tệp khóa mới ra nơi cất riêng ngay bây giờ.`,
    );
  }
  return 0;
}

async function importPlain(order: Order): Promise<number> {
  const { sealed, damaged } = await (await loadProgram()).importPlainFiles(order);
  printLine(`Đã mã hóa ${sealed} tệp.`);
  for (const name of damaged) {
    printLine(`không khớp mã băm, để nguyên: ${name}`);
  }
  return damaged.length === 0 ? 0 : 1;
}

/** `congvu keys list`, `congvu keys rotate`, `congvu keys import`. */
export const command: Command = async (args) => {
  const { values, positionals } = parseCall(
    args.filter((word) => word !== '--help'),
    OPTIONS,
  );
  const [act, ...more] = positionals;
  if (args.includes('--help') || act === undefined) {
    printUsage(USAGE);
    return act === undefined && !args.includes('--help') ? 2 : 0;
  }
  const order = { dataDir: resolve(values.data ?? process.env.CONGVU_DATA ?? '.data'), env: process.env };
  if (more.length === 0 && act === 'list') {
    return list(order, values.json);
  }
  if (more.length === 0 && act === 'rotate') {
    return rotate(order, readPermit(values), values.json);
  }
  if (more.length === 0 && act === 'import') {
    return importPlain(order);
  }
  throw new UsageError(`cách dùng: congvu ${USAGE.join(' | ')}`);
};
