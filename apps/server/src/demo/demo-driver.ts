import { Readable } from 'node:stream';
import { loadSubject } from '#modules/org';
import type { Subject } from '../platform/authorise.ts';
import { type Clock, createFakeClock, vietnamDate } from '../platform/clock.ts';
import type { ActingContext, Services } from '../platform/context.ts';
import type { Route, RouteInput, UploadedFile } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { rawQuery } from '../platform/sql.ts';
import { DEMO_AGENCIES } from './demo-agencies.ts';

interface Call {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  files?: { name: string; type: string; bytes: Uint8Array }[];
}

/** One person of the demo at one moment of the story. */
export interface Actor {
  call<T>(method: Route['method'], path: string, call?: Call): Promise<T>;
  positionId: string;
  unitId: string;
  agencyId: string;
}

const SEAT = `
  select u.id as "userId", position.id as "positionId", position.unit_id as "unitId"
  from org_position position
  join org_person person on person.id = position.person_id
  join org_unit unit on unit.agency_id = position.agency_id and unit.id = position.unit_id
  join identity_user u on u.person_id = person.id
  join org_agency_code code on code.agency_id = position.agency_id and code.value = $1
  where unit.code = $2 and position.title = $3 and ($4 = '' or person.full_name = $4)
  order by position.sort_order, person.id limit 1`;

async function* toUploads(files: NonNullable<Call['files']>): AsyncIterable<UploadedFile> {
  for (const { name, type, bytes } of files) {
    yield { name, declaredType: type, stream: Readable.from([Buffer.from(bytes)]) };
  }
}

function buildInput(route: Route, call: Call): RouteInput {
  return {
    params: route.params?.parse(call.params ?? {}) ?? {},
    query: route.query?.parse(call.query ?? {}) ?? {},
    body: route.body?.parse(call.body ?? {}),
    files: () => toUploads(call.files ?? []),
    cookies: {},
    setCookie: () => undefined,
    forgetCache: () => undefined,
    sendFile: () => undefined,
    raw: {
      method: route.method,
      url: route.path,
      headers: {},
      read: () => Promise.reject(new Error('people of the demo send no raw bytes')),
    },
  };
}

/**
 * Plays people of the demo through the very routes the browser calls: same contracts, same rights, same audit. Nothing of the story is
 * written past them. Each person stands at the moment that is told, unless the clock of the office is to go on under them.
 */
export function createDriver(services: Services, routes: readonly Route[], running?: Clock) {
  return async (at: string, seat: { agency: string; unit: string; title: string; name?: string }): Promise<Actor> => {
    const clock = running ?? createFakeClock(`${at}:00+07:00`);
    const code = DEMO_AGENCIES.find((agency) => agency.key === seat.agency)?.code;
    const [found] = await rawQuery<{ userId: string; positionId: string; unitId: string }>(services.db, SEAT, [
      code,
      seat.unit,
      seat.title,
      seat.name ?? '',
    ]);
    const subject: Subject | undefined = found && (await loadSubject(services.db, found, vietnamDate(clock.now())));
    if (found === undefined || subject === undefined) {
      throw new Error(`nobody sits as ${seat.title} in ${seat.unit} of ${seat.agency}`);
    }
    return {
      positionId: found.positionId,
      unitId: found.unitId,
      agencyId: subject.agencyId,
      call: async <T>(method: Route['method'], path: string, call: Call = {}): Promise<T> => {
        const route = routes.find((candidate) => candidate.method === method && candidate.path === path);
        if (route === undefined) {
          throw new Error(`no route ${method} ${path}`);
        }
        const context: ActingContext = {
          ...services,
          clock,
          subject,
          meta: { requestId: newId(), ip: '', userAgent: 'demo', device: 'desktop' },
          idempotency: { key: newId(), route: `${method} ${path}`, bodyHash: '' },
        };
        // The caller names the type the contract of the route has.
        return (await route.handle(context, buildInput(route, call))) as T;
      },
    };
  };
}

export type Driver = ReturnType<typeof createDriver>;
