import { codeKey } from '#modules/addressbook';
import { type HostedAgency, listHostedAgencies } from '#modules/org';
import type { Db, Tx } from '../../../platform/db.ts';
import type { ConnectionRow } from '../carriers.tables.ts';
import { listServed } from '../connections.store.ts';

/** An agency that uses the connection and the codes it bears there. */
export type ServedAgency = HostedAgency;

/** Codes of the agency that the connection knows: those an administrator named, all when none is named. */
function codesThere(connection: Pick<ConnectionRow, 'codes'>, codes: readonly string[]): string[] {
  if (connection.codes.length === 0) {
    return [...codes];
  }
  const named = new Set(connection.codes.map(codeKey));
  return codes.filter((code) => named.has(codeKey(code)));
}

function serves(connection: ConnectionRow, chosen: readonly string[], agencyId: string): boolean {
  return (
    connection.share === 'all' ||
    connection.agency_id === agencyId ||
    (connection.share === 'chosen' && chosen.includes(agencyId))
  );
}

/** Who sends and receives over each connection; agencies without a code there are left out. */
export async function listServedAgencies(
  db: Db | Tx,
  connections: readonly ConnectionRow[],
): Promise<Map<string, ServedAgency[]>> {
  const [hosted, served] = [
    await listHostedAgencies(db),
    await listServed(
      db,
      connections.map(({ id }) => id),
    ),
  ];
  return new Map(
    connections.map((connection) => {
      const chosen = served.get(connection.id) ?? [];
      const agencies = hosted
        .filter(({ id }) => serves(connection, chosen, id))
        .map((agency) => ({ ...agency, codes: codesThere(connection, agency.codes) }))
        .filter(({ codes }) => codes.length > 0);
      return [connection.id, agencies];
    }),
  );
}

/** The code the sender bears on this connection: the one of the envelope when it is registered there. */
export function senderCodeOn(agency: Pick<ServedAgency, 'codes'>, envelopeCode: string): string | undefined {
  const key = codeKey(envelopeCode);
  return agency.codes.find((code) => codeKey(code) === key) ?? agency.codes[0];
}
