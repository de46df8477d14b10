import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readAsset } from './assets.ts';
import { SignerError } from './errors.ts';

/** A family of tokens and the files its PKCS#11 module may have. */
export interface KnownDriver {
  name: string;
  windows: string[];
  linux: string[];
  macos: string[];
}

export interface Driver {
  name: string;
  path: string;
}

/** Where a bare file name is looked for. Only places that need an administrator to write to. */
function systemFolders(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'win32') {
    return [join(env['SystemRoot'] ?? 'C:\\Windows', 'System32')];
  }
  if (platform === 'darwin') {
    return ['/usr/local/lib', '/Library/Frameworks'];
  }
  const bases = ['/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/local/lib'];
  return bases.flatMap((base) => [base, `${base}/pkcs11`]);
}

function expand(path: string, env: NodeJS.ProcessEnv): string {
  return path.replaceAll(/%([^%]+)%/g, (whole, name: string) => env[name] ?? whole);
}

function candidates(name: string, platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  const path = expand(name, env);
  const isWhole = isAbsolute(path) || path.includes('\\');
  return isWhole ? [path] : systemFolders(platform, env).map((folder) => join(folder, path));
}

function readStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** @throws SignerError `signer.settings` */
export function readDrivers(text: string, file: string): KnownDriver[] {
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list)) {
      throw new Error('không phải danh sách');
    }
    return list.map((entry: Record<string, unknown>) => ({
      name: typeof entry['name'] === 'string' ? entry['name'] : 'Thiết bị ký số',
      windows: readStrings(entry['windows']),
      linux: readStrings(entry['linux']),
      macos: readStrings(entry['macos']),
    }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new SignerError('signer.settings', `Danh sách trình điều khiển ${file} hỏng (${reason}). Sửa hoặc xóa tệp.`, {
      cause,
    });
  }
}

export function knownDrivers(): KnownDriver[] {
  return readDrivers(readAsset('drivers.json').toString('utf8'), 'drivers.json');
}

function namesOf(driver: KnownDriver, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') {
    return driver.windows;
  }
  return platform === 'darwin' ? driver.macos : driver.linux;
}

/** Modules that are on this computer, each file once; of one family the first in the list, which is its newest. */
export function findDrivers(
  known: readonly KnownDriver[],
  world: { platform: NodeJS.Platform; env: NodeJS.ProcessEnv; exists?: (path: string) => boolean },
): Driver[] {
  const exists = world.exists ?? existsSync;
  const seen = new Set<string>();
  return known.flatMap((driver) => {
    const path = namesOf(driver, world.platform)
      .flatMap((name) => candidates(name, world.platform, world.env))
      .find((candidate) => exists(candidate));
    const real = path === undefined || world.exists !== undefined ? path : realpathSync(path);
    if (path === undefined || real === undefined || seen.has(real)) {
      return [];
    }
    seen.add(real);
    return [{ name: driver.name, path }];
  });
}
