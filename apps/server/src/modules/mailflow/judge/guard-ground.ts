import type { Campaign } from '@congvu/mailguard';
import { officialDomains, searchDirectory } from '#modules/mail';
import type { Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { domainOf } from '../mailflow.flow.ts';
import type { GuardGround } from './judge-question.ts';

/** What modules above know of forged mail. */
export interface GroundPorts {
  campaigns(db: Db | Tx): Promise<Campaign[]>;
}

/** New people and reports count after this long at the latest. */
const KEEP_MS = 15_000;

interface Kept {
  until: number;
  ground: Promise<GuardGround>;
}

const kept = new WeakMap<Db, Kept>();
let version = 0;
let lastText = '';

/** More people than a province has official mailboxes. */
const EVERYBODY = 100_000;

async function load(services: Pick<Services, 'db' | 'clock'>, ports: GroundPorts): Promise<GuardGround> {
  const [ownDomains, campaigns, directory] = await Promise.all([
    officialDomains(services.db),
    ports.campaigns(services.db),
    searchDirectory(services, { q: '', limit: EVERYBODY }),
  ]);
  const names = new Map(ownDomains.map((domain) => [domain, domain]));
  for (const { address, agencyName } of directory) {
    names.set(domainOf(address), agencyName);
  }
  const facts = {
    ownDomains,
    protectedNames: [...names].filter(([domain]) => domain !== '').map(([domain, name]) => ({ name, domain })),
    people: directory
      .filter(({ kind }) => kind === 'person')
      .map(({ name, title, address }) => ({ name, title, address })),
    campaigns,
  };
  // Threads keep it by its version: a new one only when something is new.
  const text = JSON.stringify(facts);
  if (text !== lastText) {
    lastText = text;
    version += 1;
  }
  return { version, ...facts };
}

/** The ground of verdicts as of some seconds ago. */
export function guardGround(services: Pick<Services, 'db' | 'clock'>, ports: GroundPorts): Promise<GuardGround> {
  const known = kept.get(services.db);
  if (known !== undefined && performance.now() < known.until) {
    return known.ground;
  }
  const ground = load(services, ports);
  kept.set(services.db, { until: performance.now() + KEEP_MS, ground });
  ground.catch(() => kept.delete(services.db));
  return ground;
}
