import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Db, Tx } from '../../platform/db.ts';
import type { Day } from './accounts.presenter.ts';
import { idleRuleOn, tariffOn } from './rules.ts';

export interface RuledDay extends Day {
  idleBasis: string;
  tariffBasis: string;
}

/** Today with the rules that hold today. */
export async function ruledDay(db: Db | Tx, context: Pick<Context, 'clock'>): Promise<RuledDay> {
  const today = vietnamDate(context.clock.now());
  const [rule, tariff] = await Promise.all([idleRuleOn(db, today), tariffOn(db, today)]);
  return {
    today,
    idleDays: rule.days,
    idleBasis: rule.basis,
    tariff: tariff.amountVnd,
    tariffBasis: tariff.basis,
  };
}
