import { type BookAgency, codeKey, findManyByCode } from '#modules/addressbook';
import { type HostedAgency, listHostedAgencies } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';

/** A successor may have a successor; a ring of them ends here. */
const MAX_SUCCESSIONS = 5;

/** Who stands behind a code today. */
export interface Body {
  /** An agency of this installation, after successors; `replaces` names the body that closed. */
  hosted: { agencyId: string; code: string; replaces: string | undefined } | undefined;
  /** As the address book knows it; the successor of a closed body. */
  book: BookAgency | undefined;
  /** The body the code meant, when that has closed. */
  closedName: string | undefined;
}

type Book = ReadonlyMap<string, BookAgency>;

/** Adds the bodies that took over, and those that took over from them. */
async function withSuccessors(db: Db | Tx, found: Book): Promise<Book> {
  const book = new Map(found);
  for (let round = 0; round < MAX_SUCCESSIONS; round += 1) {
    const missing = [...book.values()].flatMap(({ deleted, successorCode }) =>
      deleted && successorCode !== null && !book.has(codeKey(successorCode)) ? [successorCode] : [],
    );
    if (missing.length === 0) {
      break;
    }
    for (const [key, agency] of await findManyByCode(db, missing)) {
      book.set(key, agency);
    }
  }
  return book;
}

function openBody(book: Book, agency: BookAgency): BookAgency | undefined {
  let found: BookAgency | undefined = agency;
  for (let round = 0; found?.deleted === true && round <= MAX_SUCCESSIONS; round += 1) {
    found = found.successorCode === null ? undefined : book.get(codeKey(found.successorCode));
  }
  return found?.deleted === true ? undefined : found;
}

function hostedAs(agency: HostedAgency | undefined, code: string, replaces: string | undefined): Body['hosted'] {
  const key = codeKey(code);
  const written = agency?.codes.find((own) => codeKey(own) === key) ?? agency?.codes[0];
  return agency === undefined || written === undefined ? undefined : { agencyId: agency.id, code: written, replaces };
}

/**
 * Codes of either scheme to bodies: agencies of this installation under any of their codes, closed ones by their successor
 * (spec interchange §10, inbox 5). `agencyId` names an agency of our own tree where the caller knows it.
 */
export class Bodies {
  readonly #hosted: readonly HostedAgency[];
  readonly #book: Book;

  constructor(hosted: readonly HostedAgency[], book: Book) {
    this.#hosted = hosted;
    this.#book = book;
  }

  find(code: string, agencyId: string | null = null): Body {
    const key = codeKey(code);
    const own =
      this.#hosted.find(({ id }) => id === agencyId) ??
      this.#hosted.find(({ codes }) => key !== '' && codes.some((one) => codeKey(one) === key));
    const known = this.#book.get(key);
    const book = known === undefined ? undefined : openBody(this.#book, known);
    const closedName = known?.deleted === true ? known.name : undefined;
    const heir = book?.agencyId ?? undefined;
    const agency = own ?? (heir === undefined ? undefined : this.#hosted.find(({ id }) => id === heir));
    return { hosted: hostedAs(agency, code, own === undefined ? closedName : undefined), book, closedName };
  }
}

/** @param found what the address book says of the codes, when the caller has asked it already */
export async function resolveBodies(db: Db | Tx, codes: readonly string[], found?: Book): Promise<Bodies> {
  const wanted = codes.filter((code) => code.trim() !== '');
  const book = await withSuccessors(db, found ?? (await findManyByCode(db, wanted)));
  return new Bodies(await listHostedAgencies(db), book);
}
