import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tls from 'node:tls';
import { startAgent } from './agent/server.ts';
import { findDrivers, type KnownDriver, knownDrivers, readDrivers } from './drivers.ts';
import { plainError, SignerError } from './errors.ts';
import { assessHealth } from './health.ts';
import { type KeySource, lookAtAll } from './key-source.ts';
import { p12Source } from './p12-source.ts';
import { HELP, readCommand, type Settings } from './settings.ts';
import { askHidden } from './terminal.ts';
import { tokenSource } from './token-source.ts';
import { VERSION } from './version.ts';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Offices often have a certificate authority of their own, known to the computer but not to Node. */
function trustSystemAuthorities(): void {
  // Node 22.19 and 24.5 on.
  const { getCACertificates, setDefaultCACertificates } = tls;
  if (typeof setDefaultCACertificates === 'function') {
    setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
  }
}

function ownDrivers(folder: string): KnownDriver[] {
  const path = join(folder, 'drivers.json');
  return existsSync(path) ? readDrivers(readFileSync(path, 'utf8'), path) : [];
}

async function openP12(path: string): Promise<KeySource> {
  if (!existsSync(path)) {
    throw new SignerError('signer.settings', `Không có tệp khóa ${path}.`);
  }
  const pin = process.env['CONGVU_P12_PIN'] ?? (await askHidden(`Mật khẩu của tệp khóa ${path}: `));
  return p12Source({ path, p12: readFileSync(path), pin });
}

async function openSources({ p12, modules, token, pinMinutes, folder }: Settings): Promise<KeySource[]> {
  if (p12 !== undefined) {
    return [await openP12(p12)];
  }
  const { platform, env } = process;
  const drivers =
    modules.length > 0
      ? modules.map((path) => ({ name: basename(path), path }))
      : findDrivers([...ownDrivers(folder), ...knownDrivers()], { platform, env });
  return drivers.map((driver) => tokenSource({ driver, token, pinMinutes }));
}

async function printHealth(settings: Settings): Promise<number> {
  const sources = await openSources(settings);
  const { reports } = await lookAtAll(sources);
  const health = assessHealth({ sources: reports, token: settings.token, now: new Date(), skewMs: undefined });
  await Promise.all(sources.map((source) => source.close()));
  say(health.sentence);
  for (const { title, advice } of health.faults) {
    say(`\n${title}`);
    for (const line of advice) {
      say(`  - ${line}`);
    }
  }
  for (const { label, serial, driver, certificates } of health.tokens) {
    say(`\n${label} (số ${serial}, ${driver}): ${certificates} chứng thư`);
  }
  return health.isReady ? 0 : 1;
}

async function start(settings: Settings): Promise<void> {
  trustSystemAuthorities();
  const sources = await openSources(settings);
  const running = await startAgent({
    sources,
    token: settings.token,
    pairingHours: settings.pairingHours,
    port: settings.port,
  });
  say(`Chương trình ký số Công Vụ ${VERSION} đang chạy. Xem tình trạng thiết bị: ${running.url}/`);
  if (settings.p12 !== undefined) {
    say('KHÓA PHẦN MỀM ĐỂ THỬ NGHIỆM: chữ ký không có giá trị pháp lý.');
  }
  const stop = (): void => {
    void running.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, stop);
  }
}

async function run(): Promise<void> {
  const command = readCommand(process.argv.slice(2), { env: process.env, platform: process.platform });
  switch (command.name) {
    case 'help':
      say(HELP);
      return;
    case 'version':
      say(VERSION);
      return;
    case 'health':
      process.exitCode = await printHealth(command.settings);
      return;
    case 'start':
      await start(command.settings);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`congvu-signer: ${plainError(error).message}\n`);
  process.exitCode = 2;
});
