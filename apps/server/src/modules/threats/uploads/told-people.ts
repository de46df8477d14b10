import { documentsHolding } from '#modules/documents';
import { draftLink } from '#modules/drafting';
import type { LockedFile } from '#modules/files';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { centreLink } from '../links.ts';
import { officersOf } from '../office.ts';

/** Its own place: what is told of one file does not replace what is told of another. */
export function findingLink(id: string): string {
  return `${centreLink()}?muc=ma-doc&tep=${id}`;
}

export async function officersOfDay(tx: Tx, context: Context, officeId: string | undefined): Promise<string[]> {
  return officeId === undefined ? [] : officersOf(tx, officeId, vietnamDate(context.clock.now()));
}

/** Of the agency whose file it is, without those who hear of it as officers. */
export async function administratorsBeside(
  tx: Tx,
  context: Context,
  { agencyId, officers }: { agencyId: string; officers: readonly string[] },
): Promise<string[]> {
  const positions = await listPositions(tx, agencyId, vietnamDate(context.clock.now()));
  return positions
    .filter(({ roles, personId }) => roles.includes('administrator') && !officers.includes(personId))
    .map(({ personId }) => personId);
}

/** Where whoever put a file there finds it: at the document it belongs to. */
export async function placesOf(
  tx: Tx,
  agencyId: string,
  files: readonly LockedFile[],
): Promise<(file: LockedFile) => string> {
  const places = await documentsHolding(
    tx,
    agencyId,
    files.map((file) => file.file_id),
  );
  return (file) => {
    const place = places.get(file.file_id);
    if (place === undefined) {
      return `/?tep=${file.id}`;
    }
    if (place.direction === 'incoming') {
      return `/van-ban-den/${place.id}`;
    }
    return place.number_symbol ? `/van-ban-di/${place.id}` : draftLink(place.id);
  };
}
