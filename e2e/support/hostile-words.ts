import type {
  DraftContent,
  DraftIdAnswer,
  IncomingOptions,
  IncomingPage,
  IncomingUploadAnswer,
  MailDraftView,
  MeView,
  RequestView,
} from '@congvu/contracts';
import type { z } from 'zod';
import { demoLetter } from '../../apps/server/src/demo/demo-letter.ts';
import { buildTextPdf } from '../../apps/server/src/modules/files/files.testing.ts';
import type { ApiPerson } from './api.ts';
import type { Words } from './stored-payloads.ts';
import type { Cast } from './story.ts';

const BINH_LU = 'UBND xã Bình Lư';

/** Where what was written is read again. */
export interface Written {
  draftId: string;
  incomingId: string;
  mailboxId: string;
  requestId: string;
}

interface Team {
  clerk: ApiPerson;
  leader: ApiPerson;
  specialist: ApiPerson;
  administrator: ApiPerson;
  focal: ApiPerson;
}

async function gather(cast: Cast): Promise<Team> {
  const [clerk, leader, specialist, administrator, focal] = await Promise.all([
    cast.api(BINH_LU, { name: 'Hoàng Thị Lan' }),
    cast.api(BINH_LU, { name: 'Lò Văn Sơn' }),
    cast.api(BINH_LU, { name: 'Nguyễn Thị Vân Anh' }),
    cast.api('UBND huyện Tam Đường', { role: 'administrator' }),
    cast.api('Phòng Văn hóa và Thông tin huyện Tam Đường', { name: 'Hoàng Minh Tuấn' }, 'UBND huyện Tam Đường'),
  ]);
  return { clerk, leader, specialist, administrator, focal };
}

/** A name of a file holds neither separators nor control characters; what is left of a payload is still one. */
function fileName(words: Words): string {
  return `${words.take(120).replace(/[/\\\p{Cc}"]/gu, '')}.pdf`;
}

/** Letter of our own: subject, every block, receivers, comments, names of attachments. */
async function writeDrafts({ specialist }: Team, words: Words): Promise<string> {
  const letter = demoLetter('');
  const content: DraftContent = {
    ...letter,
    signerPositionId: null,
    abstract: words.take(500),
    blocks: letter.blocks.map((block) => ({ ...block, runs: [{ text: words.take(600) }] })),
    addressees: [{ kind: 'line', label: words.take(300) }],
    recipients: [1, 2, 3].map(() => ({ kind: 'line' as const, label: words.take(300) })),
    typistMark: '<b>PL',
  };
  const { id } = await specialist.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
    abstract: content.abstract,
    content,
  });
  for (let index = 0; index < 8; index += 1) {
    await specialist.call('POST', '/api/drafts', { abstract: words.take(500) });
    await specialist.call('POST', `/api/drafts/${id}/comments`, { text: words.take(2_000), quote: words.take(400) });
  }
  await specialist.upload(`/api/drafts/${id}/attachments`, {
    name: fileName(words),
    type: 'application/pdf',
    bytes: buildTextPdf(['Kèm theo']),
  });
  return id;
}

/** Papers that came: who wrote, what about, who signed, notes, names of files; presented and directed with words of the leader. */
async function takeIn({ clerk, leader }: Team, words: Words): Promise<string> {
  const { leaders } = await clerk.call<z.infer<typeof IncomingOptions>>('GET', '/api/incoming/options');
  const chairman = leaders.find(({ name }) => name === 'Lò Văn Sơn');
  for (let index = 0; index < 12; index += 1) {
    const { items: uploads } = await clerk.upload<z.infer<typeof IncomingUploadAnswer>>('/api/incoming/uploads', {
      name: fileName(words),
      type: 'application/pdf',
      bytes: buildTextPdf([`Trang ${index}`]),
    });
    await clerk.call('POST', '/api/incoming', {
      facts: {
        numberSymbol: `${index + 900}/<b>-UBND`,
        issuedOn: '2021-03-19',
        issuingAgencyName: words.take(300),
        documentType: 'other',
        typeName: words.take(100),
        abstract: words.take(2_000),
        signatory: words.take(100),
        signatoryPosition: words.take(150),
        note: words.take(1_000),
      },
      uploadIds: uploads.map(({ uploadId }) => uploadId),
      presentTo: chairman?.positionId ?? null,
      acceptDuplicate: true,
    });
  }
  const { items } = await leader.call<IncomingPage>('GET', '/api/incoming?tab=to_direct');
  const id = items[0]?.id ?? '';
  const me = await leader.call<MeView>('GET', '/api/me');
  await leader.call('POST', `/api/incoming/${id}/direct`, {
    text: words.take(2_000),
    assignments: [
      { role: 'lead', to: { kind: 'position', positionId: me.acting.positionId }, note: words.take(1_000) },
    ],
  });
  await leader.call('POST', '/api/tasks/phrases', { text: words.take(1_000) });
  return id;
}

/** Names of people and units, as an administrator types them. */
async function name({ administrator }: Team, words: Words): Promise<void> {
  const { acting } = await administrator.call<MeView>('GET', '/api/me');
  for (let index = 0; index < 6; index += 1) {
    const { id: unitId } = await administrator.call<{ id: string }>(
      'POST',
      `/api/org/agencies/${acting.agencyId}/units`,
      { name: words.take(200) },
    );
    await administrator.call('POST', '/api/org/people', {
      agencyId: acting.agencyId,
      person: { fullName: words.take(100) },
      position: {
        agencyId: acting.agencyId,
        unitId,
        title: words.take(150),
        roles: ['specialist'],
        validFrom: '2021-03-22',
      },
    });
  }
}

/** Heads of a mail take no line ends: what has them is refused, which is tested there. */
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

/** Mail to a colleague: the subject and, through the editor's own HTML, the text. */
async function mail({ specialist, clerk }: Team, words: Words): Promise<string> {
  const boxes = await specialist.call<{ items: { id: string; address: string }[] }>('GET', '/api/mail');
  const box = boxes.items[0];
  const theirs = await clerk.call<{ items: { id: string; address: string }[] }>('GET', '/api/mail');
  if (box === undefined) {
    throw new Error('nobody has a mailbox');
  }
  for (let index = 0; index < 6; index += 1) {
    const { id } = await specialist.call<{ id: string }>('POST', `/api/mail/${box.id}/drafts`, {});
    const draft = await specialist.call<MailDraftView>('GET', `/api/mail/${box.id}/drafts/${id}`);
    await specialist.call('PUT', `/api/mail/${box.id}/drafts/${id}`, {
      version: draft.version,
      content: {
        ...draft.content,
        subject: oneLine(words.take(500)),
        to: [{ name: oneLine(words.take(100)), address: theirs.items[0]?.address ?? box.address }],
        html: `<p>${words.take(2_000)}</p>`,
      },
    });
  }
  return box.id;
}

/** A form of one's own and a campaign, whose names and reasons others read. */
async function ask({ specialist, focal, leader }: Team, words: Words): Promise<string> {
  const own = await specialist.call<RequestView>('POST', '/api/requests', { kind: 'cert.issue.person' });
  const fields = Object.fromEntries(
    Object.entries(own.content.fields ?? {}).map(([field, value]) => [
      field,
      typeof value === 'string' ? words.take(150) : value,
    ]),
  );
  await specialist.call('PUT', `/api/requests/${own.id}`, {
    version: own.version,
    content: { ...own.content, addressee: words.take(300), fields },
  });
  const { acting } = await leader.call<MeView>('GET', '/api/me');
  await focal.call('POST', '/api/campaigns', {
    name: words.take(200),
    forms: ['M06'],
    dueBefore: '2021-04-20',
    agencyIds: [acting.agencyId],
    basisText: words.take(300),
  });
  return own.id;
}

/** Everything through the same interface as the pages, by the people whose work it is. @returns where it is shown */
export async function writeEverywhere(cast: Cast, words: Words): Promise<Written> {
  const team = await gather(cast);
  const draftId = await writeDrafts(team, words);
  const incomingId = await takeIn(team, words);
  await name(team, words);
  const mailboxId = await mail(team, words);
  const requestId = await ask(team, words);
  return { draftId, incomingId, mailboxId, requestId };
}
