import { buildDistrictOffice } from '../../apps/server/src/modules/drafting/drafting.testing.ts';
import { withoutLocks } from '../../apps/server/src/modules/drafting/races.control.testing.ts';
import { raceDrafts } from '../../apps/server/src/modules/drafting/races.testing.ts';
import { openFoundations } from '../../apps/server/src/office.ts';
import { createFakeClock } from '../../apps/server/src/platform/clock.ts';
import { readConfig } from '../../apps/server/src/platform/config.ts';
import { newId } from '../../apps/server/src/platform/ids.ts';
import { createLog } from '../../apps/server/src/platform/log.ts';
import type { TestOffice } from '../../apps/server/src/platform/testing/test-context.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { inFolder } from '../support/folder.ts';

const RACES = 10_000;
const RACES_SHORT = 200;
const AT_ONCE = 4;
const PORTION = 500;
const SEED = 28;

async function measure(dir: string, { short, broken, log }: CheckOptions): Promise<CheckOutcome> {
  const clock = createFakeClock('2021-03-22T01:00:00Z');
  const config = { ...readConfig(['--data', dir], {}), databaseUrl: undefined };
  const foundations = await openFoundations(config, createLog('silent'), () => undefined, clock);
  try {
    const { services } = foundations;
    const db = broken ? withoutLocks(services.db) : services.db;
    const office: Pick<TestOffice, 'db' | 'as'> = {
      db,
      as: (subject) => ({
        ...services,
        db,
        subject,
        meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'trust', device: 'desktop' },
        idempotency: undefined,
      }),
    };
    // What the ground needs of an office is its database.
    const district = await buildDistrictOffice(office as TestOffice);
    const wanted = short ? RACES_SHORT : RACES;
    const sum = { races: 0, acts: 0, done: 0, wrong: [] as string[] };
    for (let from = 0; from < wanted; from += PORTION) {
      const part = await raceDrafts({ office, district }, Math.min(PORTION, wanted - from), SEED + from, AT_ONCE);
      sum.races += part.races;
      sum.acts += part.acts;
      sum.done += part.done;
      sum.wrong.push(...part.wrong);
      log(`${sum.races}/${wanted}: ${sum.wrong.length} wrong`);
    }
    return {
      figure: `${sum.races} cuộc tranh, ${sum.acts} thao tác cùng lúc (${sum.done} thành, ${sum.acts - sum.done} bị từ chối): ${sum.wrong.length} kết quả không theo thứ tự nào hoặc sai dấu vết`,
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
  title: 'Thao tác trái nhau cùng một lúc trên một dự thảo cho kết quả như lần lượt làm, mỗi việc một dấu vết',
  target: '10.000 cuộc tranh (lưu, trình, duyệt, trả, rút, hủy), 0 kết quả không theo thứ tự nào',
  control: 'không khóa hàng, không xét trạng thái lúc ghi',
  run: (options) => inFolder('races', (dir) => measure(dir, options)),
};
