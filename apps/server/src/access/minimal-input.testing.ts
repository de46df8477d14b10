import { z } from 'zod';
import { newId } from '../platform/ids.ts';

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}

const BY_FORMAT: Record<string, () => string> = {
  uuid: newId,
  date: () => '2021-03-22',
  'date-time': () => '2021-03-25T01:00:00Z',
  email: () => 'thu@laichau.gov.vn',
  uri: () => 'https://vi-du.gov.vn/',
};

/** Days, hours, hashes, secrets of both lengths, codes: one of them fits every pattern of the contracts. */
const CANDIDATES = [
  '2021-03-22',
  '00000000-0000-4000-8000-000000000000',
  '123456',
  'a'.repeat(64),
  'a'.repeat(43),
  'a'.repeat(32),
  '2021',
  'thu',
  'H35.1',
];

function textFor(schema: Schema): string {
  const made = BY_FORMAT[schema.format ?? '']?.();
  if (made !== undefined) {
    return made;
  }
  if (schema.pattern !== undefined) {
    const pattern = new RegExp(schema.pattern, 'u');
    const fitting = CANDIDATES.find((text) => pattern.test(text));
    if (fitting !== undefined) {
      return fitting;
    }
  }
  return 'Nội dung thử'.padEnd(schema.minLength ?? 0, '.').slice(0, schema.maxLength);
}

function objectFor(schema: Schema, root: Schema): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const name of schema.required ?? []) {
    const property = schema.properties?.[name];
    if (property !== undefined) {
      made[name] = valueFor(property, root);
    }
  }
  return made;
}

function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : name === '#' ? root : (root.$defs?.[name] ?? {});
}

function firstOf(schema: Schema): Schema | undefined {
  return schema.anyOf?.[0] ?? schema.oneOf?.[0];
}

function listFor(schema: Schema, root: Schema): unknown[] {
  if (schema.prefixItems !== undefined) {
    return schema.prefixItems.map((item) => valueFor(item, root));
  }
  const length = schema.minItems ?? 0;
  return Array.from({ length }, () => valueFor(schema.items ?? {}, root));
}

function numberFor(schema: Schema): number {
  return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
}

function valueFor(given: Schema, root: Schema): unknown {
  const schema = resolve(given, root);
  const fixed = [schema.const, schema.default, schema.enum?.[0]].find((value) => value !== undefined);
  if (fixed !== undefined) {
    return fixed;
  }
  const branch = firstOf(schema);
  if (branch !== undefined) {
    return schema.properties === undefined
      ? valueFor(branch, root)
      : { ...objectFor(schema, root), ...Object(valueFor(branch, root)) };
  }
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((part) => valueFor(part, root)));
  }
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objectFor(schema, root);
    case 'array':
      return listFor(schema, root);
    case 'string':
      return textFor(schema);
    case 'number':
    case 'integer':
      return numberFor(schema);
    case 'boolean':
      return false;
    default:
      return null;
  }
}

/** The smallest value a schema of a route lets in, so that a new route is tried without anybody writing an example. */
export function minimalInput(schema: z.ZodType | undefined): unknown {
  if (schema === undefined) {
    return undefined;
  }
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  return valueFor(described, described);
}
