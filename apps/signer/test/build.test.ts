import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OID } from '@congvu/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../src/version.ts';
import { createSoftToken, SOFTHSM } from './soft-token.ts';

if (SOFTHSM === undefined) {
  process.stderr.write('SoftHSM2 không có trên máy này: ca chạy bản đóng gói với thiết bị ký số được để ngoài.\n');
}

describe('the built program', () => {
  const out = mkdtempSync(join(tmpdir(), 'congvu-signer-build-'));
  const folder = join(out, `congvu-signer-${process.platform}-${process.arch}`);
  const program = join(folder, process.platform === 'win32' ? 'congvu-signer.cmd' : 'congvu-signer');
  const run = (...words: string[]) =>
    spawnSync(program, [...words, '--folder', out], { encoding: 'utf8', cwd: tmpdir() });

  beforeAll(() => {
    const build = fileURLToPath(new URL('../build.ts', import.meta.url));
    const built = spawnSync(process.execPath, [build, '--out', out], { encoding: 'utf8' });
    expect(built.stderr).toBe('');
    expect(built.status).toBe(0);
  }, 120_000);
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it('runs from its folder alone', () => {
    expect(run('--version').stdout.trim()).toBe(VERSION);
    expect(existsSync(join(folder, 'assets', 'fonts', 'be-vietnam-pro-vietnamese-400-normal.woff2'))).toBe(true);
  });

  it('names a driver that does not load', () => {
    const { status, stdout } = run('health', '--module', join(out, 'none.so'));
    expect(status).toBe(1);
    expect(stdout).toContain('none.so');
  });

  it.runIf(SOFTHSM !== undefined)('sees a token through its own copy of koffi, and serves its page', async () => {
    const subject = [{ oid: OID.commonName, value: 'Lý A Sính' }];
    const token = createSoftToken('VGCA', [{ kind: 'p-256', id: 1, label: 'a', subject }]);
    try {
      const { status, stdout } = run('health', '--module', token.module, '--label', 'VGCA');
      expect(stdout).toContain('VGCA');
      expect(status).toBe(0);
      const words = ['--module', token.module, '--label', 'VGCA', '--port', '0', '--folder', out];
      const started = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      const url = await new Promise<string>((resolve) => {
        started.stdout.on('data', (chunk: Buffer) => {
          const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(chunk.toString());
          if (found !== null) {
            resolve(found[0]);
          }
        });
      });
      const page = await (await fetch(url)).text();
      expect(page).toContain('Lý A Sính');
      for (const asset of ['agent.css', 'page.js', 'mark.svg', 'fonts/be-vietnam-pro-latin-400-normal.woff2']) {
        expect((await fetch(`${url}assets/${asset}`)).status).toBe(200);
      }
      const ended = new Promise((resolve) => started.once('exit', resolve));
      started.kill('SIGTERM');
      expect(await ended).toBe(0);
    } finally {
      token.remove();
    }
  });
});
