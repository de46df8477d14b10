import type { AgencyList, AxisAgency } from '../types.ts';
import { MIB } from '../wire/line.ts';
import { pickAlong } from '../wire/read-answer.ts';
import { assertOk, readAgency } from './answers.ts';
import type { NationalLine } from './line.ts';

const PIECE = 500;
const MAX_ROW_BYTES = 64 * 1024;
/** 111,000 rows of ours take some 25 MiB; ten times that is another country, or an attack. */
const MAX_LIST_BYTES = 256 * MIB;

const CALLS = { code: 'getAgenciesList', qd20: 'getAgenciesListQD20', changes: 'getSynchronizeUnit' } as const;

/** `level` of getAgenciesListQD20, or the version after which changes are asked for. */
function parametersOf(list: AgencyList | 'changes', number: number | undefined): Record<string, string> {
  if (number === undefined || list === 'code') {
    return {};
  }
  // getSynchronizeUnit takes no parameter by its documents: a surplus one is accepted, and the rows are sifted here as well.
  return list === 'qd20' ? { level: String(number) } : { fromVersion: String(number) };
}

/** Rows gathered into pieces; counts bytes against the cap of the whole list. */
class Pieces {
  #rows: AxisAgency[] = [];
  #size = 0;
  readonly #isWanted: (agency: AxisAgency) => boolean;
  readonly #tooLong: () => Error;

  constructor(isWanted: (agency: AxisAgency) => boolean, tooLong: () => Error) {
    this.#isWanted = isWanted;
    this.#tooLong = tooLong;
  }

  take(element: unknown, size: number): void {
    this.#size += size;
    if (this.#size > MAX_LIST_BYTES) {
      throw this.#tooLong();
    }
    const agency = readAgency(element);
    if (agency !== undefined && this.#isWanted(agency)) {
      this.#rows.push(agency);
    }
  }

  drain(): AxisAgency[][] {
    return this.#rows.length < PIECE ? [] : [this.last()];
  }

  last(): AxisAgency[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

async function* readOnce(
  line: NationalLine,
  list: AgencyList | 'changes',
  number: number | undefined,
): AsyncGenerator<AxisAgency[]> {
  const isWanted = (agency: AxisAgency): boolean =>
    list !== 'changes' || number === undefined || agency.version === undefined || agency.version > number;
  const pieces = new Pieces(isWanted, () =>
    line.error('axis.bad_answer', {}, 'Danh sách cơ quan của trục dài hơn mức cho phép nên đã ngừng đọc.'),
  );
  const answer = await line.exchange(line.call(CALLS[list], parametersOf(list, number), true));
  const take = (element: unknown, size: number): void => pieces.take(element, size);
  const picks = { elements: { path: ['data'], take }, maxElementBytes: MAX_ROW_BYTES, maxRestBytes: MIB };
  // The verdict stands behind the rows or before them: it is judged when all of the answer is there.
  const rest = yield* pickAlong(answer, line, picks, pieces);
  assertOk(rest, line);
  const last = pieces.last();
  if (last.length > 0) {
    yield last;
  }
}

/**
 * The list in pieces as it arrives. Begun again by itself only while nothing was handed out: afterwards the caller, who knows what it
 * has stored, begins again.
 */
export async function* streamAgencies(
  line: NationalLine,
  list: AgencyList | 'changes',
  number: number | undefined,
): AsyncGenerator<AxisAgency[]> {
  const { source, first } = await line.attempt(true, async () => {
    const opened = readOnce(line, list, number);
    return { source: opened, first: await opened.next() };
  });
  try {
    for (let step = first; step.done !== true; step = await source.next()) {
      yield step.value;
    }
  } finally {
    await source.return(undefined);
  }
}
