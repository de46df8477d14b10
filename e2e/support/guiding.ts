import type { DraftPage, DraftView, IssueAnswer, OutgoingView, SigningAuthorities } from '@congvu/contracts';
import type { z } from 'zod';
import type { ApiPerson } from './api.ts';
import { signQuietly } from './sign.ts';
import { type Cast, until } from './story.ts';

export const DISTRICT = 'UBND huyện Tam Đường';
export const CULTURE = 'Phòng Văn hóa và Thông tin huyện Tam Đường';
export const PROVINCE = 'Sở Thông tin và Truyền thông tỉnh Lai Châu';

/** The guiding office of the letter and those through whose hands its papers go. */
export interface Guiding {
  /** Hoàng Minh Tuấn, focal person, acting in the committee. */
  focal: ApiPerson;
  unitHead: ApiPerson;
  clerk: ApiPerson;
  signer: ApiPerson;
  pin: string;
}

export async function enterGuiding(cast: Cast): Promise<Guiding> {
  return {
    focal: await cast.api(CULTURE, { name: 'Hoàng Minh Tuấn' }, DISTRICT),
    unitHead: await cast.api(CULTURE, { name: 'Tẩn Thị Phượng' }, DISTRICT),
    clerk: await cast.api(DISTRICT, { name: 'Lò Thị Mai Hương' }),
    signer: await cast.api(DISTRICT, { name: 'Vũ Xuân Thịnh' }),
    pin: cast.pin,
  };
}

/** From the checked draft on: signed, numbered, sealed, issued. */
async function signAndIssue({ clerk, signer, pin }: Guiding, id: string): Promise<OutgoingView> {
  await clerk.call('POST', `/api/outgoing/from-draft/${id}`);
  await signQuietly(signer, 'outgoing.sign', id, pin);
  await signQuietly(clerk, 'outgoing.seal', id, pin);
  // Evidence that comes behind the signatures meanwhile makes the office ask to press the button again.
  const issued = await until(
    () => clerk.call<z.infer<typeof IssueAnswer>>('POST', '/api/outgoing/issue', { documentIds: [id] }),
    ({ items }) => items.every(({ code }) => code !== 'outgoing.content_changed'),
  );
  if (issued.issued !== 1) {
    throw new Error(`not issued: ${JSON.stringify(issued)}`);
  }
  return clerk.call<OutgoingView>('GET', `/api/outgoing/${id}`);
}

/** The letter of March 2021 that the demo has brought as far as the clerk's desk. */
export async function issueTheLetter(office: Guiding): Promise<OutgoingView> {
  const { items } = await office.clerk.call<DraftPage>('GET', '/api/drafts?box=to_check&limit=50');
  const letter = items.find(({ abstract }) => abstract.includes('bảo mật thông tin'));
  return signAndIssue(office, letter?.id ?? '');
}

/** A letter the system has drafted for the focal person, through every hand it needs. */
export async function issueDrafted(office: Guiding, id: string): Promise<OutgoingView> {
  const { focal, unitHead } = office;
  const { items } = await focal.call<z.infer<typeof SigningAuthorities>>('GET', '/api/org/signers');
  const signerPositionId = items.find(({ fullName }) => fullName === 'Vũ Xuân Thịnh')?.positionId ?? null;
  const view = await focal.call<DraftView>('GET', `/api/drafts/${id}`);
  await focal.call('PUT', `/api/drafts/${id}`, {
    version: view.version,
    content: { ...view.content, signerPositionId },
  });
  const { version } = await focal.call<DraftView>('GET', `/api/drafts/${id}`);
  await focal.call('POST', `/api/drafts/${id}/submit`, { version });
  await unitHead.call('POST', `/api/drafts/${id}/approve-content`, { version });
  return signAndIssue(office, id);
}

/** The number of deliveries that arrived, once it no longer grows. */
export async function delivered(office: Guiding, id: string, count: number): Promise<OutgoingView> {
  return until(
    () => office.clerk.call<OutgoingView>('GET', `/api/outgoing/${id}`),
    (seen) => seen.deliveryCounts.arrived >= count,
  );
}
