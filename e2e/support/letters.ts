import type { DraftContent, DraftIdAnswer, SigningAuthorities } from '@congvu/contracts';
import type { z } from 'zod';
import { demoLetter } from '../../apps/server/src/demo/demo-letter.ts';
import type { ApiPerson } from './api.ts';
import type { Cast } from './story.ts';

const DISTRICT = 'UBND huyện Tam Đường';
const CULTURE = 'Phòng Văn hóa và Thông tin huyện Tam Đường';

interface Desk {
  drafter: ApiPerson;
  head: ApiPerson;
  clerk: ApiPerson;
  signerPositionId: string;
}

async function openDesk(cast: Cast, signer: { name: string }): Promise<Desk> {
  const drafter = await cast.api(CULTURE, { name: 'Hoàng Minh Tuấn' }, DISTRICT);
  const { items } = await drafter.call<z.infer<typeof SigningAuthorities>>('GET', '/api/org/signers');
  return {
    drafter,
    head: await cast.api(CULTURE, { name: 'Tẩn Thị Phượng' }, DISTRICT),
    clerk: await cast.api(DISTRICT, { name: 'Lò Thị Mai Hương' }),
    signerPositionId: items.find((item) => item.fullName === signer.name)?.positionId ?? '',
  };
}

function shortLetter(signerPositionId: string, abstract: string): DraftContent {
  const letter = demoLetter(signerPositionId);
  return { ...letter, abstract, blocks: letter.blocks.slice(-2) };
}

/** Letters that wait for the signature of one leader, written, approved and checked through the interface of the pages. */
export async function writeLetters(
  cast: Cast,
  signer: { name: string },
  abstracts: readonly string[],
): Promise<string[]> {
  const { drafter, head, clerk, signerPositionId } = await openDesk(cast, signer);
  const ids: string[] = [];
  for (const abstract of abstracts) {
    const content = shortLetter(signerPositionId, abstract);
    const { id, version } = await drafter.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', {
      documentType: content.documentType,
      abstract,
      content,
    });
    await drafter.call('POST', `/api/drafts/${id}/submit`, { version });
    await head.call('POST', `/api/drafts/${id}/approve-content`, { version });
    await clerk.call('POST', `/api/outgoing/from-draft/${id}`);
    ids.push(id);
  }
  return ids;
}
