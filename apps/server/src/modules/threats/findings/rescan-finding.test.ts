import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFilesModule, insertFile, receiveUpload, serveFile } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { type FakeClamd, startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { actionsOf, buildGuardedOffice, type GuardedOffice } from '../threats.testing.ts';
import { listFindings } from './list-findings.ts';
import { rescanFinding } from './rescan-finding.ts';

const MINUTE = 60_000;
const OK = 'stream: OK\0';

let office: TestOffice;
let clamd: FakeClamd;
let at: GuardedOffice;

beforeAll(async () => {
  clamd = await startFakeClamd();
});
beforeEach(async () => {
  office = await createTestOffice();
  office.config.clamd = clamd.address;
  clamd.version = 'ClamAV 1.4.6/27000/Mon Mar 22 2021';
  clamd.lie = undefined;
  at = await buildGuardedOffice(office);
  await rescanFiles();
  return () => office.close();
});
afterAll(() => clamd.close());

async function rescanFiles(): Promise<void> {
  for (const { run } of createFilesModule().sweeps ?? []) {
    await run(office);
  }
}

async function put(by: Subject, name: string) {
  clamd.lie = OK;
  const stream = Readable.from([Buffer.from('EVIL phu luc')]);
  const blob = await receiveUpload(office.as(by), { name, declaredType: '', stream }, { maxBytes: 1_000 });
  clamd.lie = undefined;
  return office.db.transaction().execute((tx) => insertFile(tx, office, by.agencyId, blob, by.personId));
}

/** A file of the commune that is locked, and its line at the officer's. */
async function locked() {
  const file = await put(at.first.subject, 'phu-luc.txt');
  office.clock.advance(MINUTE);
  clamd.version = 'ClamAV 1.4.6/27001/Tue Mar 23 2021';
  await rescanFiles();
  office.clock.advance(6 * MINUTE);
  await rescanFiles();
  const [finding] = (await listFindings(office.as(at.officer), { limit: 50 })).items;
  return { file, id: finding?.id ?? '', finding };
}

function rescan(id: string, by = at.officer) {
  return rescanFinding(office.as(by), id);
}

test('the officer sees what is locked, who brought it and where; other offices and other roles see nothing', async () => {
  const { finding } = await locked();
  expect(finding).toMatchObject({
    name: 'phu-luc.txt',
    malware: 'Win.Test.Evil',
    state: 'locked',
    broughtBy: 'Lò Thị Một',
    agencyName: expect.stringMatching(/./),
    clearedAt: null,
    abilities: { 'threats.rescan_finding': true },
  });
  expect((await listFindings(office.as(at.stranger), { limit: 50 })).items).toEqual([]);
  for (const person of [at.head, at.first.subject, at.leader]) {
    await expect(listFindings(office.as(person), { limit: 50 })).rejects.toMatchObject({ status: 403 });
  }
});

test('malware that is still malware stays locked; who asked stands in the log', async () => {
  const { file, id } = await locked();
  expect(await rescan(id)).toMatchObject({ outcome: 'infected', finding: { state: 'locked' } });
  await expect(serveFile(office, file, { inline: false })).rejects.toMatchObject({ status: 410 });
  expect(await actionsOf(office, id)).toEqual(['files.infected_locked', 'threats.finding_rescanned']);
});

test('only the literal OK of the antivirus opens it, under the name of whoever asked; then there is nothing to ask any more', async () => {
  const { file, id } = await locked();
  clamd.lie = 'stream: OKAY\0';
  await expect(rescan(id)).rejects.toMatchObject({ code: 'files.scan_unavailable' });
  await expect(serveFile(office, file, { inline: false })).rejects.toMatchObject({ status: 410 });
  clamd.lie = OK;
  expect(await rescan(id)).toMatchObject({
    outcome: 'clean',
    finding: { state: 'cleared', clearedEngine: clamd.version },
  });
  expect(await serveFile(office, file, { inline: false })).toMatchObject({ headers: { 'content-length': '12' } });
  const leaves = await rawQuery<{ action: string; name: string }>(
    office.db,
    `select action, actor_name as name from audit_leaf where object_id = $1
       and action in ('files.infected_cleared', 'threats.finding_rescanned') order by ctid`,
    [id],
  );
  expect(leaves).toEqual([
    { action: 'files.infected_cleared', name: 'Hoàng Minh Tuấn' },
    { action: 'threats.finding_rescanned', name: 'Hoàng Minh Tuấn' },
  ]);
  await expect(rescan(id)).rejects.toMatchObject({ status: 403 });
});

test('two who press at once open it once; whoever comes late hears that it is open', async () => {
  const { id } = await locked();
  clamd.lie = OK;
  const answers = await Promise.allSettled([rescan(id), rescan(id)]);
  const said = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value.outcome : (answer.reason as { status: number }).status,
  );
  expect(said).toContain('clean');
  expect(said.filter((one) => one !== 'clean' && one !== 403)).toEqual([]);
  const actions = await actionsOf(office, id);
  expect(actions.filter((action) => action === 'files.infected_cleared')).toHaveLength(1);
});

test('nobody but the officer asks; of another office, or made up, there is no such finding', async () => {
  const { file, id } = await locked();
  clamd.lie = OK;
  await expect(rescan(id, at.stranger)).rejects.toMatchObject({ status: 404 });
  await expect(rescan(newId())).rejects.toMatchObject({ status: 404 });
  for (const person of [at.head, at.first.subject, at.leader]) {
    await expect(rescan(id, person)).rejects.toMatchObject({ status: 403 });
  }
  await expect(serveFile(office, file, { inline: false })).rejects.toMatchObject({ status: 410 });
});

test('what was refused at the door was never kept: there is nothing to scan', async () => {
  const stream = Readable.from([Buffer.from('EVIL o cua')]);
  const upload = { name: 'o-cua.txt', declaredType: '', stream };
  await expect(receiveUpload(office.as(at.first.subject), upload, { maxBytes: 1_000 })).rejects.toMatchObject({
    code: 'files.infected',
  });
  const [finding] = (await listFindings(office.as(at.officer), { limit: 50 })).items;
  expect(finding).toMatchObject({ state: 'refused', broughtBy: 'Lò Thị Một' });
  await expect(rescan(finding?.id ?? '')).rejects.toMatchObject({ status: 403 });
});

test('without an antivirus, or while it is away, it stays locked and the officer is told why', async () => {
  const { file, id } = await locked();
  office.config.clamd = 'tcp://127.0.0.1:1';
  await expect(rescan(id)).rejects.toMatchObject({ status: 503 });
  office.config.clamd = undefined;
  await expect(rescan(id)).rejects.toMatchObject({ code: 'threats.no_antivirus' });
  await expect(serveFile(office, file, { inline: false })).rejects.toMatchObject({ status: 410 });
});

test('the list is read page by page', async () => {
  await put(at.first.subject, 'mot.txt');
  await put(at.second.subject, 'hai.txt');
  await locked();
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listFindings(office.as(at.officer), { limit: 1, ...(cursor !== undefined && { cursor }) });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(names.sort()).toEqual(['hai.txt', 'mot.txt', 'phu-luc.txt']);
});
