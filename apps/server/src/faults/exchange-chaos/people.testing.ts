import { queueReport } from '#modules/interchange';
import {
  attachPages,
  insertDraftRow,
  insertNumbered,
  insertOutgoingRow,
  numberDraft,
  type Receiver,
} from '../../modules/amendments/issued-letter.testing.ts';
import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { AppError } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import type { Dice } from './dice.testing.ts';
import type { Pair } from './offices.testing.ts';

export interface Written {
  id: string;
  to: Receiver[];
}

/** Those who write, recall, register and answer while the weather does what it does. */
export interface People {
  issue(): Promise<Written>;
  /** By a letter that recalls, or asked back by 13; undefined when the rules do not allow it now. */
  takeBack(letter: Written): Promise<Written | undefined>;
  /** The clerks see to some of what lies before them; with 1 to everything. */
  registerSome(share: number): Promise<void>;
  answerAll(): Promise<number>;
}

/** What the rules of the office refuse is part of the story; anything else is a fault of the program. */
async function unlessRefused<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError && error.status < 500) {
      return undefined;
    }
    throw error;
  }
}

/** Those who write, recall and ask back. */
class Writers {
  readonly #pair: Pair;
  readonly #dice: Dice;
  #number = 0;

  constructor(pair: Pair, dice: Dice) {
    this.#pair = pair;
    this.#dice = dice;
  }

  async issue(): Promise<Written> {
    const { sender, from } = this.#pair;
    const id = newId(sender.office.clock.now().getTime());
    const to = this.#dice.shuffle(this.#pair.to).slice(0, this.#dice.between(1, Math.min(3, this.#pair.to.length)));
    const name = this.#numbered('UBND-VHTT');
    await insertNumbered(sender.office, from, { id, ...name, abstract: `V/v việc số ${name.number}` });
    await insertDraftRow(sender.office, from, id, to);
    await this.#leave(id, name.numberSymbol, to);
    return { id, to };
  }

  /** By a letter that recalls, or asked back by 13 (then undefined); refused when the rules do not allow it now. */
  async takeBack(letter: Written): Promise<Written | undefined> {
    if (this.#dice.chance(0.6)) {
      return this.#recall(letter);
    }
    const { sender, from } = this.#pair;
    await sender.call(from.leader, 'POST', '/api/amendments/outgoing/:id/take-back', {
      params: { id: letter.id },
      body: { reason: 'Gửi nhầm' },
    });
    return undefined;
  }

  #numbered(symbol: string) {
    this.#number += 1;
    return { number: this.#number, numberSymbol: `${String(this.#number).padStart(2, '0')}/${symbol}` };
  }

  async #leave(id: string, name: string, to: readonly Receiver[]): Promise<void> {
    const { sender, from } = this.#pair;
    const files = await attachPages(sender.office, from, id, name, 1);
    await insertOutgoingRow(sender.office, from, id, files, to);
    sender.office.clock.advance(1_000);
    const context = sender.office.as(from.clerk);
    await command(context, async (tx) => {
      const key = { agencyId: from.agencyId, documentId: id };
      await sender.outgoingPorts.dispatch(tx, context, key);
      await sender.outgoingPorts.documentMoved(tx, context, { ...key, to: 'issued', numberSymbol: name });
      return null;
    });
  }

  async #recall(target: Written): Promise<Written> {
    const { sender, from } = this.#pair;
    const { draftId: id } = await sender.call<{ draftId: string }>(
      from.specialist,
      'POST',
      '/api/amendments/outgoing/:id/draft',
      { params: { id: target.id }, body: { kind: 'recall', reason: 'Ban hành nhầm' } },
    );
    const name = this.#numbered('UBND-VP');
    await numberDraft(sender.office, from, { id, ...name });
    await this.#leave(id, name.numberSymbol, target.to);
    return { id, to: target.to };
  }
}

interface Lying {
  id: string;
  agency_id: string;
}

/** Those who register, return, report on and answer. */
class Clerks {
  readonly #pair: Pair;
  readonly #dice: Dice;

  constructor(pair: Pair, dice: Dice) {
    this.#pair = pair;
    this.#dice = dice;
  }

  async registerSome(share: number): Promise<void> {
    const rows = await rawQuery<Lying>(
      this.#pair.receiver.office.db,
      `select id, agency_id from incoming_document where state = 'received' order by arrived_at, id`,
      [],
    );
    for (const row of rows) {
      if (this.#dice.chance(share)) {
        await unlessRefused(() => this.#see(row));
      }
    }
  }

  async answerAll(): Promise<number> {
    const { receiver } = this.#pair;
    const rows = await rawQuery<Lying>(
      receiver.office.db,
      `select id, agency_id from amendment_request where state = 'waiting' order by id`,
      [],
    );
    for (const row of rows) {
      const params = { id: row.id };
      const clerk = this.#clerkOf(row);
      if (this.#dice.chance(0.7)) {
        const body = { seenParts: 0 };
        await receiver.call(clerk, 'POST', '/api/amendments/requests/:id/agree', { params, body });
      } else {
        const body = { reason: 'Văn bản đã được thực hiện' };
        await receiver.call(clerk, 'POST', '/api/amendments/requests/:id/reject', { params, body });
      }
    }
    return rows.length;
  }

  #clerkOf(row: Lying): Subject {
    const home = this.#pair.homes.find(({ agencyId }) => agencyId === row.agency_id);
    if (home === undefined) {
      throw new Error('a row of nobody');
    }
    return home.clerk;
  }

  async #see(row: Lying): Promise<void> {
    const { receiver } = this.#pair;
    const clerk = this.#clerkOf(row);
    const params = { id: row.id };
    if (this.#dice.chance(0.1)) {
      await receiver.call(clerk, 'POST', '/api/incoming/:id/return', { params, body: { reason: 'Gửi nhầm nơi nhận' } });
      return;
    }
    await receiver.call(clerk, 'POST', '/api/incoming/:id/register', { params });
    const context = receiver.office.as(clerk);
    for (const code of (['04', '05', '06'] as const).filter(() => this.#dice.chance(0.4))) {
      const report = { agencyId: row.agency_id, documentId: row.id, code, note: '' };
      await command(context, (tx) => queueReport(tx, context, report));
    }
  }
}

export function gatherPeople(pair: Pair, dice: Dice): People {
  const writers = new Writers(pair, dice);
  const clerks = new Clerks(pair, dice.fork(1));
  return {
    issue: () => writers.issue(),
    takeBack: (letter) => unlessRefused(() => writers.takeBack(letter)),
    registerSome: (share) => clerks.registerSome(share),
    answerAll: () => clerks.answerAll(),
  };
}
