import type { DraftContent, DraftIdAnswer, SigningBatch, UploadAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import type { Services } from '../platform/context.ts';
import type { Route } from '../platform/http/route.ts';
import { type Actor, createDriver, type Driver } from './demo-driver.ts';
import { buildDemoForms } from './demo-forms.ts';
import { demoLetter } from './demo-letter.ts';
import { DEMO_PIN } from './demo-secrets.ts';

type DraftId = z.infer<typeof DraftIdAnswer>;

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

interface Cast {
  drafter: Actor;
  head: Actor | undefined;
  clerk: Actor;
  signer: Actor;
}

interface Draft {
  content: DraftContent;
  files?: { name: string; bytes: Uint8Array }[];
  basisIds?: string[];
}

async function approveDraft(cast: Cast, draft: Draft): Promise<string> {
  const { drafter, head } = cast;
  const opened = await drafter.call<DraftId>('POST', '/api/drafts', {
    body: { documentType: draft.content.documentType, abstract: draft.content.abstract, content: draft.content },
  });
  const params = { id: opened.id };
  if (draft.files !== undefined) {
    await drafter.call<z.infer<typeof UploadAnswer>>('POST', '/api/drafts/:id/attachments', {
      params,
      files: draft.files.map(({ name, bytes }) => ({ name, bytes, type: XLSX })),
    });
  }
  for (const documentId of draft.basisIds ?? []) {
    await drafter.call('POST', '/api/drafts/:id/related', { params, body: { documentId, kind: 'basis' } });
  }
  await drafter.call('POST', '/api/drafts/:id/submit', { params, body: { version: opened.version } });
  await head?.call('POST', '/api/drafts/:id/approve-content', { params, body: { version: opened.version } });
  return opened.id;
}

async function signAll(actor: Actor, purpose: SigningBatch['purpose'], documentIds: string[]): Promise<void> {
  const batch = await actor.call<SigningBatch>('POST', '/api/signing/batches', { body: { purpose, documentIds } });
  await actor.call('POST', '/api/signing/batches/:id/sign', { params: { id: batch.id }, body: { pin: DEMO_PIN } });
}

async function handOver(cast: Cast, draftId: string): Promise<void> {
  await cast.clerk.call('POST', '/api/outgoing/from-draft/:draftId', { params: { draftId } });
}

async function issueLetter(cast: Cast, draft: Draft): Promise<void> {
  const id = await approveDraft(cast, draft);
  await handOver(cast, id);
  await signAll(cast.signer, 'outgoing.sign', [id]);
  await signAll(cast.clerk, 'outgoing.seal', [id]);
  await cast.clerk.call('POST', '/api/outgoing/issue', { body: { documentIds: [id] } });
}

export async function committee(act: Driver, at: string, unit: string, signer?: string): Promise<Cast> {
  const office = unit === 'vphdnd';
  return {
    drafter: await act(at, { agency: 'ubnd', unit, title: 'Chuyên viên' }),
    head: await act(at, { agency: 'ubnd', unit, title: office ? 'Chánh Văn phòng' : 'Trưởng phòng' }),
    clerk: await act(at, { agency: 'ubnd', unit: 'vphdnd', title: 'Văn thư', name: 'Lò Thị Mai Hương' }),
    signer: await act(
      at,
      signer === undefined
        ? { agency: 'ubnd', unit: 'lanh-dao', title: 'Chủ tịch' }
        : { agency: 'ubnd', unit: 'lanh-dao', title: 'Phó Chủ tịch', name: signer },
    ),
  };
}

/** The afternoon of 19/3/2021: the letter is approved and waits at the clerk's desk; around it the usual papers. */
export async function seedStory(
  services: Services,
  routes: readonly Route[],
  say: (text: string) => void,
): Promise<void> {
  say('Đang đặt văn bản lên bàn làm việc…');
  const act = createDriver(services, routes);
  const cast = await committee(act, '2021-03-19T15:05', 'pvhtt', 'Vũ Xuân Thịnh');
  await approveDraft(cast, { content: demoLetter(cast.signer.positionId), files: await buildDemoForms() });
}
