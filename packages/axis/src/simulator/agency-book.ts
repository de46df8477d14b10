import { normaliseAgencyCode } from '@congvu/edxml';
import { generateAgencies } from './generated-agencies.ts';
import type { SimulatedAgency, SimulatorAgencies, SimulatorOptions } from './types.ts';

/** A body with what the lists say about it. */
export interface BookRow {
  id: string;
  agency: SimulatedAgency;
  version: number;
  isDeleted: boolean;
  modifiedAt: Date;
}

export type BookChange =
  | { do: 'add'; agency: SimulatedAgency }
  | { do: 'remove'; code: string }
  | { do: 'rename'; code: string; name: string };

function* expand(given: SimulatorOptions['agencies']): Generator<SimulatedAgency> {
  for (const item of Array.isArray(given) ? given : [given]) {
    if ('count' in item) {
      yield* generateAgencies(item);
    } else {
      yield item;
    }
  }
}

/** Every body of the axis, found by any of its codes; changes are numbered and told to whoever keeps them. */
export class AgencyBook implements SimulatorAgencies {
  readonly #rows = new Map<string, BookRow>();
  /** Every code in every scheme → code by QĐ 20. */
  readonly #aliases = new Map<string, string>();
  readonly #clock: () => Date;
  readonly #changed: (change: BookChange) => void;
  #version = 0;
  #live = 0;

  constructor(given: SimulatorOptions['agencies'], clock: () => Date, changed: (change: BookChange) => void) {
    this.#clock = clock;
    this.#changed = changed;
    const at = clock();
    for (const agency of expand(given)) {
      this.#put(agency, at);
    }
  }

  get size(): number {
    return this.#live;
  }

  get version(): number {
    return this.#version;
  }

  /** Also those that are gone: lists of synchronisation name them. */
  rows(): IterableIterator<BookRow> {
    return this.#rows.values();
  }

  row(code: string): BookRow | undefined {
    const key = this.#aliases.get(normaliseAgencyCode(code));
    return key === undefined ? undefined : this.#rows.get(key);
  }

  find(code: string): SimulatedAgency | undefined {
    const row = this.row(code);
    return row === undefined || row.isDeleted ? undefined : row.agency;
  }

  /** The one name of a body, whatever code it was called by; the code itself for a stranger. */
  keyOf(code: string): string {
    return this.#aliases.get(normaliseAgencyCode(code)) ?? normaliseAgencyCode(code);
  }

  add(agency: SimulatedAgency): void {
    this.apply({ do: 'add', agency }, this.#clock());
    this.#changed({ do: 'add', agency });
  }

  remove(code: string): void {
    this.apply({ do: 'remove', code }, this.#clock());
    this.#changed({ do: 'remove', code });
  }

  rename(code: string, name: string): void {
    this.apply({ do: 'rename', code, name }, this.#clock());
    this.#changed({ do: 'rename', code, name });
  }

  /** A change that is known already, from the journal. */
  apply(change: BookChange, at: Date): void {
    if (change.do === 'add') {
      this.#put(change.agency, at);
      return;
    }
    const row = this.row(change.code);
    if (row === undefined) {
      return;
    }
    if (change.do === 'rename') {
      this.#put({ ...row.agency, name: change.name }, at);
    } else if (!row.isDeleted) {
      this.#version += 1;
      this.#live -= 1;
      this.#rows.set(row.agency.code, { ...row, version: this.#version, isDeleted: true, modifiedAt: at });
    }
  }

  #put(given: SimulatedAgency, at: Date): void {
    const agency = { ...given, code: normaliseAgencyCode(given.code) };
    const before = this.#rows.get(agency.code);
    this.#version += 1;
    this.#live += before === undefined || before.isDeleted ? 1 : 0;
    const id = before?.id ?? String(this.#rows.size + 1);
    this.#rows.set(agency.code, { id, agency, version: this.#version, isDeleted: false, modifiedAt: at });
    for (const code of [agency.code, agency.codeQcvn102, ...(agency.oldCodes ?? [])]) {
      if (code !== undefined && code !== '') {
        this.#aliases.set(normaliseAgencyCode(code), agency.code);
      }
    }
  }
}
