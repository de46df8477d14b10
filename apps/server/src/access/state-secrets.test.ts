import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { nameOf } from './ask.testing.ts';
import { minimalInput } from './minimal-input.testing.ts';
import { type AccessOffice, buildAccessOffice } from './office.testing.ts';

const CANARY = 'chim hoàng yến bay qua đèo lúc ba giờ';
const MARKED = `TUYỆT MẬT\n${CANARY}`;

interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
}

/** What is typed to prove oneself is not read. */
const NOT_READ = /password|passphrase|^pin$|secret$|token|^code$/i;

function takesWords(schema: Schema): boolean {
  const { type, format, pattern, enum: words, const: word, maxLength = MARKED.length } = schema;
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'));
  return isText && maxLength >= MARKED.length && [format, pattern, words, word].every((one) => one === undefined);
}

/** Names of the fields of a body in which a person may write a sentence. */
function wordFields(body: z.ZodType): string[] {
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema; // the few keywords read here
  return Object.entries(schema.properties ?? {})
    .filter(([name, one]) => !NOT_READ.test(name) && [one, ...(one.anyOf ?? [])].some(takesWords))
    .map(([name]) => name);
}

/** A body the route accepts, with the mark in that field. */
function markedBody(route: Route, field: string): unknown {
  const body = { ...(minimalInput(route.body) as Record<string, unknown>), [field]: MARKED };
  return route.body?.safeParse(body).success === true ? body : undefined;
}

function pathOf(route: Route): string {
  const made = (minimalInput(route.params) as Record<string, string> | undefined) ?? {};
  return route.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(made[name] ?? newId()));
}

let office: AccessOffice;
let doors: { route: Route; body: unknown; field: string }[];

beforeAll(async () => {
  office = await buildAccessOffice();
  doors = office.routes
    .filter(({ method, policy }) => method !== 'GET' && policy !== 'public')
    .flatMap((route) =>
      route.body === undefined
        ? []
        : wordFields(route.body).flatMap((field) => {
            const body = markedBody(route, field);
            return body === undefined ? [] : [{ route, body, field }];
          }),
    );
});
afterAll(() => office.close());

async function send(route: Route, body: unknown) {
  return office.app.inject({
    method: route.method,
    url: pathOf(route),
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      'content-type': 'application/json',
      ...office.cookie('Q'),
    },
    payload: JSON.stringify(body),
  });
}

describe('every door a person can write words into', () => {
  test('refuses a marked text before its use case sees it, also from an administrator', async () => {
    const open: string[] = [];
    for (const { route, body, field } of doors) {
      const answer = await send(route, body);
      const said = answer.json<{ code?: string; error?: { code?: string } }>();
      if (answer.statusCode !== 422 || (said.code ?? said.error?.code) !== 'documents.state_secret') {
        open.push(`${nameOf(route)} ${field}: ${answer.statusCode} ${answer.body.slice(0, 160)}`);
      }
      expect(answer.body).not.toContain(CANARY);
    }
    expect(open).toEqual([]);
    expect(doors.length).toBeGreaterThan(60);
  });

  test('lets the same body through without its mark: what is refused is the mark', async () => {
    const [door] = doors;
    const clean = JSON.parse(JSON.stringify(door?.body).replace('TUYỆT MẬT', 'Bảo mật')) as unknown;
    const answer = await send(door?.route as Route, clean); // there are more than sixty
    expect(answer.body).not.toContain('documents.state_secret');
  });

  test('no setting of any body names the guard: it cannot be turned off', () => {
    const settings = office.routes.flatMap((route) =>
      route.body === undefined
        ? []
        : [JSON.stringify(z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }))],
    );
    expect(
      settings.filter((schema) => /"(?:[^"]*(?:stateSecret|secretGuard|secrecyGuard)[^"]*)"\s*:/i.test(schema)),
    ).toEqual([]);
  });
});
