import type { Foundations } from '../../apps/server/src/office.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';

/** How far a letter has come; each step has the ones before it. */
const STEPS = ['opened', 'submitted', 'approved', 'taken', 'signed', 'sealed', 'issued'];

/** The furthest acknowledged step of each letter. */
export type Acknowledged = Map<string, string>;

export function note(acknowledged: Acknowledged, line: Record<string, unknown>): boolean {
  const { step, id } = line;
  if (typeof step !== 'string' || typeof id !== 'string') {
    return false;
  }
  acknowledged.set(id, step);
  return true;
}

interface Standing {
  id: string;
  draft: string;
  state: string | null;
  sha256: string | null;
  numbers: number;
  leaves: string[];
  outbox: number;
  receivers: number;
}

const STANDING = `
  select d.id, d.state as draft, o.state, o.current_sha256 as sha256,
    (select count(*) from register_entry e where e.agency_id = d.agency_id and e.document_id = d.id) as numbers,
    array(select action from audit_leaf a where a.agency_id = d.agency_id and a.object_id = d.id::text) as leaves,
    (select count(*) from interchange_outbox x join interchange_message m on m.agency_id = x.agency_id and m.id = x.message_id
      where m.agency_id = d.agency_id and m.document_id = d.id and m.kind = 'document') as outbox,
    (select count(*) from interchange_dispatch x where x.agency_id = d.agency_id and x.document_id = d.id) as receivers
  from drafting_draft d left join outgoing_document o on o.agency_id = d.agency_id and o.id = d.id`;

const DRAFT_RANK: Record<string, number> = { draft: 0, submitted: 1, content_approved: 2, handed_over: 3 };
const DOCUMENT_RANK: Record<string, number> = { awaiting_signature: 3, signed: 4, numbered: 4, sealed: 5, issued: 6 };

function rankOf({ draft, state }: Standing): number {
  return Math.max(DRAFT_RANK[draft] ?? 0, state === null ? 0 : (DOCUMENT_RANK[state] ?? 0));
}

/** Which of the five that belong together stand alone. */
function halves(row: Standing, hasGoodBlob: boolean): string[] {
  const isIssued = row.state === 'issued';
  const isNumbered = row.state === 'numbered' || row.state === 'sealed' || isIssued;
  const pairs: [string, boolean, boolean][] = [
    ['issued ⇔ outbox', isIssued, row.outbox > 0],
    ['issued ⇔ dispatch', isIssued, row.receivers > 0],
    ['issued ⇔ leaf', isIssued, row.leaves.includes('outgoing.issued')],
    ['numbered ⇔ number', isNumbered, row.numbers === 1],
    ['blob', true, hasGoodBlob],
  ];
  return pairs.filter(([, left, right]) => left !== right).map(([name]) => name);
}

export interface Judged {
  acknowledged: number;
  letters: number;
  issued: number;
  lost: string[];
  halved: string[];
  badBlobs: number;
  blobs: number;
  gaps: number;
}

async function countGaps({ services }: Foundations): Promise<number> {
  const [row] = await rawQuery<{ gaps: number }>(
    services.db,
    // A register of the story begins where the paper one ended.
    `select coalesce(sum(r.last_number - used.first + 1 - used.count), 0)::int as gaps from register r
     join (select agency_id, register_id, min(number) as first, count(*) as count from register_entry group by 1, 2) used
       on used.agency_id = r.agency_id and used.register_id = r.id`,
    [],
  );
  return row?.gaps ?? -1;
}

/** Everything that was acknowledged is there, and nothing is there by half. */
export async function judgeLetters(office: Foundations, acknowledged: Acknowledged): Promise<Judged> {
  const { db, blobs } = office.services;
  const standing = new Map((await rawQuery<Standing>(db, STANDING, [])).map((row) => [row.id, row]));
  const lost = [...acknowledged].flatMap(([id, step]) => {
    const row = standing.get(id);
    const has = row === undefined ? -1 : rankOf(row);
    return has >= STEPS.indexOf(step) ? [] : [`${id}: ${step}, nay ${row?.state ?? row?.draft ?? 'không có'}`];
  });
  const halved: string[] = [];
  for (const row of standing.values()) {
    const isGood = row.sha256 === null || (await blobs.check(row.sha256)) === 'good';
    halved.push(...halves(row, isGood).map((what) => `${row.id}: ${what}`));
  }
  const files = await rawQuery<{ sha256: string }>(db, 'select distinct sha256 from file', []);
  let badBlobs = 0;
  for (const { sha256 } of files) {
    badBlobs += (await blobs.check(sha256)) === 'good' ? 0 : 1;
  }
  return {
    acknowledged: acknowledged.size,
    letters: standing.size,
    issued: [...standing.values()].filter(({ state }) => state === 'issued').length,
    lost,
    halved,
    badBlobs,
    blobs: files.length,
    gaps: await countGaps(office),
  };
}
