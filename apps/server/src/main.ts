import { inspect } from 'node:util';
import { startOffice } from './app.ts';
import { readConfig } from './platform/config.ts';
import { createLog } from './platform/log.ts';
import { tuneMemory } from './platform/tune-memory.ts';

const STOP_LIMIT_MS = 20_000;

function printStart(lines: string[]): void {
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

async function main(): Promise<void> {
  tuneMemory();
  const config = readConfig(process.argv.slice(2), process.env);
  const log = createLog(config.logLevel);
  const office = await startOffice(config, log, (text) => process.stdout.write(`  ${text}\n`));
  printStart(office.greeting);
  let stopping = false;
  const stop = (): void => {
    if (stopping) {
      return;
    }
    stopping = true;
    process.stdout.write('  Đang dừng, chờ các việc dở hoàn tất…\n');
    // Whatever hangs must not keep the machine from shutting down: all that was acknowledged is already durable.
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    void office.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `\n  Công Vụ không khởi động được: ${error instanceof Error ? error.message : String(error)}\n\n`,
  );
  if (process.env.CONGVU_DEBUG === '1') {
    process.stderr.write(`${inspect(error, { depth: 5 })}\n`);
  }
  process.exit(1);
}
