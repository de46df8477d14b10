import { HandOverReason } from '@congvu/contracts';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Choice } from '../proposals.tables.ts';
import { itemsOf } from './hand-overs.presenter.ts';

/** Who has left or is written down as leaving, with no hand-over that covers it. */
export interface Leaver {
  agency_id: string;
  person_id: string;
  full_name: string;
  last_day: string;
  /** The personnel record says so; otherwise the last post here has ended. */
  recorded: boolean;
  leave_reason: string | null;
  destination_agency_id: string | null;
  /** Of a hand-over finished before the last day: what was chosen then still counts. */
  choices: Record<string, Choice> | null;
}

/*
 * The posts of the home agency only: a hand-over is about one's own office. Whoever never held a post there has not left. Something in
 * the registers bears the person's name: an outer bound of what `itemsOf` says exactly. $2, $3 narrow it to one person.
 */
const LEAVERS = `
  with posts as (
    select post.agency_id, post.person_id, max(post.valid_from) as last_began, max(post.valid_to) as last_day,
      bool_or(post.valid_to is null or post.valid_to >= $1) as stays
    from org_position post where (post.valid_to is null or post.valid_to >= post.valid_from)
      and ($3::uuid is null or (post.agency_id = $2 and post.person_id = $3))
    group by post.agency_id, post.person_id
  ), leaver as (
    select person.agency_id, person.id as person_id, person.full_name, person.leave_reason, posts.last_began,
      person.left_on is not null as recorded, coalesce(person.left_on - 1, posts.last_day) as last_day
    from org_person person
    join org_agency agency on agency.id = person.agency_id and agency.hosted
      and agency.valid_from <= $1 and (agency.valid_to is null or agency.valid_to >= $1)
    left join posts on posts.agency_id = person.agency_id and posts.person_id = person.id
    where ($3::uuid is null or (person.agency_id = $2 and person.id = $3))
      and (person.left_on is not null or (not posts.stays and posts.last_day < $1))
  )
  select leaver.agency_id, leaver.person_id, leaver.full_name, leaver.last_day, leaver.recorded, leaver.leave_reason,
    (select post.agency_id from org_position post
      where post.person_id = leaver.person_id and post.agency_id <> leaver.agency_id and post.valid_from > leaver.last_day
        and (post.valid_to is null or post.valid_to >= $1)
      order by post.valid_from, post.id limit 1) as destination_agency_id,
    (select earlier.choices from hand_over earlier
      where earlier.agency_id = leaver.agency_id and earlier.person_id = leaver.person_id and earlier.state = 'finished'
        and earlier.last_day >= coalesce(leaver.last_began, earlier.last_day)
      order by earlier.finished_at desc limit 1) as choices
  from leaver
  where not exists (select 1 from hand_over covering
      where covering.agency_id = leaver.agency_id and covering.person_id = leaver.person_id
        and (covering.state = 'open' or (covering.state = 'finished'
          and (covering.finished_at at time zone 'Asia/Ho_Chi_Minh')::date > leaver.last_day)))
    and (
      exists (select 1 from account where account.agency_id = leaver.agency_id and account.person_id = leaver.person_id
        and account.state <> 'revoked')
      or exists (select 1 from mailbox where mailbox.agency_id = leaver.agency_id and mailbox.person_id = leaver.person_id
        and mailbox.state <> 'revoked')
      or exists (select 1 from certificate_entry entry where entry.agency_id = leaver.agency_id
        and leaver.person_id in (entry.person_id, entry.custodian_person_id)
        and entry.state in ('issued', 'active', 'frozen', 'revoke_requested'))
      or exists (select 1 from certificate_token token where token.agency_id = leaver.agency_id
        and coalesce(token.custodian_person_id, token.holder_person_id) = leaver.person_id)
      or exists (select 1 from certificate_seal seal where seal.agency_id = leaver.agency_id
        and seal.custodian_person_id = leaver.person_id)
      or exists (select 1 from task_assignment task where task.agency_id = leaver.agency_id
        and task.person_id = leaver.person_id and task.box = 'open')
      or exists (select 1 from drafting_draft draft where draft.agency_id = leaver.agency_id
        and draft.drafter_person_id = leaver.person_id and draft.state in ('draft', 'submitted'))
      or exists (select 1 from request where request.agency_id = leaver.agency_id
        and leaver.person_id in (request.prepared_by, request.declarant_person_id)
        and request.state not in ('refused', 'closed', 'withdrawn'))
    )
  order by leaver.agency_id, leaver.person_id`;

export async function listLeavers(db: Db | Tx, today: string): Promise<Leaver[]> {
  return rawQuery<Leaver>(db, LEAVERS, [today, null, null]);
}

export async function findLeaver(
  db: Db | Tx,
  { agencyId, personId }: { agencyId: string; personId: string },
  today: string,
): Promise<Leaver | undefined> {
  const [leaver] = await rawQuery<Leaver>(db, LEAVERS, [today, agencyId, personId]);
  return leaver;
}

/** The words of org; where a post just ended it is a change of office, as the register of accounts says. Unknown words are a leaving. */
export function reasonOf({ recorded, leave_reason }: Pick<Leaver, 'recorded' | 'leave_reason'>): HandOverReason {
  if (!recorded) {
    return 'transferred';
  }
  const known = HandOverReason.safeParse(leave_reason);
  return known.success ? known.data : 'resigned';
}

// In the order a head asks: what costs and what signs, then the work.
const WORDS = [
  ['account', 'tài khoản'],
  ['mailbox', 'hộp thư công vụ'],
  ['certificates', 'chứng thư số'],
  ['tokens', 'thiết bị lưu khóa'],
  ['seals', 'con dấu, chứng thư số của cơ quan'],
  ['tasks', 'công việc'],
  ['drafts', 'dự thảo'],
  ['requests', 'đề nghị'],
] as const;

/** What nobody has decided about: "1 tài khoản, 1 chứng thư số"; empty when there is nothing. */
export async function orphansOf(db: Db | Tx, leaver: Leaver, today: string): Promise<string> {
  const { agency_id, person_id, choices } = leaver;
  const asked = { agency_id, person_id, reason: reasonOf(leaver), state: 'open' as const, choices: choices ?? {} };
  const { items } = await itemsOf(db, asked, today);
  const open = Map.groupBy(
    items.filter(({ state }) => state === 'open'),
    ({ group }) => group,
  );
  return WORDS.flatMap(([group, word]) => {
    const count = open.get(group)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${word}`];
  }).join(', ');
}
