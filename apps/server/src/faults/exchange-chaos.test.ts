import { afterEach, describe, expect, test } from 'vitest';
import { rawQuery } from '../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../platform/testing/test-context.ts';
import { runStorm, type Storm, type StormPlan } from './exchange-chaos/storm.testing.ts';

/** More of them, and bigger storms: `npm run bench -- exchange-chaos`. */
const SEEDS = [3, 40_028];
const PATIENCE_MS = 240_000;

const offices: TestOffice[] = [];
afterEach(async () => {
  for (const office of offices.splice(0)) {
    await office.close();
  }
});

type Sabotage = (receiver: TestOffice) => Promise<unknown>;

async function storm(plan: Partial<StormPlan> & { seed: number }, sabotage?: Sabotage): Promise<Storm> {
  const [sender, receiver] = [await createTestOffice(), await createTestOffice()];
  offices.push(sender, receiver);
  return runStorm({ letters: 40, receivers: 5, perTick: 6, ...plan }, { sender, receiver }, sabotage);
}

test.each(SEEDS)(
  'seed %i: every letter becomes one document, states agree, what is forged is set aside',
  async (seed) => {
    const { problems, figures } = await storm({ seed });
    expect(problems, `seed ${seed}: ${JSON.stringify(figures)}`).toEqual([]);
    // It was a storm: everything it is made of has happened.
    const { cut = 0, broughtAgain = 0, repetitionsRecognised = 0, cutAndSetAside = 0, forged = 0 } = figures;
    expect(Math.min(cut, broughtAgain, repetitionsRecognised, cutAndSetAside, forged)).toBeGreaterThan(0);
    const { deathsOfSender = 0, deathsOfReceiver = 0, requests = 0, lost = 0, unanswered = 0 } = figures;
    expect(Math.min(deathsOfSender + deathsOfReceiver, requests, lost, unanswered)).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

/** From now on no two rows of the table have this column in common, so that nothing is recognised by it. */
function forget(table: string, column: string): Sabotage {
  return async (receiver) => {
    await rawQuery(
      receiver.db,
      `create function forget_${table}() returns trigger language plpgsql as
       $$ begin new.${column} := new.${column} || '#' || gen_random_uuid(); return new; end $$`,
      [],
    );
    const each = `create trigger forget before insert on ${table} for each row execute function forget_${table}()`;
    await rawQuery(receiver.db, each, []);
  };
}

describe('negative control: the same storm', () => {
  const small = { seed: 3, letters: 12, receivers: 3 };
  const businessKeys: Sabotage = async (receiver) => {
    await forget('interchange_intake', 'business_key')(receiver);
    // The third guard, of the documents themselves.
    await forget('incoming_document', 'envelope_document_id')(receiver);
  };

  test(
    'without the business keys doubles letters that came under two names, and the check notices',
    async () => {
      const { problems } = await storm(small, businessKeys);
      expect(problems.filter((problem) => problem.startsWith('twice: ')).length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'without the names of messages stores them again, and the check notices; the business keys still hold',
    async () => {
      const { problems } = await storm(small, forget('interchange_inbox', 'message_id'));
      expect(problems.some((problem) => problem.includes('stored twice'))).toBe(true);
      expect(problems.filter((problem) => problem.startsWith('twice: '))).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    'with a carrier that answers for every fifth letter and does not bring it loses letters, and the check notices',
    async () => {
      const { problems } = await storm({ ...small, betrayed: 5 });
      expect(problems.filter((problem) => problem.startsWith('lost: ')).length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
