import { type BookAgency, codeKey, findManyByCode } from '#modules/addressbook';
import { listLiveCodes } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { Way } from '../carrier.ts';
import type { ChoiceRow, ConnectionRow } from '../carriers.tables.ts';
import { listConnectionsFor } from '../connections.store.ts';
import type { ReachedReceiver } from '../kinds.ts';
import { REACHES } from '../registry.ts';
import { decideWay, type UsableConnection } from './decide-way.ts';
import { type Body, resolveBodies } from './resolve-bodies.ts';
import { listServedAgencies } from './served-agencies.ts';

/** A body a letter is for, as whoever issued it named it. */
export interface WayReceiver {
  agencyId: string | null;
  code: string;
  name: string;
}

type Found = Body & { receiver: WayReceiver };

async function lookUp(db: Db | Tx, receivers: readonly WayReceiver[]): Promise<Map<string, BookAgency>> {
  const book = await findManyByCode(
    db,
    receivers.map(({ code }) => code).filter((code) => code.trim() !== ''),
  );
  // An address of our tree may be known to the axes by another of its codes.
  const unknown = receivers.filter(({ agencyId, code }) => agencyId !== null && !book.has(codeKey(code)));
  if (unknown.length === 0) {
    return book;
  }
  const codes = await listLiveCodes(
    db,
    unknown.flatMap(({ agencyId }) => agencyId ?? []),
  );
  const others = await findManyByCode(db, [...codes.values()].flat());
  const added = unknown.flatMap(({ agencyId, code }): [string, BookAgency][] => {
    const other = (codes.get(agencyId ?? '') ?? []).map((own) => others.get(codeKey(own))).find((one) => one);
    return other === undefined ? [] : [[codeKey(code), other]];
  });
  return new Map([...book, ...added]);
}

function usable(connection: ConnectionRow): UsableConnection {
  return {
    id: connection.id,
    kind: connection.kind,
    name: connection.name,
    attachmentForm: connection.settings.attachmentForm === 'raw' ? 'raw' : 'zip',
  };
}

/** Connections the agency may send over now: switched on, shared with it, and it has a code there. */
async function listUsable(db: Db | Tx, agencyId: string): Promise<ConnectionRow[]> {
  const enabled = (await listConnectionsFor(db, agencyId)).filter((connection) => connection.enabled);
  const served = await listServedAgencies(db, enabled);
  return enabled.filter(({ id }) => served.get(id)?.some((agency) => agency.id === agencyId) === true);
}

/** What a clerk of the agency may name as the way of one letter. */
export async function listUsableConnections(db: Db | Tx, agencyId: string): Promise<UsableConnection[]> {
  return (await listUsable(db, agencyId)).map(usable);
}

/** A choice made for one code of a body holds for its other codes. */
function choiceKeys({ receiver, book }: Found): string[] {
  return [receiver.code, book?.code, book?.codeQd20, book?.codeQcvn102].flatMap((code) =>
    code === undefined || code === null ? [] : [codeKey(code)],
  );
}

async function listChoices(db: Db | Tx, agencyId: string, found: readonly Found[]): Promise<Map<string, ChoiceRow>> {
  const rows = await rawQuery<ChoiceRow>(
    db,
    'select * from carriers_choice where agency_id = $1 and code_key = any($2::text[])',
    [agencyId, found.flatMap(choiceKeys)],
  );
  return new Map(rows.map((row) => [row.code_key, row]));
}

function reachedReceiver({ receiver, book }: Found): ReachedReceiver {
  const code = book?.code ?? receiver.code;
  return { key: codeKey(code), code, sources: book?.sources ?? [], mail: book?.mail ?? '' };
}

async function listReached(
  db: Db | Tx,
  connections: readonly ConnectionRow[],
  found: readonly Found[],
): Promise<Map<string, UsableConnection[]>> {
  const reached = new Map<string, UsableConnection[]>();
  const receivers = found.filter(({ hosted }) => hosted === undefined).map(reachedReceiver);
  for (const { kinds, reaches } of REACHES) {
    const own = connections.filter(({ kind }) => kinds.includes(kind));
    const answers = own.length === 0 ? new Map<string, string>() : await reaches(db, own, receivers);
    for (const [key, id] of answers) {
      const connection = own.find((one) => one.id === id);
      if (connection !== undefined) {
        reached.set(key, [...(reached.get(key) ?? []), usable(connection)]);
      }
    }
  }
  return reached;
}

/** The way for each receiver of a letter, in their order; a receiver nothing reaches comes with the reason in Vietnamese. */
export async function chooseWays(db: Db | Tx, agencyId: string, receivers: readonly WayReceiver[]): Promise<Way[]> {
  const codes = receivers.map(({ code }) => code);
  const bodies = await resolveBodies(db, codes, await lookUp(db, receivers));
  const found = receivers.map((receiver) => ({ receiver, ...bodies.find(receiver.code, receiver.agencyId) }));
  const connections = await listUsable(db, agencyId);
  const choices = await listChoices(db, agencyId, found);
  const reached = await listReached(db, connections, found);
  return found.map((one) => {
    const choice = choiceKeys(one)
      .map((key) => choices.get(key))
      .find((row) => row !== undefined);
    const chosen = connections.find(({ id }) => id === choice?.connection_id);
    return decideWay({
      ...one,
      choice,
      chosen: chosen === undefined ? undefined : usable(chosen),
      reached: reached.get(reachedReceiver(one).key) ?? [],
      hasConnections: connections.length > 0,
    });
  });
}
