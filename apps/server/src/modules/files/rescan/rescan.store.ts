import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';

/** Signatures that are not those of before open a run over the files of the last days; the first ones open none. */
export async function noteSignatures(db: Db, engine: string, at: Date): Promise<void> {
  await rawQuery(
    db,
    `insert into file_rescan as known (engine, changed_at) values ($1, $2)
     on conflict (only_row) do update set engine = $1, changed_at = $2, is_open = true, at_created = null, at_id = null,
       tries = 0, turn = null, turn_until = null
     where known.engine <> $1`,
    [engine, at],
  );
}

/** When the signatures of now were first seen. */
export async function signaturesSince(db: Db): Promise<Date | undefined> {
  const [row] = await rawQuery<{ changed_at: Date }>(db, 'select changed_at from file_rescan', []);
  return row?.changed_at;
}

/** The signatures last seen. */
export async function engineNoted(db: Db): Promise<string | undefined> {
  const [row] = await rawQuery<{ engine: string }>(db, 'select engine from file_rescan', []);
  return row?.engine;
}

/** The newest file is the first; nothing before it. */
export interface Place {
  createdAt: Date;
  id: string;
}

export interface Turn {
  id: string;
  changedAt: Date;
  /** The last file looked at. */
  after: Place | undefined;
  /** Turns that ended at the file behind that one. */
  tries: number;
}

interface TurnRow {
  changed_at: Date;
  at_created: Date | null;
  at_id: string | null;
  tries: number;
}

/** The run belongs to one process until that moment, which moves on while it works: one that died is taken over from. */
export async function takeTurn(
  db: Db,
  { now, changedBefore, until }: { now: Date; changedBefore: Date; until: Date },
): Promise<Turn | undefined> {
  const id = newId(now.getTime());
  const [row] = await rawQuery<TurnRow>(
    db,
    `update file_rescan set turn = $1, turn_until = $4
     where is_open and changed_at <= $3 and (turn is null or turn_until < $2)
     returning changed_at, at_created, at_id, tries`,
    [id, now, changedBefore, until],
  );
  if (row === undefined) {
    return undefined;
  }
  const { changed_at: changedAt, at_created: createdAt, at_id: last, tries } = row;
  return {
    id,
    changedAt,
    after: createdAt === null || last === null ? undefined : { createdAt, id: last },
    tries,
  };
}

/** False when the run is no longer this one's: newer signatures have begun another, or it was thought dead. */
export async function moveOn(db: Db, turn: Turn, at: { place: Place; until: Date }): Promise<boolean> {
  const moved = await rawQuery(
    db,
    `update file_rescan set at_created = $2, at_id = $3, turn_until = $4, tries = 0 where turn = $1 returning tries`,
    [turn.id, at.place.createdAt, at.place.id, at.until],
  );
  return moved.length === 1;
}

/** The same, while it stays where it is. */
export async function holdTurn(db: Db, turn: Turn, until: Date): Promise<boolean> {
  const moved = await rawQuery(db, 'update file_rescan set turn_until = $2 where turn = $1 returning tries', [
    turn.id,
    until,
  ]);
  return moved.length === 1;
}

/** Lets go; what is left is for the next turn, of whatever process. */
export async function endTurn(
  db: Db,
  turn: Turn,
  { isDone, isStuck }: { isDone: boolean; isStuck: boolean },
): Promise<void> {
  await rawQuery(
    db,
    `update file_rescan set is_open = not $2::boolean, tries = tries + $3, turn = null, turn_until = null where turn = $1`,
    [turn.id, isDone, isStuck ? 1 : 0],
  );
}

export interface PastFile extends Place {
  sha256: string;
}

/** Files put there since a day, the newest first, behind the one named. */
export async function filesBefore(
  db: Db,
  { after, since, limit }: { after: Place | undefined; since: Date; limit: number },
): Promise<PastFile[]> {
  return rawQuery<PastFile>(
    db,
    `select sha256, created_at as "createdAt", id from file
     where created_at >= $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
     order by created_at desc, id desc limit $4`,
    [since, after?.createdAt ?? null, after?.id ?? null, limit],
  );
}
