import { buildLife } from '../../apps/server/src/modules/amendments/amendments.testing.ts';
import { raceLetters } from '../../apps/server/src/modules/amendments/races.testing.ts';
import { buildDistrictOffice } from '../../apps/server/src/modules/drafting/drafting.testing.ts';
import { withoutLocks } from '../../apps/server/src/modules/drafting/races.control.testing.ts';
import { raceDrafts } from '../../apps/server/src/modules/drafting/races.testing.ts';
import { giveDemoKeys, recordPorts } from '../../apps/server/src/modules/outgoing/outgoing.testing.ts';
import { racePapers } from '../../apps/server/src/modules/outgoing/races.testing.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import type { RacesJudged } from '../../apps/server/src/platform/testing/races.ts';
import type { TestOffice } from '../../apps/server/src/platform/testing/test-context.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';

const AT_ONCE = 4;
const SEED = 28;

interface Kind {
  name: string;
  /** Of drafts and letters races, of papers lives of up to three races. */
  long: number;
  short: number;
  portion: number;
  race(count: number, seed: number): Promise<RacesJudged>;
}

function add(sum: RacesJudged, part: RacesJudged): void {
  sum.races += part.races;
  sum.acts += part.acts;
  sum.done += part.done;
  sum.wrong.push(...part.wrong);
}

async function raceAll(kind: Kind, wanted: number, log: CheckOptions['log']): Promise<RacesJudged> {
  const sum: RacesJudged = { races: 0, acts: 0, done: 0, wrong: [] };
  for (let from = 0; from < wanted; from += kind.portion) {
    const portion = Math.min(kind.portion, wanted - from);
    add(sum, await kind.race(portion, SEED + from));
    log(`${kind.name} ${from + portion}/${wanted}: ${sum.races} races, ${sum.wrong.length} wrong`);
  }
  return sum;
}

async function kindsOf(office: TestOffice): Promise<Kind[]> {
  const district = await buildDistrictOffice(office);
  await giveDemoKeys(office, district);
  const life = await buildLife(office, 2);
  return [
    {
      name: 'quanh dự thảo',
      long: 10_000,
      short: 200,
      portion: 500,
      race: (races, seed) => raceDrafts({ office, district }, races, seed, AT_ONCE),
    },
    {
      name: 'quanh ký, cấp số, phát hành',
      long: 500,
      short: 10,
      portion: 50,
      race: (lives, seed) => racePapers({ office, district, ports: recordPorts() }, { lives, seed, atOnce: AT_ONCE }),
    },
    {
      name: 'quanh gửi, lấy lại, thu hồi',
      long: 1_000,
      short: 20,
      portion: 50,
      race: (races, seed) => raceLetters({ life }, { races, seed }),
    },
  ];
}

async function measure(dir: string, { short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  const clock = createFakeClock('2021-03-22T01:00:00Z');
  const config = { ...readConfig(['--data', dir], {}), databaseUrl: undefined, demo: true };
  const foundations = await openFoundations(config, createLog('silent'), () => undefined, clock);
  try {
    const { services } = foundations;
    const db = broken ? withoutLocks(services.db) : services.db;
    // What the grounds need of an office is its services and who acts.
    const office = {
      ...services,
      db,
      clock,
      as: (subject) => ({
        ...services,
        db,
        subject,
        meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'trust', device: 'desktop' },
        idempotency: undefined,
      }),
    } as Pick<TestOffice, 'db' | 'clock' | 'as'> as TestOffice;
    const sum: RacesJudged = { races: 0, acts: 0, done: 0, wrong: [] };
    const told: string[] = [];
    for (const kind of await kindsOf(office)) {
      const part = await raceAll(kind, short ? kind.short : kind.long, log);
      told.push(`${part.races} ${kind.name}`);
      add(sum, part);
    }
    return {
      figure: `${sum.races} cuộc tranh (${told.join(', ')}), ${sum.acts} thao tác cùng lúc (${sum.done} thành, ${sum.acts - sum.done} bị từ chối): ${sum.wrong.length} kết quả không theo thứ tự nào, sai dấu vết hoặc dở dang`,
      // Only refusals, or only successes, would prove nothing.
      passed: sum.wrong.length === 0 && sum.done > sum.races / 2 && sum.done < sum.acts,
      detail: { seed: SEED, wrong: sum.wrong.slice(0, 10) },
    };
  } finally {
    await foundations.close();
  }
}

export const check: Check = {
  name: 'races',
  tests: ['T28'],
  title:
    'Thao tác trái nhau cùng một lúc trên một dự thảo, một văn bản chờ ký, chờ số, một văn bản đã gửi cho kết quả như lần lượt làm, mỗi việc một dấu vết, mỗi văn bản một số',
  target:
    '10.000 cuộc tranh quanh dự thảo và khoảng 2.000 quanh ký, cấp số, phát hành, trả lại, hủy số, gửi, lấy lại, thu hồi, vào sổ: 0 kết quả không theo thứ tự nào, 0 dở dang',
  control: 'không khóa hàng, không xét trạng thái lúc ghi',
  run: (options) => inFolder('races', (dir) => measure(dir, options)),
};
