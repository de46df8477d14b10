import { proposeMailboxName, unitSlugOf } from '@congvu/forms';
import { mailboxFacts } from '#modules/mail';
import { findSetting } from '#modules/requests';
import type { Db, Tx } from '../../../platform/db.ts';
import type { RosterLineRow } from '../rosters.presenter.ts';

/** So many people of one name in one unit: then a person thinks of something. */
const ROUNDS = 9;

interface Pattern {
  unitSlug: string;
  domain: string;
}

type Line = Pick<RosterLineRow, 'id' | 'agency_id' | 'agency_name' | 'cells' | 'state'>;

function nameOf({ cells }: Line): string {
  const name = cells['fullName'];
  return typeof name === 'string' ? name : '';
}

/** What the unit has set; a domain of the guiding office serves its units, the name of the unit gives the rest. */
async function patternsOf(db: Db | Tx, officeId: string, lines: readonly Line[]): Promise<Map<string, Pattern>> {
  const office = await findSetting(db, officeId);
  const patterns = new Map<string, Pattern>();
  for (const { agency_id: id, agency_name: name } of lines) {
    if (!patterns.has(id)) {
      const own = await findSetting(db, id);
      patterns.set(id, {
        unitSlug: own?.unit_slug || unitSlugOf(name),
        domain: own?.mailbox_domain || (office?.mailbox_domain ?? ''),
      });
    }
  }
  return patterns;
}

/**
 * A free address for each person still waiting for a mailbox, by the pattern of the letter's examples (spec requests.md §3, naming
 * rule); an address anybody holds or held is never proposed again. Whoever records the result may write another.
 */
export async function proposeAddresses(
  db: Db | Tx,
  officeId: string,
  rows: readonly Line[],
): Promise<Map<string, string>> {
  let waiting = rows.filter((row) => row.state === 'open' && nameOf(row) !== '');
  const patterns = await patternsOf(db, officeId, waiting);
  const taken = new Set<string>();
  const proposed = new Map<string, string>();
  for (let round = 0; round < ROUNDS && waiting.length > 0; round += 1) {
    const tried = waiting.flatMap((line) => {
      const pattern = patterns.get(line.agency_id);
      if (pattern === undefined) {
        return [];
      }
      const name = proposeMailboxName({ fullName: nameOf(line), unitSlug: pattern.unitSlug, taken });
      taken.add(name);
      return [{ line, address: pattern.domain === '' ? name : `${name}@${pattern.domain}` }];
    });
    const { byAddress } = await mailboxFacts(db, { addresses: tried.map(({ address }) => address) });
    for (const { line, address } of tried.filter((one) => !byAddress.has(one.address))) {
      proposed.set(line.id, address);
    }
    waiting = waiting.filter(({ id }) => !proposed.has(id));
  }
  return proposed;
}
