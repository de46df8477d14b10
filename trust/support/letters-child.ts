import { open } from 'node:fs/promises';
import type { DraftIdAnswer, IssueAnswer, SignBatchAnswer, SigningBatch } from '@congvu/contracts';
import type { z } from 'zod';
import type { Actor } from '../../apps/server/src/demo/demo-driver.ts';
import { demoLetter } from '../../apps/server/src/demo/demo-letter.ts';
import { DEMO_PIN } from '../../apps/server/src/demo/demo-secrets.ts';
import { createShiftedClock } from '../../apps/server/src/platform/clock.ts';
import { startWorker } from '../../apps/server/src/platform/jobs.ts';
import { startSweeps } from '../../apps/server/src/platform/sweeps.ts';
import { driverOf, openDemoOffice } from './demo-office.ts';

/**
 * One server under test, working on until it is killed: letters from the first word to the seal and out, drafts beside them, the jobs
 * behind. A line is printed when an act has been answered, which is when a person would see it done. Its clock stands at the morning of the
 * story, or goes with that of the machine, so many milliseconds apart.
 */
const [dataDir = '', lanes = '2', forgetful = '', apartMs] = process.argv.slice(2);
const running = apartMs === undefined ? undefined : createShiftedClock(new Date(Date.now() + Number(apartMs)));
if (forgetful === 'forgetful') {
  await forgetSync();
}
const office = await openDemoOffice(dataDir, running);
const { modules, act } = driverOf(office, running);
const { services, pool } = office;

/** Control: nobody waits for a file to be on the disk. */
async function forgetSync(): Promise<void> {
  const handle = await open(process.execPath);
  Object.assign(Object.getPrototypeOf(handle), { sync: async () => undefined, datasync: async () => undefined });
  await handle.close();
}

function tell(step: string, id: string): void {
  process.stdout.write(`${JSON.stringify({ step, id })}\n`);
}

const at = '2021-03-22T08:00';
const drafter = await act(at, { agency: 'ubnd', unit: 'pvhtt', title: 'Chuyên viên' });
const head = await act(at, { agency: 'ubnd', unit: 'pvhtt', title: 'Trưởng phòng' });
const clerk = await act(at, { agency: 'ubnd', unit: 'vphdnd', title: 'Văn thư', name: 'Lò Thị Mai Hương' });
const signer = await act(at, { agency: 'ubnd', unit: 'lanh-dao', title: 'Phó Chủ tịch', name: 'Vũ Xuân Thịnh' });

async function openDraft(): Promise<{ id: string; version: number }> {
  const content = demoLetter(signer.positionId);
  const opened = await drafter.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
    body: { documentType: content.documentType, abstract: content.abstract, content },
  });
  tell('opened', opened.id);
  return opened;
}

async function sign(actor: Actor, purpose: SigningBatch['purpose'], id: string): Promise<void> {
  const batch = await actor.call<SigningBatch>('POST', '/api/signing/batches', {
    body: { purpose, documentIds: [id] },
  });
  const answer = await actor.call<z.infer<typeof SignBatchAnswer>>('POST', '/api/signing/batches/:id/sign', {
    params: { id: batch.id },
    body: { pin: DEMO_PIN },
  });
  if (answer.failed > 0) {
    throw new Error(`${purpose}: ${JSON.stringify(answer.items)}`);
  }
}

async function writeLetter(): Promise<void> {
  const { id, version } = await openDraft();
  const params = { id };
  await drafter.call('POST', '/api/drafts/:id/submit', { params, body: { version } });
  tell('submitted', id);
  await head.call('POST', '/api/drafts/:id/approve-content', { params, body: { version } });
  tell('approved', id);
  await clerk.call('POST', '/api/outgoing/from-draft/:draftId', { params: { draftId: id } });
  tell('taken', id);
  await sign(signer, 'outgoing.sign', id);
  tell('signed', id);
  await sign(clerk, 'outgoing.seal', id);
  tell('sealed', id);
  const answer = await clerk.call<IssueAnswer>('POST', '/api/outgoing/issue', { body: { documentIds: [id] } });
  if (answer.issued === 1) {
    tell('issued', id);
  }
}

async function again(work: () => Promise<unknown>, restMs: number): Promise<never> {
  for (;;) {
    try {
      await work();
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ refused: String(error).slice(0, 200) })}\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

await startWorker(
  pool,
  modules.all.flatMap((module) => module.jobs?.(services) ?? []),
  services.log,
);
const sweeps = modules.all.flatMap((module) => module.sweeps ?? []);
startSweeps(services, sweeps);
// Its turn comes once a minute, and few live that long here.
await sweeps.find(({ name }) => name === 'audit.checkpoint')?.run(services);
process.stdout.write(`${JSON.stringify({ open: true })}\n`);
await Promise.all([...Array.from({ length: Number(lanes) }, () => again(writeLetter, 10)), again(openDraft, 40)]);
