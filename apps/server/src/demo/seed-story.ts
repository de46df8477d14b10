import type {
  DraftContent,
  DraftIdAnswer,
  IncomingUploadAnswer,
  SignBatchAnswer,
  SigningBatch,
} from '@congvu/contracts';
import type { Letter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import type { z } from 'zod';
import type { Services } from '../platform/context.ts';
import { newId } from '../platform/ids.ts';
import { rawQuery } from '../platform/sql.ts';
import { type Actor, createDriver, type Driver } from './demo-driver.ts';
import { buildDemoForms, type DemoFile } from './demo-forms.ts';
import { demoLetter } from './demo-letter.ts';
import {
  DISEASE_CONTROL,
  ELECTION_PLAN,
  INVITATION,
  OUTSIDE_LETTERS,
  type Paper,
  paperContent,
  STAFF_REVIEW,
  STEERING_COMMITTEE,
  WEEKLY_REPORT,
} from './demo-papers.ts';
import { DEMO_PIN } from './demo-secrets.ts';
import type { OfficeParts } from './office-parts.ts';
import { seedMail } from './seed-mail.ts';
import { seedRegisters } from './seed-registers.ts';

const SIGNER = 'Vũ Xuân Thịnh';

interface Cast {
  drafter: Actor;
  head: Actor | undefined;
  clerk: Actor;
  signer: Actor;
}

async function approveDraft(
  cast: Cast,
  content: DraftContent,
  extras: { files?: DemoFile[]; basisIds?: string[] } = {},
): Promise<string> {
  const { drafter, head } = cast;
  const opened = await drafter.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
    body: { documentType: content.documentType, abstract: content.abstract, content },
  });
  const params = { id: opened.id };
  if (extras.files !== undefined) {
    await drafter.call('POST', '/api/drafts/:id/attachments', { params, files: extras.files });
  }
  for (const documentId of extras.basisIds ?? []) {
    await drafter.call('POST', '/api/drafts/:id/related', { params, body: { documentId, kind: 'basis' } });
  }
  await drafter.call('POST', '/api/drafts/:id/submit', { params, body: { version: opened.version } });
  await head?.call('POST', '/api/drafts/:id/approve-content', { params, body: { version: opened.version } });
  return opened.id;
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
    throw new Error(`demo letter not signed: ${JSON.stringify(answer.items)} ${JSON.stringify(batch.items)}`);
  }
}

async function handOver(cast: Cast, content: DraftContent): Promise<string> {
  const id = await approveDraft(cast, content);
  await cast.clerk.call('POST', '/api/outgoing/from-draft/:draftId', { params: { draftId: id } });
  return id;
}

async function issue(cast: Cast, content: DraftContent): Promise<void> {
  const id = await handOver(cast, content);
  await sign(cast.signer, 'outgoing.sign', id);
  await sign(cast.clerk, 'outgoing.seal', id);
  await cast.clerk.call('POST', '/api/outgoing/issue', { body: { documentIds: [id] } });
}

export async function committee(act: Driver, at: string, unit: string, deputy?: string): Promise<Cast> {
  const head = unit === 'vphdnd' ? 'Chánh Văn phòng' : 'Trưởng phòng';
  const signer = deputy === undefined ? { title: 'Chủ tịch' } : { title: 'Phó Chủ tịch', name: deputy };
  return {
    drafter: await act(at, { agency: 'ubnd', unit, title: 'Chuyên viên' }),
    head: await act(at, { agency: 'ubnd', unit, title: head }),
    clerk: await act(at, { agency: 'ubnd', unit: 'vphdnd', title: 'Văn thư', name: 'Lò Thị Mai Hương' }),
    signer: await act(at, { agency: 'ubnd', unit: 'lanh-dao', ...signer }),
  };
}

async function department(act: Driver, at: string, agency: string): Promise<Cast> {
  const signer = await act(at, { agency, unit: 'lanh-dao', title: 'Trưởng phòng' });
  return {
    drafter: await act(at, { agency, unit: 'chuyen-mon', title: 'Chuyên viên' }),
    head: signer,
    clerk: await act(at, { agency, unit: 'chuyen-mon', title: 'Văn thư' }),
    signer,
  };
}

async function commune(act: Driver, at: string, agency: string): Promise<Cast> {
  return {
    drafter: await act(at, { agency, unit: 'vp-tk', title: 'Công chức Văn phòng - Thống kê' }),
    head: undefined,
    clerk: await act(at, { agency, unit: 'vp-tk', title: 'Văn thư' }),
    signer: await act(at, { agency, unit: 'lanh-dao', title: 'Chủ tịch' }),
  };
}

function outsideLetter(letter: (typeof OUTSIDE_LETTERS)[number]): Letter {
  return {
    type: 'official_letter',
    governingBody: ['UBND TỈNH LAI CHÂU'],
    issuingAgency: ['SỞ THÔNG TIN VÀ TRUYỀN THÔNG'],
    number: letter.number,
    symbol: letter.symbol,
    placeOfIssue: 'Lai Châu',
    issuedOn: letter.issuedOn,
    abstract: letter.abstract,
    addressees: ['UBND các huyện, thành phố'],
    body: [{ kind: 'paragraph', text: letter.text }],
    recipients: ['Như trên', 'Lưu: VT, BCVTCNTT'],
    signatory: { lines: ['GIÁM ĐỐC'], name: 'Lường Minh Khoa' },
  };
}

/** A letter of the province, printed, scanned and entered by hand, then given to the department in charge. */
async function enterOutsideLetter(act: Driver, letter: (typeof OUTSIDE_LETTERS)[number]): Promise<string> {
  const office = await committee(act, '2021-03-15T08:20', 'pvhtt');
  const { pdf } = renderPdf(outsideLetter(letter));
  const name = `${letter.number}-${letter.symbol}.pdf`;
  const { items } = await office.clerk.call<z.infer<typeof IncomingUploadAnswer>>('POST', '/api/incoming/uploads', {
    files: [{ name, type: 'application/pdf', bytes: pdf }],
  });
  const { id } = await office.clerk.call<{ id: string }>('POST', '/api/incoming', {
    body: {
      source: 'mail',
      facts: {
        numberSymbol: `${letter.number}/${letter.symbol}`,
        issuedOn: letter.issuedOn,
        issuingAgencyName: 'Sở Thông tin và Truyền thông tỉnh Lai Châu',
        documentType: 'official_letter',
        abstract: letter.abstract,
        signatory: 'Lường Minh Khoa',
        signatoryPosition: 'Giám đốc',
      },
      uploadIds: items.map((item) => item.uploadId),
      presentTo: office.signer.positionId,
    },
  });
  await office.signer.call('POST', '/api/incoming/:id/direct', {
    params: { id },
    body: {
      text: 'Giao Phòng Văn hóa và Thông tin chủ trì, tham mưu văn bản chỉ đạo trước ngày 20/3.',
      assignments: [{ role: 'lead', to: { kind: 'unit', unitId: office.drafter.unitId } }],
      dueOn: '2021-03-19',
    },
  });
  return id;
}

/** Offices that came over from another system in mid-year go on with their numbers. */
async function continueNumbers(services: Services): Promise<void> {
  const opened: [code: string, direction: string, last: number][] = [
    ['H35.9', 'outgoing', 364],
    ['H35.9', 'incoming', 1187],
    ['H35.9.2', 'outgoing', 120],
    ['H35.9.9', 'outgoing', 95],
    ['H35.9.25', 'outgoing', 26],
    ['H35.9.25', 'incoming', 208],
  ];
  for (const [code, direction, last] of opened) {
    await rawQuery(
      services.db,
      `insert into register (agency_id, id, direction, series, year, name, last_number)
       select agency_id, $2, $3, 'all', 2021, $4, $5 from org_agency_code where value = $1`,
      [code, newId(), direction, direction === 'incoming' ? 'Sổ đăng ký văn bản đến' : 'Sổ đăng ký văn bản đi', last],
    );
  }
}

async function issueEarlierLetters(act: Driver, parts: OfficeParts): Promise<void> {
  const write = (cast: Cast, paper: Paper, receiver?: DraftContent['recipients'][number]) =>
    issue(cast, paperContent(paper, cast.signer.positionId, receiver));
  await write(await committee(act, '2021-03-17T09:10', 'vphdnd'), INVITATION);
  await parts.deliver('2021-03-17T09:12');
  await write(await department(act, '2021-03-18T10:02', 'pnv'), STAFF_REVIEW);
  await parts.deliver('2021-03-18T10:04');
  await write(await department(act, '2021-03-19T13:40', 'pyt'), DISEASE_CONTROL);
  await parts.deliver('2021-03-19T13:41');
  const { agencyId } = await act('2021-03-19T14:20', { agency: 'ubnd', unit: 'lanh-dao', title: 'Chủ tịch' });
  await write(await commune(act, '2021-03-19T14:20', 'binhlu'), WEEKLY_REPORT, {
    kind: 'agency',
    agencyId,
    label: 'UBND huyện Tam Đường',
  });
  await parts.deliver('2021-03-19T14:21');
}

/** What Bình Lư has done with the letters that came earlier: one in work, one waiting for the chairman. */
async function workAtCommune(act: Driver): Promise<void> {
  const cast = await commune(act, '2021-03-18T13:30', 'binhlu');
  const page = await cast.clerk.call<{ items: { id: string; abstract: string }[] }>('GET', '/api/incoming', {
    query: { tab: 'to_register' },
  });
  const letter = (part: string): string => page.items.find((item) => item.abstract.includes(part))?.id ?? '';
  await cast.clerk.call('POST', '/api/incoming/register', {
    body: { ids: [letter('giao ban'), letter('hồ sơ cán bộ')], presentTo: cast.signer.positionId },
  });
  await cast.signer.call('POST', '/api/incoming/:id/direct', {
    params: { id: letter('hồ sơ cán bộ') },
    body: {
      text: 'Giao Văn phòng - Thống kê chủ trì, rà soát hồ sơ, báo cáo trước ngày 25/3.',
      assignments: [{ role: 'lead', to: { kind: 'position', positionId: cast.drafter.positionId } }],
      dueOn: '2021-03-24',
    },
  });
}

/** The office is on the simulated axis from its first day; the axis itself starts with the office. */
async function joinTrainingAxis(act: Driver): Promise<void> {
  const seat = { agency: 'ubnd', unit: 'vphdnd', title: 'Quản trị hệ thống', name: 'Lù Hồng Quân' };
  const administrator = await act('2021-03-19T14:50', seat);
  const { connectionId } = await administrator.call<{ connectionId: string }>('POST', '/api/training/connect');
  const params = { id: connectionId };
  await administrator.call('POST', '/api/address-book/sources/:id/sync', { params, body: { full: true } });
}

/**
 * The afternoon of 19/3/2021: the letter is approved and waits at the clerk's desk; around it the usual papers of a week, every one
 * written, signed, sent and registered through the doors everybody uses.
 */
export async function seedStory(services: Services, parts: OfficeParts, say: (text: string) => void): Promise<void> {
  say('Đang đặt văn bản lên bàn làm việc…');
  const act = createDriver(services, parts.routes);
  await continueNumbers(services);
  const basisIds: string[] = [];
  for (const letter of OUTSIDE_LETTERS) {
    basisIds.push(await enterOutsideLetter(act, letter));
  }
  await issueEarlierLetters(act, parts);
  await workAtCommune(act);
  await seedRegisters(act);
  await seedMail(act, parts);
  const waiting = await committee(act, '2021-03-19T10:30', 'pvhtt', SIGNER);
  await handOver(waiting, paperContent(STEERING_COMMITTEE, waiting.signer.positionId));
  await handOver(waiting, paperContent(ELECTION_PLAN, waiting.signer.positionId));
  await joinTrainingAxis(act);
  const cast = await committee(act, '2021-03-19T15:05', 'pvhtt', SIGNER);
  await approveDraft(cast, demoLetter(cast.signer.positionId), { files: await buildDemoForms(), basisIds });
}
