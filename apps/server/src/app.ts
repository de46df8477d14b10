import type { FastifyInstance } from 'fastify';
import { assertDemoPlace, demoClock } from './demo/demo-place.ts';
import { demoRoutes } from './demo/demo-routes.ts';
import { DEMO_PASSWORD } from './demo/demo-secrets.ts';
import { officeParts } from './demo/office-parts.ts';
import { seedDemo } from './demo/seed-demo.ts';
import { createModules, type OfficeModules } from './modules.ts';
import { type Foundations, openFoundations } from './office.ts';
import { type Clock, createShiftedClock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { startEventHub } from './platform/events.ts';
import { plainHttpWarning } from './platform/http/security.ts';
import { buildServer } from './platform/http/server.ts';
import { startWorker, whenWritable } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import { rawQuery } from './platform/sql.ts';
import { startSweeps } from './platform/sweeps.ts';

const UPLOAD_LIMIT = 100 * 1024 * 1024;

export interface RunningOffice {
  url: string;
  greeting: string[];
  stop(): Promise<void>;
}

async function hasAgencies({ services }: Foundations): Promise<boolean> {
  const [row] = await rawQuery<{ some: boolean }>(services.db, 'select exists (select 1 from org_agency) as some', []);
  return row?.some === true;
}

function chooseClock(config: Config): Clock {
  if (config.demo) {
    return demoClock(config);
  }
  return config.clockStart === undefined ? systemClock : createShiftedClock(config.clockStart);
}

interface Part {
  stop(): Promise<void>;
}

async function startModules({ services }: Foundations, modules: OfficeModules): Promise<Part[]> {
  return Promise.all(modules.all.flatMap((module) => module.start?.(services) ?? []));
}

async function startParts(foundations: Foundations, modules: OfficeModules): Promise<Part[]> {
  const { services, pool } = foundations;
  if (services.config.role === 'web') {
    return [];
  }
  const jobs = modules.all
    .flatMap((module) => module.jobs?.(services) ?? [])
    .map((job) => whenWritable(services.storage, job));
  const runner = await startWorker(pool, jobs, services.log);
  const sweeps = startSweeps(
    services,
    modules.all.flatMap((module) => module.sweeps ?? []),
  );
  return [sweeps, { stop: () => runner.stop() }];
}

async function serve(
  foundations: Foundations,
  modules: OfficeModules,
): Promise<{ app: FastifyInstance; parts: Part[] }> {
  const { services, pool } = foundations;
  const events = startEventHub(pool, services.log);
  const routes = modules.all.flatMap((module) => module.routes ?? []);
  const app = await buildServer({
    services,
    routes: services.config.demo ? [...routes, ...demoRoutes] : routes,
    resolveSession: (token, options) => modules.identity.resolveSession(services, token, options),
    events,
    refused: modules.refused,
    inspectBody: modules.inspectBody,
    uploadLimit: UPLOAD_LIMIT,
  });
  const { host, port } = services.config;
  await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new Error(`Cổng ${port} đang có chương trình khác dùng. Chọn cổng khác: npm start -- --port SỐ`, {
          cause: error,
        })
      : error;
  });
  return { app, parts: [{ stop: () => app.close() }, { stop: () => events.close() }] };
}

/** Port 0 means "any free one": the address is known only now, and the links that are handed out carry it. */
function settleAddress(app: FastifyInstance, config: Config): string {
  const bound = app.server.address();
  if (config.publicUrl.endsWith(':0') && bound !== null && typeof bound !== 'string') {
    config.publicUrl = `http://localhost:${bound.port}`;
  }
  return config.publicUrl;
}

async function greet(foundations: Foundations, modules: OfficeModules, url: string): Promise<string[]> {
  const { services } = foundations;
  const running = [`Công Vụ đang chạy: ${url}`, ...plainHttpWarning(services.config)];
  const stop = 'Dừng: Ctrl+C.';
  if (services.config.demo) {
    return [
      ...running,
      'Bản chạy thử (dữ liệu hư cấu, chữ ký thử nghiệm).',
      `Ai đăng nhập bằng tên nào: ${url}/dang-nhap-thu (mật khẩu chung: ${DEMO_PASSWORD})`,
      stop,
    ];
  }
  const token = await modules.identity.prepareSetup(services);
  if (token === undefined) {
    return [...running, stop];
  }
  return [
    ...running,
    'Chưa có cơ quan nào. Mở đường dẫn dùng một lần này để lập cơ quan và quản trị đầu tiên:',
    `${url}/thiet-lap/${token}`,
    'Muốn xem thử trước với dữ liệu mẫu: dừng lại rồi chạy  npm start -- --demo',
    stop,
  ];
}

async function stopAll(parts: Part[], foundations: Foundations): Promise<void> {
  for (const part of parts) {
    await part.stop();
  }
  await foundations.close();
}

/**
 * The composition root: database, modules, jobs, pages, in this order; whatever fails on the way closes what was open.
 * Answers once the address is served.
 */
export async function startOffice(
  config: Config,
  log: Log,
  say: (text: string) => void,
  given: { clock?: Clock } = {},
): Promise<RunningOffice> {
  const foundations = await openFoundations(config, log, say, given.clock ?? chooseClock(config));
  const parts: Part[] = [];
  try {
    const existing = await hasAgencies(foundations);
    assertDemoPlace(config, existing);
    const modules = createModules();
    if (config.demo && !existing) {
      await seedDemo(foundations.services, officeParts(foundations.services, modules), say);
    }
    parts.unshift(...(await startModules(foundations, modules)));
    parts.unshift(...(await startParts(foundations, modules)));
    if (config.role === 'worker') {
      return {
        url: '',
        greeting: ['Công Vụ (tiến trình xử lý nền) đang chạy.'],
        stop: () => stopAll(parts, foundations),
      };
    }
    const { app, parts: served } = await serve(foundations, modules);
    parts.unshift(...served);
    const url = settleAddress(app, foundations.services.config);
    return { url, greeting: await greet(foundations, modules, url), stop: () => stopAll(parts, foundations) };
  } catch (error) {
    await stopAll(parts, foundations);
    throw error;
  }
}
