import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CONFORMANCE } from '@congvu/axis/conformance';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { command } from '../src/commands/axis.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'congvu-axis-cli-'));
const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
  }
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface Answer {
  code: number | null;
  out: string;
  err: string;
  lines: Record<string, unknown>[];
}

function congvu(...args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'axis', ...args], { encoding: 'utf8' });
  const lines = args.includes('--json')
    ? stdout
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  return { code: status, out: stdout, err: stderr, lines };
}

/** Starts the simulator; answers its first line. */
async function serve(...args: string[]): Promise<{ child: ChildProcess; first: Record<string, unknown> }> {
  const child = spawn(process.execPath, [MAIN, 'axis', '--json', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, first: JSON.parse(line) };
  }
  throw new Error('the simulator said nothing');
}

function stopped(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

function secretFile(name: string, secret: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, `${secret}\n`);
  return path;
}

const HUYEN = [
  '--system',
  'test.h35.09',
  '--secret-file',
  secretFile('huyen', 'khoa-thu-nghiem-huyen'),
  '--from',
  'H35.9',
];
const BEN_CANH = [
  '--to-system',
  'test.h35.10',
  '--to-secret-file',
  secretFile('ben-canh', 'khoa-thu-nghiem-ben-canh'),
  '--to',
  'H35.10',
];

describe('congvu axis', () => {
  test('--example is a setting it takes; the address answers; Ctrl+C ends it well', async () => {
    const example = congvu('--example');
    expect(example.code).toBe(0);
    const setting = join(FOLDER, 'truc.json');
    writeFileSync(setting, example.out);
    const { child, first } = await serve('--setting', setting, '--agencies', '50', '--state', join(FOLDER, 'state'));
    expect(first).toMatchObject({ agencies: 56, faults: 4, systems: [{ id: 'test.h35.09', agencies: ['H35.9'] }, {}] });
    expect(JSON.stringify(first)).not.toContain('khoa-thu');
    const page = await fetch(String(first['url']));
    expect(await page.text()).toContain('Trục mô phỏng');
    const ended = stopped(child);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readdirSync(join(FOLDER, 'state'))).toContain('journal.jsonl');
  });

  test.each([
    [['--port', 'a'], '--port'],
    [['--agencies', '-1'], '--agencies'],
    [['--clock', 'hôm qua'], 'Thời điểm'],
    [['--setting', join(FOLDER, 'khong-co.json')], 'Không đọc được'],
    [['--nothing'], 'không có tùy chọn'],
    [['nothing'], 'không có lệnh'],
    [['conformance'], 'cần --list'],
    [['conformance', '--endpoint', 'https://truc.example.vn'], 'thiếu --system'],
  ])('%j is refused with words', async (args, words) => {
    await expect(command(args)).rejects.toThrow(words);
  });

  test('a setting or a fault that is wrong is named by its place', async () => {
    const file = join(FOLDER, 'sai.json');
    for (const [text, words] of [
      ['{"agencies":[{"code":"H35"}]}', 'agencies[0].name'],
      ['{"agencies":[],"systems":[{"id":"a","secret":"b"}]}', 'systems[0].agencies'],
      ['{"faults":[{"do":"explode"}]}', 'faults[0].do'],
      ['[', 'không phải JSON'],
    ] as const) {
      writeFileSync(file, text);
      await expect(command(['--setting', file])).rejects.toThrow(words);
    }
  });
});

describe('congvu axis conformance', () => {
  test('--list names every message and every check', () => {
    const { code, lines } = congvu('conformance', '--list', '--json');
    expect(code).toBe(0);
    expect(lines.filter(({ kind }) => kind === 'message')).toHaveLength(CONFORMANCE.length);
    expect(lines.filter(({ kind }) => kind === 'endpoint').length).toBeGreaterThan(15);
    expect(congvu('conformance', '--list').out).toContain('letter.strict');
  });

  test('--out writes the messages and what is expected of them', () => {
    const out = join(FOLDER, 'bo-thu');
    expect(congvu('conformance', '--out', out, '--json')).toMatchObject({
      code: 0,
      lines: [{ messages: CONFORMANCE.length }],
    });
    const { cases } = JSON.parse(readFileSync(join(out, 'expected.json'), 'utf8')) as {
      cases: { file: string; sha256: string }[];
    };
    for (const { file, sha256 } of cases) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(out, file)))
          .digest('hex'),
      ).toBe(sha256);
    }
    expect(congvu('conformance', '--out', out).code).toBe(2);
  });

  test('the simulator passes as an endpoint; with a wrong secret it does not', async () => {
    const { first } = await serve();
    const endpoint = ['conformance', '--endpoint', String(first['url']), '--plain-http'];
    const good = congvu(...endpoint, ...HUYEN, ...BEN_CANH, '--json');
    expect(good.lines.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(good.code).toBe(0);
    const wrong = [...HUYEN.slice(0, 3), secretFile('sai', 'sai'), ...HUYEN.slice(4)];
    expect(congvu(...endpoint, ...wrong, '--json').code).toBe(1);
    // Without TLS nothing is sent unless told.
    expect(congvu(...endpoint.slice(0, 3), ...HUYEN).code).toBe(2);
  });

  test('an agency that takes everything and says nothing is no receiver', async () => {
    const setting = join(FOLDER, 'im-lang.json');
    const partners = [{ code: 'H35.3', behaviour: 'silent', stepMs: 1 }];
    writeFileSync(setting, JSON.stringify({ ...JSON.parse(congvu('--example').out), faults: [], partners }));
    const { first } = await serve('--setting', setting);
    const endpoint = ['conformance', '--endpoint', String(first['url']), '--plain-http', '--wait', '3'];
    const only = ['--only', 'letter.strict', '--only', 'status.77'];
    const { code, lines } = congvu(...endpoint, ...HUYEN, '--receiver', 'H35.3', ...only, '--json');
    expect(lines.map(({ id, verdict }) => [id, verdict]).toSorted()).toEqual([
      ['letter.strict', 'fail'],
      ['status.77', 'pass'],
    ]);
    expect(code).toBe(1);
  });
});
