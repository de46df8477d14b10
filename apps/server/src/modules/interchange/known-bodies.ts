import { normaliseAgencyCode } from '@congvu/edxml';
import { resolveBodies } from '#modules/carriers';
import { findAgencyByCode } from '#modules/org';
import type { Db, Tx } from '../../platform/db.ts';
import { sameCode } from './envelope/read-facts.ts';
import type { DispatchRow } from './interchange.tables.ts';
import { createSharedReading } from './shared-reading.ts';

/** Who stands behind a code today, under whichever of its codes it was named; a closed body is its successor. */
export interface KnownBody {
  /** The same for every code of one body. */
  key: string;
  /** Of this installation. */
  hostedId: string | null;
  /** In our tree, hosted or an address. */
  agencyId: string | null;
  name: string;
  /** The body the code meant, when that has closed. */
  closedName: string | undefined;
}

/** A code nobody knew may be known in a moment: somebody is entering it. */
const UNKNOWN_MS = 2_000;

type Readings = ReturnType<typeof createSharedReading<KnownBody | undefined>>;

/** By database: what is one of ours in one installation is a stranger in another. */
const readings = new WeakMap<Db | Tx, Readings>();

function readingsOf(db: Db | Tx): Readings {
  const known =
    readings.get(db) ?? createSharedReading<KnownBody | undefined>((body) => body !== undefined, UNKNOWN_MS);
  readings.set(db, known);
  return known;
}

async function readBody(db: Db | Tx, code: string): Promise<KnownBody | undefined> {
  const { hosted, book, closedName } = (await resolveBodies(db, [code])).find(code);
  const own = await findAgencyByCode(db, code);
  const agencyId = hosted?.agencyId ?? own?.id ?? book?.agencyId ?? null;
  const key = agencyId ?? book?.id;
  return key === undefined
    ? undefined
    : { key, hostedId: hosted?.agencyId ?? null, agencyId, name: own?.name ?? book?.name ?? '', closedName };
}

/** As of the last minute; undefined for a code nobody here knows. */
export function findKnownBody(db: Db | Tx, code: string): Promise<KnownBody | undefined> {
  const key = code.trim().toUpperCase();
  return key === '' ? Promise.resolve(undefined) : readingsOf(db)(key, () => readBody(db, key));
}

/** The same for every code of one body; of a code nobody here knows the code itself. An agency that is named is that one. */
export async function bodyKey(db: Db | Tx, named: { agencyId: string | null; code: string }): Promise<string> {
  return named.agencyId ?? (await findKnownBody(db, named.code))?.key ?? normaliseAgencyCode(named.code);
}

/** As of now, for a verdict that sets a letter aside: a body that has just moved to an installation of its own is a stranger. */
export async function isHostedNow(db: Db | Tx, code: string): Promise<boolean> {
  const body = await readBody(db, code);
  return body !== undefined && body.hostedId !== null;
}

/** Two codes of one body, in whatever scheme; codes nobody knows only when they are the same. */
export async function isSameBody(db: Db | Tx, left: string, right: string): Promise<boolean> {
  if (sameCode(left, right)) {
    return left.trim() !== '';
  }
  const one = await findKnownBody(db, left);
  return one !== undefined && one.key === (await findKnownBody(db, right))?.key;
}

/** The body a dispatch is for: by agency, by any code the list of receivers named it with, or by any other code of the same body. */
export async function isReceiver(
  db: Db | Tx,
  dispatch: Pick<DispatchRow, 'receiver_agency_id' | 'receiver_code' | 'alias_codes'>,
  body: { agencyId: string | null; code: string },
): Promise<boolean> {
  if (body.agencyId !== null && dispatch.receiver_agency_id === body.agencyId) {
    return true;
  }
  for (const code of [dispatch.receiver_code, ...dispatch.alias_codes]) {
    if (await isSameBody(db, code, body.code)) {
      return true;
    }
  }
  return false;
}
