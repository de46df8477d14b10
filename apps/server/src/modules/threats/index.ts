import type { ModuleDefinition } from '../../platform/module.ts';
import { drillJobs } from './drills/start-drill.ts';
import type { ThreatsPorts } from './ports.ts';
import { digestHeld } from './quarantine/digest.ts';
import { expireHeld } from './quarantine/expire.ts';
import { countThreats, threatsDesk } from './queries/threats-desk.ts';
import { retractJobs } from './retract/run-retraction.ts';
import { threatRoutes } from './threats.routes.ts';
import { clearedMailJobs } from './uploads/bring-back-cleared.ts';
import { CLEARED, LOCKED } from './uploads/file-news.ts';
import { foundMailJobs } from './uploads/tell-found-mail.ts';
import { infectionJobs } from './uploads/tell-infection.ts';
import { newsJob } from './uploads/tell-of-files.ts';

export { activeCampaigns } from './rules.ts';

/** Looks whether it is time for the digest; a marker for each agency and day keeps it one. */
const DIGEST_SECONDS = 600;
const EXPIRE_SECONDS = 3_600;

export function createThreatsModule(ports: ThreatsPorts): ModuleDefinition {
  return {
    name: 'threats',
    routes: threatRoutes(ports),
    jobs: (services) => [
      ...retractJobs(services),
      ...drillJobs(services),
      ...infectionJobs(services),
      newsJob(services, LOCKED),
      newsJob(services, CLEARED),
      ...clearedMailJobs(services),
      ...foundMailJobs(services),
    ],
    sweeps: [
      { name: 'threats.digest', everySeconds: DIGEST_SECONDS, run: digestHeld },
      { name: 'threats.expire', everySeconds: EXPIRE_SECONDS, run: expireHeld },
    ],
    desk: threatsDesk,
    counts: countThreats,
  };
}
