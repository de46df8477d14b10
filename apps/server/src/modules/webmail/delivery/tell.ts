import { membersOfEach } from '#modules/mail';
import type { Tx } from '../../../platform/db.ts';
import { publish } from '../../../platform/events.ts';

export const MAIL_TOPIC = 'mail';
/** Beyond so many boxes of one agency everybody there is told to read again: only a hint, and one statement instead of hundreds. */
const TOLD_ONE_BY_ONE = 20;

interface Changed {
  agencyId: string;
  mailboxId: string;
}

/** Tells the open pages of whoever may open these boxes; answers who that is, of those asked one by one. */
export async function tellBoxes(tx: Tx, changed: readonly Changed[]): Promise<Map<string, string[]>> {
  const boxes = [...Map.groupBy(changed, (box) => box.agencyId)].map(([agencyId, own]) => ({
    agencyId,
    ids: [...new Set(own.map((box) => box.mailboxId))].sort(),
  }));
  const few = boxes.filter(({ ids }) => ids.length <= TOLD_ONE_BY_ONE).flatMap(({ ids }) => ids);
  const members = few.length === 0 ? new Map<string, string[]>() : await membersOfEach(tx, few);
  for (const { agencyId, ids } of boxes) {
    if (ids.length > TOLD_ONE_BY_ONE) {
      await publish(tx, { topic: MAIL_TOPIC, agencyId });
      continue;
    }
    const personIds = [...new Set(ids.flatMap((id) => members.get(id) ?? []))];
    await publish(tx, { topic: MAIL_TOPIC, agencyId, personIds, ids });
  }
  return members;
}
