import { withClient } from '../../apps/server/src/platform/backup/run-backup.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';
import { pause } from '../support/letters-under-test.ts';
import { type OfficeProcess, startOfficeProcess } from '../support/office-process.ts';
import { urlOfOffice } from '../support/office-url.ts';
import { createRandom, type Random } from '../support/random.ts';
import {
  type Doors,
  findActors,
  newAct,
  sendAgain,
  sendCopies,
  sendOther,
  type ToldAct,
} from '../support/repeated-acts.ts';

const LONG = { acts: 2_000, kills: 8 };
const SHORT = { acts: 150, kills: 2 };
const AT_ONCE = 6;
const SEED = 20210322;
const REFUSED_OTHER = '422 platform.idempotency_mismatch';

/** Control: every key that is stored is another one, so that no request finds the first. */
const FORGET_KEYS = `
  create function trust_forget_key() returns trigger language plpgsql as
    $$ begin new.key := new.key || gen_random_uuid(); return new; end $$;
  create trigger trust_forget_key before insert on idempotency_key for each row execute function trust_forget_key()`;

interface Effects {
  rows: Map<string, string[]>;
  leaves: Map<string, number>;
}

const ROWS = `
  select abstract as mark, id::text from document where abstract like 'Dự thảo gửi lại nhiều lần số %'
  union all select number_symbol, id::text from document where number_symbol like '%/TB-THỬ'`;
const LEAVES = `
  select object_id as id, count(*)::int as leaves from audit_leaf
  where action in ('drafting.created', 'incoming.registered') group by 1`;

async function readEffects(dataDir: string): Promise<Effects> {
  return withClient(urlOfOffice(dataDir), async (client) => {
    const rows = new Map<string, string[]>();
    for (const { mark, id } of (await client.query<{ mark: string; id: string }>(ROWS)).rows) {
      rows.set(mark, [...(rows.get(mark) ?? []), id]);
    }
    const { rows: leaves } = await client.query<{ id: string; leaves: number }>(LEAVES);
    return { rows, leaves: new Map(leaves.map((row) => [row.id, row.leaves])) };
  });
}

/** Two processes of one office; now and then one of them is killed and another takes its place. */
class Pair {
  readonly #dir: string;
  readonly #offices: OfficeProcess[] = [];

  constructor(dir: string) {
    this.#dir = dir;
  }

  async open(): Promise<void> {
    // The first one builds the demo.
    this.#offices.push(await startOfficeProcess(this.#dir), await startOfficeProcess(this.#dir));
  }

  any(random: Random): OfficeProcess {
    return random.pick(this.#offices);
  }

  async replace(index: number): Promise<void> {
    await this.#offices[index]?.kill();
    this.#offices[index] = await startOfficeProcess(this.#dir);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#offices.map((office) => (office.hasEnded() ? undefined : office.stop())));
  }
}

async function sendAll(doors: Doors, pair: Pair, { short, log }: CheckOptions): Promise<ToldAct[]> {
  const { acts, kills } = short ? SHORT : LONG;
  const told: ToldAct[] = [];
  let next = 0;
  const worker = async (lane: number): Promise<void> => {
    const random = createRandom(SEED + lane);
    while (next < acts) {
      next += 1;
      told.push(await sendCopies(doors, newAct(next), random));
    }
  };
  const killer = async (): Promise<void> => {
    for (let kill = 1; kill <= kills; kill += 1) {
      while (told.length < (acts * kill) / (kills + 1)) {
        await pause(20);
      }
      log(`kill ${kill}/${kills} after ${told.length} acts`);
      await pair.replace(kill % 2);
    }
  };
  await Promise.all([killer(), ...Array.from({ length: AT_ONCE }, (_, lane) => worker(lane))]);
  return told;
}

function judge(told: ToldAct[], { rows, leaves }: Effects) {
  const several = told.filter(({ act }) => (rows.get(act.mark)?.length ?? 0) > 1);
  const none = told.filter(({ act }) => !rows.has(act.mark));
  const unlike = told.filter(({ answers }) => answers.size !== 1 || ![...answers][0]?.startsWith('200 '));
  const leafless = told.filter(({ act }) => (rows.get(act.mark) ?? []).some((id) => leaves.get(id) !== 1));
  return { several, none, unlike, leafless };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const pair = new Pair(dir);
  await pair.open();
  try {
    const random = createRandom(SEED);
    const actors = await findActors(pair.any(random));
    const doors: Doors = { any: (own) => pair.any(own), cookieOf: (kind) => actors[kind].cookie };
    if (options.broken) {
      await withClient(urlOfOffice(dir), (client) => client.query(FORGET_KEYS));
    }
    const told = await sendAll(doors, pair, options);
    // A new start of everything, and the browsers that slept over it ask once more.
    await pair.replace(0);
    await pair.replace(1);
    const others: string[] = [];
    for (const one of told.filter((_, index) => index % 10 === 0)) {
      await sendAgain(doors, one, random);
      others.push(await sendOther(doors, one, random));
    }
    const found = judge(told, await readEffects(dir));
    const accepted = others.filter((answer) => answer !== REFUSED_OTHER);
    const copies = told.reduce((sum, one) => sum + one.copies, 0);
    const hungUp = told.reduce((sum, one) => sum + one.hungUp, 0);
    const bad = [found.several, found.none, found.unlike, found.leafless];
    return {
      figure: `${told.length} việc, ${copies} lần gửi (${hungUp} lần mất đường hoặc bỏ dở), 2 tiến trình, ${(options.short ? SHORT : LONG).kills + 2} lần kill -9: ${found.several.length} làm hơn một lần, ${found.none.length} mất, ${found.unlike.length} trả lời khác nhau, ${found.leafless.length} sai dấu vết; nội dung khác cùng mã: ${others.length - accepted.length}/${others.length} bị từ chối 422`,
      passed: bad.every(({ length }) => length === 0) && accepted.length === 0,
      detail: {
        accepted: accepted.slice(0, 10),
        unlike: found.unlike.slice(0, 10).map(({ act, answers }) => ({ mark: act.mark, answers: [...answers] })),
        several: found.several.slice(0, 10).map(({ act }) => act.mark),
      },
    };
  } finally {
    await pair.stop();
  }
}

export const check: Check = {
  name: 'idempotency',
  tests: ['T30'],
  title: 'Một thao tác gửi lại nhiều lần (song song, sau khi mất đường, sau khi máy chủ khởi động lại) chỉ làm một lần',
  target: '0 làm hơn một lần, 0 mất, cùng một câu trả lời, một dấu vết; nội dung khác cùng mã bị từ chối 422',
  control: 'máy chủ không tìm lại được mã thao tác đã nhận',
  run: (options) => inFolder('idempotency', (dir) => measure(dir, options)),
};
