import { createHash } from 'node:crypto';
import { type Context, type Services, systemContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { type Leaver, listLeavers, orphansOf, reasonOf } from '../hand-overs/leavers.ts';
import { shiftDay } from '../ladder.ts';
import { closeProposal, openProposal, type ProposalRow, recordProposal, tellOf } from '../open-proposal.ts';
import { todayOf } from '../people.ts';
import { listOpen } from '../proposals.store.ts';
import { inSweep } from './in-sweep.ts';
import { takeStep } from './take-step.ts';

const VERBS: Partial<Record<ReturnType<typeof reasonOf>, string>> = {
  transferred: 'chuyển công tác',
  transferred_party: 'chuyển sang khối Đảng, đoàn thể',
  retired: 'nghỉ hưu',
  died: 'mất',
};

interface Words {
  sentence: string;
  tone: 'amber' | 'red';
}

/** @example "Sùng A Dế đã nghỉ từ 16/11/2020 còn giữ 1 tài khoản, 1 chứng thư số." */
function wordsOf(leaver: Leaver, things: string, today: string): Words {
  const isPast = leaver.last_day < today;
  const verb = leaver.recorded ? (VERBS[reasonOf(leaver)] ?? 'nghỉ') : 'thôi giữ chức vụ';
  const since = printDay(shiftDay(leaver.last_day, 1));
  return {
    sentence: `${leaver.full_name} ${isPast ? 'đã' : 'sẽ'} ${verb} từ ${since} còn giữ ${things}.`,
    tone: isPast ? 'red' : 'amber',
  };
}

function stepOf({ sentence, tone }: Words): string {
  return createHash('sha256').update(`${tone} ${sentence}`).digest('hex').slice(0, 16);
}

/** Who leaves another time is another matter. */
function aboutOf({ person_id, last_day }: Leaver): string {
  return `leaver:${person_id}:${last_day}`;
}

async function begin(tx: Tx, context: Context, leaver: Leaver, words: Words): Promise<void> {
  const row = await openProposal(tx, context, {
    agencyId: leaver.agency_id,
    kind: 'hand_over',
    about: aboutOf(leaver),
    // A hand-over that was given up, or work that came after one, is asked about again.
    again: true,
    ...words,
    reason:
      'Bàn giao để giao lại công việc, thu lại thiết bị, lập Mẫu 04, 07, 09: tài khoản không còn người dùng vẫn tính phí, chứng thư số của người đã nghỉ phải thu hồi (Công văn, mục 2, 3).',
    dueOn: leaver.last_day,
    prepares: [],
    detail: { leaverId: leaver.person_id },
    step: stepOf(words),
  });
  if (row !== undefined) {
    await tellOf(tx, context, row, { head: true });
  }
}

/** Other things than before, or the day is over: the sentence follows; told again only when it has become late. */
async function follow(tx: Tx, context: Context, open: ProposalRow, words: Words): Promise<void> {
  const changed = await takeStep(tx, context, open, { ...words, step: stepOf(words) });
  await recordProposal(tx, context, changed, 'changed', { tone: changed.tone });
  if (changed.tone !== open.tone) {
    await tellOf(tx, context, changed, { head: true });
  }
}

/** Whoever leaves or has left, by whatever way the register learned it, and still holds something nobody has decided about. */
export async function proposeHandOvers(services: Services): Promise<void> {
  const context = systemContext(services);
  const { db } = services;
  const today = todayOf(context);
  const open = new Map((await listOpen(db, ['hand_over'])).map((row) => [`${row.agency_id} ${row.about}`, row]));
  for (const leaver of await listLeavers(db, today)) {
    const things = await orphansOf(db, leaver, today);
    if (things === '') {
      continue;
    }
    const key = `${leaver.agency_id} ${aboutOf(leaver)}`;
    const standing = open.get(key);
    open.delete(key);
    const words = wordsOf(leaver, things, today);
    if (standing === undefined) {
      await inSweep(context, (tx) => begin(tx, context, leaver, words));
    } else if (standing.step !== stepOf(words)) {
      await inSweep(context, (tx) => follow(tx, context, standing, words));
    }
  }
  for (const row of open.values()) {
    const why = 'Đang bàn giao, không còn giữ gì, hoặc người này đã trở lại làm việc.';
    await inSweep(context, (tx) => closeProposal(tx, context, row, { state: 'used', why }));
  }
}
