import type { LightMyRequestResponse } from 'fastify';
import type { Route } from '../platform/http/route.ts';
import { newId } from '../platform/ids.ts';
import { minimalInput } from './minimal-input.testing.ts';
import type { AccessOffice, Actor } from './office.testing.ts';
import { SENT } from './sent.testing.ts';

export function nameOf(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

/** Of the parameters of a path, and what a body names. */
export type Values = Record<string, string>;

function queryOf(route: Route, values: Values, more: Values): string {
  const smallest =
    SENT[nameOf(route)]?.query?.(values) ?? (minimalInput(route.query) as Record<string, unknown> | undefined) ?? {};
  const query = { ...smallest, ...more };
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    given.append(name, String(value));
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}

function pathOf(route: Route, values: Values): string {
  const made = (minimalInput(route.params) as Values | undefined) ?? {};
  return route.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(values[name] ?? SENT[nameOf(route)]?.params?.[name] ?? made[name] ?? newId()),
  );
}

const BOUNDARY = 'ranh-gioi';
/** An empty page that every reader of PDF accepts. */
function emptyPdf(): string {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer<</Size ${size}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
}

const FILE = [
  `--${BOUNDARY}`,
  'content-disposition: form-data; name="file"; filename="thu.pdf"',
  'content-type: application/pdf',
  '',
  emptyPdf(),
  `--${BOUNDARY}--`,
  '',
].join('\r\n');

function overlay(under: unknown, over: unknown): unknown {
  if (typeof over !== 'object' || over === null || Array.isArray(over) || typeof under !== 'object') {
    return over;
  }
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    merged[name] = overlay(merged[name], value);
  }
  return merged;
}

function bodyOf(route: Route, values: Values): { payload?: string; headers: Record<string, string> } {
  if (route.upload) {
    return { payload: FILE, headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` } };
  }
  if (route.method === 'GET' || route.body === undefined) {
    return { headers: {} };
  }
  const smallest = minimalInput(route.body);
  const over = SENT[nameOf(route)]?.body?.(values);
  const body = over === undefined ? smallest : overlay(smallest, over);
  return { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

export async function ask(
  office: AccessOffice,
  route: Route,
  actor: Actor,
  values: Values,
  query: Values = {},
): Promise<LightMyRequestResponse> {
  const { payload, headers } = bodyOf(route, values);
  return office.app.inject({
    method: route.method,
    url: pathOf(route, values) + queryOf(route, values, query),
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': newId(),
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
      ...office.cookie(actor),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
}
