import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../platform/http/route.ts';
import { openPackage } from '../platform/tables/read-zip.ts';
import { csvAnswer } from '../platform/tables/write-csv.ts';
import { xlsxAnswer } from '../platform/tables/write-sheet.ts';
import { ask, nameOf, type Values } from './ask.testing.ts';
import { MATRIX } from './matrix/all.ts';
import { type AccessOffice, buildAccessOffice } from './office.testing.ts';
import { insiders, plantAll } from './run-matrix.testing.ts';

/** As of an office behind its proxy: the header of https is asked for as well. */
const HTTPS = { CONGVU_PUBLIC_URL: 'https://vanphong.example.gov.vn' };
const STARTS = ['=', '+', '-', '@', '\t', '\r'];
const MARK = 'HYPERLINK';
let turn = 0;
/** What a spreadsheet would run, with each of the characters it starts with. */
const hostile = (): string => `${STARTS[turn++ % STARTS.length] ?? ''}${MARK}("http://x.example","A")`;

interface Answer {
  name: string;
  answer: LightMyRequestResponse;
}

let office: AccessOffice;
const answers: Answer[] = [];

/** Values of a query or a path that ask for a table. */
function formatsOf(schema: z.ZodType | undefined): Values[] {
  const described = (schema === undefined ? {} : z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as {
    properties?: Record<string, { enum?: unknown[] }>;
  }; // as much of a JSON schema as is read here
  return Object.entries(described.properties ?? {}).flatMap(([name, property]) => {
    const choices = property.enum ?? [];
    return choices.includes('xlsx') || choices.includes('csv') ? choices.map((one) => ({ [name]: String(one) })) : [];
  });
}

async function askAll(route: Route): Promise<void> {
  const name = nameOf(route);
  const rule = MATRIX[name];
  if (rule === undefined) {
    throw new Error(`the matrix does not list ${name}`);
  }
  const note = (answer: LightMyRequestResponse): void => {
    answers.push({ name, answer });
  };
  note(await ask(office, route, '-', {}));
  for (const { actor, values } of await insiders(office, route, rule)) {
    note(await ask(office, route, actor, values));
    for (const format of formatsOf(route.query)) {
      note(await ask(office, route, actor, values, format));
    }
    for (const format of formatsOf(route.params)) {
      note(await ask(office, route, actor, { ...values, ...format }));
    }
  }
}

beforeAll(async () => {
  office = await buildAccessOffice({ env: HTTPS, text: hostile });
  await plantAll(office);
  const waiting = [...office.routes];
  const next = async (): Promise<void> => {
    for (let route = waiting.shift(); route !== undefined; route = waiting.shift()) {
      await askAll(route);
    }
  };
  await Promise.all([next(), next(), next(), next()]);
}, 900_000);
afterAll(() => office?.close());

const REQUIRED: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^same-origin$|^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /microphone=\(\)/,
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
};
/** What tells a stranger about the machine, or opens the answer to another origin. */
const NEVER = ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials'];

/** What an answer of this server lacks or has too much (ASVS 3.4, 4.1.1, 14.3.2). */
function wrongWith({ name, answer }: Answer): string[] {
  const { headers } = answer;
  const at = `${name} ${answer.statusCode}`;
  const missing = Object.entries(REQUIRED)
    .filter(([header, value]) => !value.test(String(headers[header] ?? '')))
    .map(([header]) => `${at}: ${header}`);
  const extra = NEVER.filter((header) => headers[header] !== undefined).map((header) => `${at}: has ${header}`);
  const type = String(headers['content-type'] ?? '');
  const hasBody = answer.rawPayload.length > 0;
  const untyped = hasBody && type === '' ? [`${at}: content-type`] : [];
  // JSON is UTF-8 by its definition (RFC 8259 §8.1).
  const needsLetters = /^text\/|[/+]xml\s*(?:;|$)/.test(type);
  const letterless = needsLetters && !/charset=utf-8/i.test(type) ? [`${at}: charset of ${type}`] : [];
  // Everything of the interface may hold what one person alone may read.
  const cache = String(headers['cache-control'] ?? '');
  const kept = name.includes(' /api/') && !/no-store|private/.test(cache) ? [`${at}: cache-control ${cache}`] : [];
  return [...missing, ...extra, ...untyped, ...letterless, ...kept];
}

describe('headers of every answer (T15)', () => {
  test('of every route, to strangers and to those who get in', () => {
    const routes = new Set(answers.map(({ name }) => name));
    expect(routes.size).toBe(office.routes.length);
    const statuses = new Set(answers.map(({ answer }) => answer.statusCode));
    for (const status of [200, 401, 404]) {
      expect(statuses).toContain(status);
    }
    expect(answers.filter(({ answer }) => answer.headers['content-disposition'] !== undefined).length).toBeGreaterThan(
      20,
    );
    expect(answers.flatMap(wrongWith)).toEqual([]);
  });

  test.each([
    ['a page', { url: '/van-ban-den' }, 200],
    ['a page asked for its head', { method: 'HEAD', url: '/' }, 200],
    ['a part of an older build', { url: '/assets/gone-1a2b.js' }, 404],
    ['nothing', { url: '/api/nothing' }, 404],
    ['a write to nowhere', { method: 'POST', url: '/nothing' }, 403],
    ['an address that cannot be read', { url: '/%E0%A4%A' }, 400],
    ['health', { url: '/api/health' }, 200],
    ['the description of the interface', { url: '/api/docs' }, 200],
    ['numbers', { url: '/metrics' }, 200],
    ['events of nobody', { url: '/api/events' }, 401],
    [
      'a report of a browser',
      {
        method: 'POST',
        url: '/api/policy-reports',
        headers: { 'content-type': 'application/csp-report' },
        payload: '{}',
      },
      204,
    ],
    [
      'a foreign page',
      { method: 'POST', url: '/api/sign-in', headers: { origin: 'https://x.example' }, payload: {} },
      403,
    ],
    [
      'JSON that is none',
      {
        method: 'POST',
        url: '/api/sign-in',
        headers: { 'x-requested-with': 'congvu', 'content-type': 'application/json' },
        payload: '{',
      },
      400,
    ],
    [
      'another kind of body',
      {
        method: 'POST',
        url: '/api/sign-in',
        headers: { 'x-requested-with': 'congvu', 'content-type': 'text/xml' },
        payload: '<a/>',
      },
      415,
    ],
    [
      'too much',
      {
        method: 'POST',
        url: '/api/sign-in',
        headers: { 'x-requested-with': 'congvu', 'content-type': 'application/json' },
        payload: JSON.stringify('x'.repeat(3_000_000)),
      },
      413,
    ],
  ] satisfies [string, InjectOptions, number][])('beside the routes: %s', async (what, request, status) => {
    const answer = await office.app.inject(request as InjectOptions); // of any of the rows
    expect(answer.statusCode).toBe(status);
    expect(wrongWith({ name: what, answer })).toEqual([]);
  });

  test('an open stream of events, which no hook passes', async () => {
    const url = await office.app.listen({ host: '127.0.0.1', port: 0 });
    const stop = new AbortController();
    const answer = await fetch(`${url}/api/events`, { headers: office.cookie('V'), signal: stop.signal });
    const headers = Object.fromEntries(answer.headers);
    stop.abort();
    const seen = {
      statusCode: answer.status,
      headers,
      rawPayload: Buffer.alloc(0),
    } as unknown as LightMyRequestResponse;
    expect(wrongWith({ name: 'GET /api/events', answer: seen })).toEqual([]);
  });

  test('negative control: each header that is taken off is missed, each that is too much is found', () => {
    const [first] = answers;
    if (first === undefined) {
      throw new Error('nothing was asked');
    }
    const changed = (headers: Record<string, string | undefined>): string[] =>
      wrongWith({
        ...first,
        answer: Object.assign(Object.create(first.answer), { headers: { ...first.answer.headers, ...headers } }),
      });
    for (const header of Object.keys(REQUIRED)) {
      expect(changed({ [header]: undefined })).toEqual([expect.stringContaining(header)]);
    }
    expect(changed({ 'content-security-policy': "default-src 'none'" })).toHaveLength(1);
    expect(changed({ 'access-control-allow-origin': '*' })).toHaveLength(1);
    expect(changed({ 'content-type': 'text/html' })).toHaveLength(1);
    expect(changed({ 'cache-control': 'public, max-age=60' })).toHaveLength(1);
  });
});

const XLSX = /^application\/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet/;
const CSV = /^text\/csv/;

function cellsOfCsv(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => (match[1] ?? '').replaceAll('""', '"'));
}

interface Cell {
  text: string;
  /** Kept as text by the mark of its style (`quotePrefix`), as after an apostrophe that was typed. */
  isMarked: boolean;
}

async function stylesOf(bytes: Buffer): Promise<string> {
  const parts = await openPackage(bytes);
  let styles = '';
  for await (const chunk of parts.read('xl/styles.xml')) {
    styles += chunk;
  }
  parts.close();
  return styles;
}

/** Of `@congvu/forms`: what is not locked is what it marks. */
async function marksTexts(bytes: Buffer): Promise<boolean> {
  const unlocked = (await stylesOf(bytes)).match(/<xf [^<>]*applyProtection="1"[^<>]*>/g) ?? [];
  return unlocked.length > 0 && unlocked.every((style) => style.includes('quotePrefix="1"'));
}

/** Every cell as the one who opens the file gets it; a formula as what it runs. */
async function cellsOf({
  headers,
  rawPayload,
}: Pick<LightMyRequestResponse, 'headers' | 'rawPayload'>): Promise<Cell[]> {
  if (CSV.test(String(headers['content-type']))) {
    return cellsOfCsv(rawPayload.toString('utf8')).map((text) => ({ text, isMarked: false }));
  }
  const hasMarks = await marksTexts(rawPayload);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(new Uint8Array(rawPayload).buffer);
  const cells: Cell[] = [];
  workbook.eachSheet((sheet) =>
    sheet.eachRow((row) =>
      row.eachCell((cell) => {
        const isFormula = cell.type === ExcelJS.ValueType.Formula;
        const text = isFormula ? `=${cell.formula}` : typeof cell.value === 'number' ? '' : cell.text;
        cells.push({ text, isMarked: !isFormula && hasMarks && cell.protection?.locked === false });
      }),
    ),
  );
  return cells;
}

function runs({ text, isMarked }: Cell): boolean {
  return !isMarked && /^[=+\-@\t\r]/.test(text);
}

/**
 * Every table of the product, and whether words of strangers stand in it here (a form to fill in has none; `apart` is not answered over these
 * planted rows and stands on the test of `writeCsv`). A new one takes a line, and is tried as soon as it is answered.
 */
const EXPORTS: Readonly<Record<string, 'hostile' | 'plain' | 'apart'>> = {
  'GET /api/account-review/csv': 'apart',
  'GET /api/accounts-register/export': 'hostile',
  'GET /api/accounts-register/template': 'plain',
  'GET /api/address-book/export': 'plain',
  'GET /api/audit/export': 'plain',
  'GET /api/campaigns/:id/export': 'hostile',
  'GET /api/certificate-register/export': 'hostile',
  'GET /api/certificate-register/template': 'plain',
  'GET /api/compliance/personal-data/export': 'plain',
  'GET /api/incoming/book.xlsx': 'hostile',
  'GET /api/interchange/receivers/export': 'hostile',
  'GET /api/mailboxes/export': 'hostile',
  'GET /api/mailboxes/steps/csv': 'hostile',
  'GET /api/mailboxes/steps/sheet': 'hostile',
  'GET /api/mailboxes/template': 'plain',
  'GET /api/org/export': 'plain',
  'GET /api/org/import/template': 'plain',
  'GET /api/outgoing/register/export.xlsx': 'hostile',
  'GET /api/requests/:id/print': 'plain',
  'GET /api/requests/template/:kind': 'plain',
  'GET /api/rosters/:id/export': 'hostile',
  'GET /api/threats/scans/export': 'plain',
  'GET /api/waste/export': 'hostile',
};

/** Whoever in the modules makes or reads a table; what is none of these cannot answer one unseen. */
const TABLE_MAKERS: readonly string[] = [
  'accounts/register/export-accounts.ts',
  'addressbook/sheet/export-book.ts',
  'audit/view/export-entries.ts',
  'campaigns/board-xlsx.ts',
  'campaigns/queries/export-campaign.ts',
  'certificates/entries/import/export-entries.ts',
  'certificates/entries/import/write-sheet.ts',
  'compliance/queries/view-personal-data.ts',
  'documents/office-words.ts',
  'documents/register-export.ts',
  'files/receive-upload.ts',
  'identity/review/export-review.ts',
  'incoming/queries/print-book.ts',
  'interchange/queries/view-receivers.ts',
  'mail/register/export-mailboxes.ts',
  'mail/register/export-steps.ts',
  'org/import/write-workbook.ts',
  'org/org-import.routes.ts',
  'outgoing/register/print-register.ts',
  'requests/queries/read-files.ts',
  'rosters/letter/print-roster.ts',
  'threats/scans/export-scans.ts',
  'threats/scans/report-xlsx.ts',
];

describe('formulas in tables people take away (T23)', () => {
  const tables = (): Answer[] =>
    answers.filter(({ answer }) => {
      const type = String(answer.headers['content-type']);
      return answer.statusCode === 200 && (XLSX.test(type) || CSV.test(type));
    });

  test('every export is tried, and none runs', async () => {
    const reached = new Set<string>();
    const found = new Set<string>();
    const wrong: string[] = [];
    for (const table of tables()) {
      const cells = await cellsOf(table.answer);
      wrong.push(...cells.filter(runs).map(({ text }) => `${table.name}: ${text}`));
      found.add(table.name);
      if (cells.some(({ text }) => text.includes(MARK))) {
        reached.add(table.name);
      }
    }
    expect(wrong).toEqual([]);
    const answered = Object.keys(EXPORTS).filter((name) => EXPORTS[name] !== 'apart');
    expect([...found].filter((name) => EXPORTS[name] !== 'apart').sort()).toEqual(answered);
    expect(Object.keys(EXPORTS).filter((name) => EXPORTS[name] === 'hostile' && !reached.has(name))).toEqual([]);
  });

  test('negative control: a table written without them is found in both forms', async () => {
    const cells = STARTS.map((start) => `${start}1+1`);
    const csv = csvAnswer('x.csv', Buffer.from(cells.map((cell) => `"${cell}"\r\n`).join('')));
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('x').addRows([...cells.map((cell) => [cell]), [{ formula: '1+1' }]]);
    const xlsx = xlsxAnswer('x.xlsx', Buffer.from(await workbook.xlsx.writeBuffer()));
    const found = async ({ headers, stream }: typeof csv) =>
      (await cellsOf({ headers, rawPayload: stream as Buffer })).filter(runs).length; // both are given bytes
    expect(await found(csv)).toBe(6);
    // In XML a carriage return is read as the end of a line; the formula takes its place.
    expect(await found(xlsx)).toBe(6);
  });

  test('nobody else in the modules makes one', () => {
    const root = join(import.meta.dirname, '../modules');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ts$/.test(file) && !/\.(?:test|testing)\.ts$/.test(file))
      .filter((file) =>
        /spreadsheetml|text\/csv|xlsxAnswer|csvAnswer|exceljs/.test(readFileSync(join(root, file), 'utf8')),
      );
    expect(files.sort()).toEqual(TABLE_MAKERS);
  });
});
