import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { people, plantAccepted } from '../requests/accepted.testing.ts';
import { createRostersModule } from './index.ts';
import { buildRosterWorld, itemsOf, letterStep, type RosterWorld } from './rosters.testing.ts';

let office: TestOffice;
let world: RosterWorld;
let app: Awaited<ReturnType<typeof buildServer>>;
let serial = 0;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRosterWorld(office);
  const sessions: Record<string, Subject> = {
    focal: world.district.focal,
    specialist: world.district.specialist,
    province: world.department.focal,
  };
  app = await buildServer({
    services: office,
    routes: createRostersModule().routes ?? [],
    resolveSession: async (token) => {
      const subject = sessions[token];
      return subject === undefined
        ? undefined
        : { sessionId: token, subject, mustChangePassword: false, provedUntil: new Date('2100-01-01') };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 1_000_000,
  });
});
afterAll(async () => {
  await app.close();
  await office.close();
});

async function call(method: 'GET' | 'POST', url: string, who: string | undefined, payload?: object | string) {
  serial += 1;
  office.clock.advance(1_000);
  const boundary = typeof payload === 'string' ? { 'content-type': 'multipart/form-data; boundary=x' } : {};
  return app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `roster-route-${serial}`,
      ...boundary,
      ...(who !== undefined && { cookie: `__Host-congvu=${who}; congvu=${who}` }),
    },
    ...(payload !== undefined && { payload }),
  });
}

function upload(name: string, text: string): string {
  return `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--x--\r\n`;
}

test('from the button to the last result over HTTP; each route asks who, what may he, is it whole', async () => {
  const requestId = await plantAccepted(office, world.commune, {
    kind: 'account.new',
    content: people('Lò Văn Đường', 'Lò Văn Dây'),
  });
  const list = '/api/rosters';
  expect((await call('GET', list, undefined)).statusCode).toBe(401);
  expect((await call('GET', list, 'specialist')).statusCode).toBe(403);
  expect((await call('GET', list, 'focal')).json()).toMatchObject({ items: [], ready: [{ lines: 2, agencies: 1 }] });

  expect((await call('POST', list, 'focal', { kinds: [] })).statusCode).toBe(400);
  expect((await call('POST', list, 'specialist', { kinds: ['account.new'] })).statusCode).toBe(403);
  const opened = (await call('POST', list, 'focal', { kinds: ['account.new'] })).json<{ batches: { id: string }[] }>();
  const id = opened.batches[0]?.id ?? '';
  const one = `${list}/${id}`;
  expect((await call('GET', one, 'focal')).json()).toMatchObject({ lines: 2, state: 'collecting' });
  expect((await call('GET', one, 'province')).statusCode).toBe(404);
  expect((await call('GET', `${list}/${newId()}`, 'focal')).statusCode).toBe(404);
  const first = (await call('GET', `${one}/lines?limit=1`, 'focal')).json<{ nextCursor: string }>();
  expect(first).toMatchObject({ items: [{ stt: 1 }] });
  const next = `${one}/lines?limit=1&cursor=${encodeURIComponent(first.nextCursor)}`;
  expect((await call('GET', next, 'focal')).json()).toMatchObject({ items: [{ stt: 2 }] });
  expect((await call('POST', `${one}/recheck`, 'focal')).json()).toMatchObject({ openFindings: 0 });
  expect((await call('POST', `${one}/decide`, 'focal', { findingId: 'a', keep: [], reason: '' })).statusCode).toBe(400);
  expect((await call('POST', `${one}/decide`, 'focal', { findingId: 'a', keep: [], reason: 'Giữ' })).statusCode).toBe(
    404,
  );
  expect((await call('GET', `${one}/export?format=zip`, 'focal')).statusCode).toBe(400);
  const sheet = await call('GET', `${one}/export?format=results`, 'focal');
  expect(sheet.headers['content-disposition']).toContain('attachment');

  const letter = (await call('POST', `${list}/letter`, 'focal', { batchIds: [id] })).json<{ documentId: string }>();
  await letterStep(office, world, letter.documentId, 'handed_over');
  await letterStep(office, world, letter.documentId, 'issued', '21/UBND-VHTT');
  expect((await call('POST', `${one}/cancel`, 'focal')).statusCode).toBe(403);
  expect((await call('GET', `${list}?box=received`, 'province')).json()).toMatchObject({ items: [{ id }], ready: [] });
  expect((await call('POST', `${one}/acknowledge`, 'province')).json()).toMatchObject({ state: 'acknowledged' });

  const csv =
    'STT,Họ và tên,Kết quả,Tên tài khoản được cấp,Ngày cấp,Lý do từ chối\r\n1,Lò Văn Dây,Đồng ý,dayll.natam,05/04/2021,\r\n2,Lò Văn Đường,Từ chối,,,Trùng';
  expect((await call('POST', `${one}/results/preview`, 'focal', upload('kq.csv', csv))).statusCode).toBe(403);
  const preview = (await call('POST', `${one}/results/preview`, 'province', upload('kq.csv', csv))).json<{
    results: object[];
    unmatched: object[];
  }>();
  expect(preview.unmatched).toEqual([]);
  expect(preview.results).toHaveLength(2);
  expect((await call('POST', `${one}/results`, 'province', { results: [] })).statusCode).toBe(400);
  const recorded = await call('POST', `${one}/results`, 'province', {
    results: preview.results,
    note: 'Theo công văn 9',
  });
  expect(recorded.json()).toMatchObject({ granted: 1, refused: 1, failed: [], state: 'resulted' });
  expect((await itemsOf(office, requestId)).map(({ state }) => state)).toEqual(['refused', 'recorded']);
  expect((await call('POST', `${one}/archive`, 'focal')).json()).toMatchObject({ state: 'archived' });
});
