import type { Random } from './random.ts';

/** The part of JSON Schema that the contracts use. */
export interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
}

/** What breaks servers: bytes, directions, halves of letters, words of other languages, lengths, numbers at their edges. */
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nX-Congvu: 1',
  '\u202e\u2066gnp.exe',
  '\ud800',
  'e\u0301\u0323'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(50),
  "'; drop table audit_leaf; --",
  "' or '1'='1",
  ['{{7*7}}', '$', '{7*7}', '<%= 7*7 %>', '#{7*7}'].join(''),
  '<img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  '%00%0a%0d%2e%2e%2f',
  '__proto__',
  'constructor',
  'null',
  '-1',
  '9'.repeat(400),
  '1e400',
  'NaN',
  '2021-02-30',
  '0000-01-01',
  '9999-12-31',
  '-271821-04-20',
  '2021-03-22T25:61:61Z',
  '%',
  '_%\\',
  '\\',
  '=cmd|calc!A1',
  'Nguyễn Thị Đào',
  'x'.repeat(100_000),
];
const NUMBERS = [0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), Number.MAX_VALUE, 1e-7];

export function hostileText(random: Random): string {
  return random.pick(TEXTS);
}

function wrongValue(random: Random): unknown {
  return random.pick<unknown>([
    null,
    true,
    random.pick(NUMBERS),
    hostileText(random),
    [],
    {},
    [[[[[[]]]]]],
    { toString: 'x', valueOf: null, length: 1e9 },
    Array.from({ length: 2_000 }, () => hostileText(random).slice(0, 20)),
  ]);
}

export interface Ground {
  random: Random;
  /** Ids that exist in the office. */
  ids: readonly string[];
  resolve(ref: string): Schema;
  /** How often a value is not what the schema asks for. */
  wrong: number;
}

function fittingText(schema: Schema, { random, ids }: Ground): string {
  if (schema.format === 'uuid') {
    return random.chance(0.85) ? random.pick(ids) : '00000000-0000-4000-8000-000000000000';
  }
  if (schema.format === 'date') {
    return random.pick(['2021-03-22', '2021-03-25', '2021-12-31', '2020-02-29']);
  }
  if (schema.format === 'date-time') {
    return random.pick(['2021-03-22T01:00:00Z', '2021-03-22T08:00:00+07:00']);
  }
  const text = random.chance(0.5)
    ? random.pick(['Công văn', 'Lò Văn Sơn', '123', 'a@laichau.gov.vn'])
    : hostileText(random);
  return text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? 5_000);
}

function fittingNumber({ minimum = 0, maximum = 2 ** 31 }: Schema, random: Random): number {
  return random.pick([minimum, maximum, minimum + random.below(Math.min(maximum - minimum, 1_000) + 1)]);
}

function fittingObject({ properties = {} }: Schema, ground: Ground, depth: number): unknown {
  const made: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (!ground.random.chance(0.1)) {
      made[name] = valueFor(property, ground, depth + 1);
    }
  }
  if (ground.random.chance(0.05)) {
    made[ground.random.pick(['id', 'agencyId', 'status', 'constructor'])] = wrongValue(ground.random);
  }
  return made;
}

function fittingList({ items = {} }: Schema, ground: Ground, depth: number): unknown[] {
  const length = ground.random.pick([0, 1, 1, 2, 5]);
  return Array.from({ length }, () => valueFor(items, ground, depth + 1));
}

/** A value that mostly fits the schema and is now and then anything else. */
export function valueFor(given: Schema, ground: Ground, depth = 0): unknown {
  const { random } = ground;
  if (depth > 12 || random.chance(ground.wrong)) {
    return wrongValue(random);
  }
  const schema = given.$ref === undefined ? given : ground.resolve(given.$ref);
  if (schema.const !== undefined) {
    return schema.const;
  }
  if (schema.enum !== undefined) {
    return random.pick(schema.enum);
  }
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) {
    return valueFor(random.pick(branches), ground, depth + 1);
  }
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => valueFor(part, ground, depth + 1)));
  }
  switch (Array.isArray(schema.type) ? random.pick(schema.type) : schema.type) {
    case 'object':
      return fittingObject(schema, ground, depth);
    case 'array':
      return fittingList(schema, ground, depth);
    case 'string':
      return fittingText(schema, ground);
    case 'number':
    case 'integer':
      return fittingNumber(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    default:
      return wrongValue(random);
  }
}
