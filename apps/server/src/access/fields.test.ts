import { GivenInstant, Instant } from '@congvu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createModules } from '../modules.ts';
import { nameOf } from './ask.testing.ts';
import { minimalInput } from './minimal-input.testing.ts';

const routes = createModules().all.flatMap((module) => module.routes ?? []);

/** What a row has and nobody may set from outside; a name that a schema does not know is one of these. */
const COLUMNS = [
  'status',
  'state',
  'number',
  'number_symbol',
  'unit_id',
  'agency_id',
  'signed_by',
  'signed_at',
  'drafter_person_id',
  'approved_hash',
  'created_at',
  'password_hash',
  'is_admin',
];

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same value with columns added to every object in it. */
function withColumns(value: unknown, columns: Json): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => withColumns(one, columns));
  }
  return isObject(value)
    ? {
        ...Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withColumns(one, columns)])),
        ...columns,
      }
    : value;
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(namesIn);
  }
  return isObject(value) ? Object.entries(value).flatMap(([name, one]) => [name, ...namesIn(one)]) : [];
}

interface Described {
  properties?: Record<string, unknown>;
}

/** Every property a schema declares, wherever in it. */
function declaredIn(schema: unknown): string[] {
  if (Array.isArray(schema)) {
    return schema.flatMap(declaredIn);
  }
  if (!isObject(schema)) {
    return [];
  }
  const { properties = {}, ...rest }: Described & Json = schema;
  return [
    ...Object.keys(properties),
    ...Object.values(properties).flatMap(declaredIn),
    ...Object.values(rest).flatMap(declaredIn),
  ];
}

function describeSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

const WRITES = routes.filter((route) => route.method !== 'GET' && route.body !== undefined);

/** Free words by name in these, which the use case reads again by the schema of the kind named beside them. */
const READ_AGAIN = new Set(['POST /api/connections', 'PUT /api/connections/:id', 'POST /api/connections/test']);

describe('fields nobody asked for (T03)', () => {
  test('columns added to any object of any body never reach a use case', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1 }), fc.jsonValue(), (names, value) => {
        const columns = Object.fromEntries(names.map((name) => [`${name}_x`, value]));
        for (const { body, ...route } of WRITES) {
          const parsed = body?.safeParse(withColumns(minimalInput(body), columns));
          const kept = parsed?.success === true ? namesIn(parsed.data).filter((name) => name in columns) : [];
          expect([nameOf(route), READ_AGAIN.has(nameOf(route)) ? [] : kept]).toEqual([nameOf(route), []]);
        }
      }),
      { numRuns: 5 },
    );
  });

  test('no body of any route declares who signed, what number or state a thing has by the name of its column', () => {
    const own = WRITES.flatMap(({ body, ...route }) =>
      body === undefined
        ? []
        : declaredIn(describeSchema(body, 'input'))
            .filter((name) => COLUMNS.includes(name) && name.includes('_'))
            .map((name) => `${nameOf(route)} ${name}`),
    );
    expect(own).toEqual([]);
  });

  test('what is added is found where a schema lets everything through', () => {
    const loose = z.looseObject({ name: z.string() });
    const parsed = loose.parse(withColumns({ name: 'x' }, { number_x: 1 }));
    expect(namesIn(parsed)).toContain('number_x');
  });
});

describe('moments that somebody sends', () => {
  /** Declared as a moment and taken whatever it says: the use case would make an invalid date of it. */
  const unread = (schema: unknown): boolean =>
    typeof schema === 'object' &&
    schema !== null &&
    (('format' in schema && schema.format === 'date-time' && !('pattern' in schema)) ||
      Object.values(schema).some(unread));

  test('are read before they are believed, in every body, query and path', () => {
    const found = routes.flatMap(({ body, query, params, ...route }) =>
      [body, query, params].some((given) => given !== undefined && unread(describeSchema(given, 'input')))
        ? [nameOf(route)]
        : [],
    );
    expect(found).toEqual([]);
  });

  test('and one that is not is found, however deep (control)', () => {
    expect(unread(describeSchema(z.object({ list: z.array(z.object({ at: Instant.optional() })) }), 'input'))).toBe(
      true,
    );
    expect(unread(describeSchema(z.object({ at: GivenInstant }), 'input'))).toBe(false);
  });
});

/** Shown once, to the person who has just made it: the key of an authenticator application, the password of a device. */
const SHOWN_ONCE = ['POST /api/me/second-factor/begin secret', 'POST /api/me/mailboxes/:id/passwords secret'];
/** Hashes of leaves are what a proof is made of. */
const PUBLIC_HASHES = ['GET /api/audit/entries leafHash', 'GET /api/audit/proof/:kind/:id leafHash'];

const SECRET_NAME = /hash$|^(?:has)?secret$|^password$|private|totp|seed|^pin$|sessionToken/i;
/** Whether there is one, never which. */
const ONLY_WHETHER = /^has[A-Z]/;

test('no answer of any route declares a hash, a secret, a password or a key', () => {
  const found = routes.flatMap(({ response, ...route }) =>
    response === undefined
      ? []
      : declaredIn(describeSchema(response, 'output'))
          .filter((name) => SECRET_NAME.test(name) && !ONLY_WHETHER.test(name))
          .map((name) => `${nameOf(route)} ${name}`),
  );
  expect([...new Set(found)].sort()).toEqual([...SHOWN_ONCE, ...PUBLIC_HASHES].sort());
});
