import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SignerError } from './errors.ts';
import type { TokenChoice } from './pkcs11/index.ts';

export interface Settings {
  /** Modules to use; the known ones of this computer when empty. */
  modules: string[];
  token: TokenChoice;
  /** A PKCS#12 file instead of tokens: demonstration only. */
  p12: string | undefined;
  /** First of the usual ports that is free unless given. */
  port: number | undefined;
  /** Minutes the login is kept after a batch; 0: forgotten at once. */
  pinMinutes: number;
  pairingHours: number;
  folder: string;
}

export type Command = { name: 'start' | 'health'; settings: Settings } | { name: 'help' | 'version' };

export const HELP = `Chương trình ký số Công Vụ: ký bằng USB token trên máy này, mã PIN không rời khỏi máy.

Cách dùng: congvu-signer [start|health] [tùy chọn]
  start              chạy chương trình (mặc định)
  health             in tình trạng thiết bị rồi thoát

Tùy chọn:
  --module TỆP       trình điều khiển PKCS#11 (.dll, .so); có thể ghi nhiều lần
  --serial SỐ        chỉ dùng thiết bị có số sê-ri này
  --label TÊN        chỉ dùng thiết bị có tên này
  --slot SỐ          chỉ dùng khe này
  --p12 TỆP          dùng tệp khóa PKCS#12 thay thiết bị: chỉ để thử nghiệm
  --port CỔNG        cổng trên 127.0.0.1
  --pin-minutes PHÚT giữ phiên đăng nhập thiết bị sau mỗi lần ký (mặc định 0: quên ngay)
  --folder THƯ-MỤC   nơi để settings.json và drivers.json của máy này
  --version, --help
`;

function settingsFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') {
    return join(env['APPDATA'] ?? homedir(), 'congvu-signer');
  }
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'congvu-signer');
}

function fail(text: string): never {
  throw new SignerError('signer.settings', text);
}

function readFile(folder: string): Record<string, unknown> {
  const path = join(folder, 'settings.json');
  if (!existsSync(path)) {
    return {};
  }
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return fail(`Tệp cài đặt ${path} hỏng. Sửa lại cho đúng JSON hoặc xóa tệp.`);
  }
}

function readNumber(value: unknown, name: string, limits: { from: number; to: number }): number | undefined {
  if (value === undefined || value === null || value === '') {
    return undefined;
  }
  const number = Number(value);
  if (!Number.isInteger(number) || number < limits.from || number > limits.to) {
    fail(`Giá trị của ${name} phải là số nguyên từ ${limits.from} đến ${limits.to}.`);
  }
  return number;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const OPTIONS = {
  module: { type: 'string', multiple: true },
  serial: { type: 'string' },
  label: { type: 'string' },
  slot: { type: 'string' },
  p12: { type: 'string' },
  port: { type: 'string' },
  'pin-minutes': { type: 'string' },
  folder: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return fail(`Không hiểu tùy chọn (${error instanceof Error ? error.message : ''}). Xem: congvu-signer --help`);
  }
}

type Values = ReturnType<typeof parse>['values'];

function readChoice(values: Values, file: Record<string, unknown>): TokenChoice {
  const stored = (file['token'] ?? {}) as Record<string, unknown>;
  const serial = values.serial ?? readText(stored['serial']);
  const label = values.label ?? readText(stored['label']);
  const slot = readNumber(values.slot ?? stored['slot'], 'slot', { from: 0, to: Number.MAX_SAFE_INTEGER });
  return {
    ...(serial === undefined ? {} : { serial }),
    ...(label === undefined ? {} : { label }),
    ...(slot === undefined ? {} : { slot }),
  };
}

function readSettings(values: Values, folder: string): Settings {
  const file = readFile(folder);
  const modules = Array.isArray(file['modules']) ? file['modules'].map(String) : [];
  return {
    modules: values.module ?? modules,
    token: readChoice(values, file),
    p12: values.p12,
    port: readNumber(values.port ?? file['port'], 'port', { from: 0, to: 65_535 }),
    pinMinutes: readNumber(values['pin-minutes'] ?? file['pinMinutes'], 'pin-minutes', { from: 0, to: 480 }) ?? 0,
    pairingHours: readNumber(file['pairingHours'], 'pairingHours', { from: 1, to: 24 }) ?? 12,
    folder,
  };
}

/** What the command line says wins over settings.json. @throws SignerError `signer.settings` */
export function readCommand(
  words: readonly string[],
  world: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform },
): Command {
  const { values, positionals } = parse(words);
  const [name = 'start'] = positionals;
  if (values.help === true) {
    return { name: 'help' };
  }
  if (values.version === true) {
    return { name: 'version' };
  }
  if ((name !== 'start' && name !== 'health') || positionals.length > 1) {
    fail(`Không có lệnh “${positionals.join(' ')}”. Xem: congvu-signer --help`);
  }
  return { name, settings: readSettings(values, values.folder ?? settingsFolder(world.env, world.platform)) };
}
