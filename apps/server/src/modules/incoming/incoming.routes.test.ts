import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTasksModule } from '#modules/tasks';
import type { Subject } from '../../platform/authorise.ts';
import { buildServer } from '../../platform/http/server.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from './incoming.testing.ts';
import { createIncomingModule } from './index.ts';

let office: TestOffice;
let commune: TestCommune;
let app: Awaited<ReturnType<typeof buildServer>>;
let id: string;
let serial = 0;

const MAX = 3_000;

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  const people: Record<string, Subject> = {
    clerk: commune.clerk,
    leader: commune.leader,
    head: commune.head,
    specialist: commune.specialist,
  };
  app = await buildServer({
    services: office,
    routes: [...(createIncomingModule(recordingPorts()).routes ?? []), ...(createTasksModule().routes ?? [])],
    resolveSession: async (token) => {
      const subject = people[token];
      return subject === undefined ? undefined : { sessionId: token, subject, mustChangePassword: false };
    },
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: MAX,
  });
  id = (await receiveForTest(office, buildLetter(commune.agencyId))).documentId;
});
afterAll(async () => {
  await app.close();
  await office.close();
});

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, who: string | undefined, payload?: object) {
  serial += 1;
  const answer = await app.inject({
    method,
    url,
    headers: {
      'x-requested-with': 'congvu',
      'idempotency-key': `route-test-${serial}`,
      ...(who !== undefined && { cookie: `__Host-congvu=${who}; congvu=${who}` }),
    },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, never> & { error?: { code: string } }>() };
}

describe('over HTTP', () => {
  test('nobody signed in, wrong role, wrong input, right input', async () => {
    const register = (who: string | undefined, body: object) => call('POST', `/api/incoming/${id}/register`, who, body);
    expect((await register(undefined, {})).status).toBe(401);
    expect(await register('specialist', {})).toMatchObject({ status: 403 });
    expect((await register('clerk', { presentTo: 'nobody' })).status).toBe(400);
    expect(await register('clerk', { presentTo: commune.leader.positionId })).toMatchObject({
      status: 200,
      body: { state: 'awaiting_directive', arrivalNumber: 1 },
    });
  });

  test('the whole work of a letter fits its contracts', async () => {
    const directed = await call('POST', `/api/incoming/${id}/direct`, 'leader', {
      text: 'Giao Văn hóa - Xã hội chủ trì, báo cáo trước ngày 01/4.',
      assignments: [{ role: 'lead', to: { kind: 'unit', unitId: commune.culture.id } }],
      rememberPhrase: true,
    });
    expect(directed.status).toBe(200);
    expect((await call('POST', `/api/incoming/${id}/open`, 'head')).status).toBe(200);
    const view = await call('GET', `/api/incoming/${id}`, 'head');
    expect(view).toMatchObject({ status: 200, body: { nextAction: { action: 'incoming.sub_assign' } } });
    const [part] = view.body.assignments as unknown as { id: string }[];
    const passed = await call('POST', `/api/incoming/${id}/sub-assign`, 'head', {
      assignmentId: part?.id,
      assignments: [{ role: 'lead', to: { kind: 'position', positionId: commune.specialist.positionId } }],
    });
    expect(passed.status).toBe(200);
    for (const [url, who] of [
      ['/api/incoming', 'clerk'],
      ['/api/incoming?tab=open', 'specialist'],
      ['/api/incoming?tab=all&q=bao%20mat&limit=5', 'leader'],
      ['/api/incoming/options', 'clerk'],
      ['/api/incoming/issuers?q=tam', 'clerk'],
      ['/api/incoming/duplicates?numberSymbol=367/UBND-VHTT&issuingAgencyName=UBND', 'clerk'],
      ['/api/incoming/book', 'clerk'],
      ['/api/tasks', 'specialist'],
      ['/api/tasks?box=given&filter=overdue', 'leader'],
      ['/api/tasks/assignees?scope=unit', 'head'],
      ['/api/tasks/phrases', 'leader'],
    ]) {
      expect([url, (await call('GET', url ?? '', who)).status]).toEqual([url, 200]);
    }
    const read = await call('POST', '/api/tasks/due-date', 'leader', { text: 'trước ngày 02/4' });
    expect(read.body).toMatchObject({ dueOn: '2021-04-01' });
  });

  test('many at once answer for each', async () => {
    const answer = await call('POST', '/api/incoming/register', 'clerk', { ids: [id] });
    expect(answer).toMatchObject({ status: 200, body: { done: 0, items: [{ code: 'incoming.wrong_state' }] } });
  });

  test('a file over the limit is refused with its code', async () => {
    const boundary = 'cut';
    const payload = [
      `--${boundary}`,
      'content-disposition: form-data; name="file"; filename="lon.csv"',
      'content-type: text/csv',
      '',
      'x'.repeat(MAX * 2),
      `--${boundary}--`,
      '',
    ].join('\r\n');
    const answer = await app.inject({
      method: 'POST',
      url: '/api/incoming/uploads',
      headers: {
        'x-requested-with': 'congvu',
        'idempotency-key': 'upload-too-large',
        cookie: '__Host-congvu=clerk; congvu=clerk',
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      payload,
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ error: { code: 'files.too_large' } });
  });
});
