import { type FaultRule, type Simulator, startSimulator } from '@congvu/axis/simulator';
import { conformance } from '../axis/conformance.ts';
import { type AxisSetting, EXAMPLE_FAULTS, EXAMPLE_SETTING, readFaultFile, readSetting } from '../axis/setting.ts';
import { type Command, parseCall, printJson, printLine, printUsage, UsageError } from '../command-line.ts';
import { readInstant } from '../pdf/instant.ts';

const USAGE = [
  'axis [--port N] [--host A] [--state DIR] [--agencies N] [--setting FILE] [--faults FILE] [--seed N] [--clock T] [--json]',
  'axis --example',
  'axis conformance --list [--json]',
  'axis conformance --out DIR [--json]',
  'axis conformance --endpoint URL --system ID --secret-file F --from CODE [--to-system ID --to-secret-file F --to CODE]',
  'axis conformance --endpoint URL --system ID --secret-file F --from CODE --receiver CODE [--wait S] [--only ID]…',
];

const OPTIONS = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  state: { type: 'string' },
  agencies: { type: 'string', default: '0' },
  setting: { type: 'string' },
  faults: { type: 'string' },
  seed: { type: 'string', default: '1' },
  clock: { type: 'string' },
  example: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

function readOptions(args: string[]) {
  return parseCall(args, OPTIONS).values;
}

type Options = ReturnType<typeof readOptions>;

function readCount(text: string, option: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new UsageError(`${option} phải là số nguyên từ 0 đến ${max}`);
  }
  return value;
}

/** A clock that runs from another moment on, for an office that lives in another year. */
function clockFrom(text: string | undefined): { clock?: () => Date } {
  if (text === undefined) {
    return {};
  }
  const offset = readInstant(text).getTime() - Date.now();
  return { clock: () => new Date(Date.now() + offset) };
}

async function start(options: Options, setting: AxisSetting, faults: FaultRule[]): Promise<Simulator> {
  const count = readCount(options.agencies, '--agencies', 2_000_000);
  const seed = readCount(options.seed, '--seed', 2 ** 31);
  return startSimulator({
    host: options.host,
    port: readCount(options.port, '--port', 65_535),
    agencies: [...setting.agencies, ...(count === 0 ? [] : [{ count, seed }])],
    systems: setting.systems,
    partners: setting.partners,
    faults,
    seed,
    ...(options.state !== undefined && { stateDir: options.state }),
    ...clockFrom(options.clock),
  });
}

function tell(simulator: Simulator, setting: AxisSetting, isJson: boolean): void {
  const { url, agencies } = simulator;
  if (isJson) {
    const systems = setting.systems.map(({ id, agencies: codes }) => ({ id, agencies: codes }));
    printJson({ url, agencies: agencies.size, systems, faults: simulator.faults.length });
    return;
  }
  printLine(`Trục mô phỏng: ${url} (mở bằng trình duyệt trên máy này để xem văn bản và bật lỗi)`);
  printLine(
    `  ${agencies.size} cơ quan, ${simulator.partners.length} cơ quan tự trả lời, ${simulator.faults.length} lỗi đang bật`,
  );
  for (const { id, agencies: codes, username } of setting.systems) {
    printLine(
      `  hệ thống ${id} cho ${codes.join(', ')}${username === undefined ? '' : `; đăng nhập trục tỉnh: ${username}`}`,
    );
  }
  printLine('Dừng bằng Ctrl+C.');
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

async function serve(options: Options): Promise<number> {
  const setting = options.setting === undefined ? EXAMPLE_SETTING : await readSetting(options.setting);
  const faults = options.faults === undefined ? setting.faults : await readFaultFile(options.faults);
  const stopped = untilStopped();
  const simulator = await start(options, setting, faults);
  tell(simulator, setting, options.json);
  await stopped;
  await simulator.close();
  return 0;
}

/** `congvu axis`: both axes on this computer; `congvu axis conformance`: the public set against any of them. */
export const command: Command = async (args) => {
  const [name, ...rest] = args;
  if (name === '--help') {
    printUsage(USAGE);
    return 0;
  }
  if (name === 'conformance') {
    return conformance(rest);
  }
  if (name !== undefined && !name.startsWith('-')) {
    throw new UsageError(`không có lệnh axis ${name}`);
  }
  const options = readOptions(args);
  if (options.example) {
    printLine(JSON.stringify({ ...EXAMPLE_SETTING, faults: EXAMPLE_FAULTS }, null, 2));
    return 0;
  }
  return serve(options);
};
