import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Next to each other, so that files of one project share their modules; the many short ones of the pages fill the end. */
const PROJECTS = ['packages', 'server', 'e2e', 'web-mocked', 'web'];

/** Seconds that the longest files took alone on two cores. A clone without results of its own would begin with whatever is longest to read. */
export const SECONDS: Readonly<Record<string, number>> = {
  'apps/cli/test/pdf-attack.test.ts': 36,
  'tools/build-package.test.ts': 29,
  'apps/signer/test/pkcs11.test.ts': 23,
  'packages/pades/test/journey.test.ts': 21,
  'apps/cli/test/evidence.test.ts': 21,
  'packages/pades/test/attacks.test.ts': 20,
  'packages/forms/test/form-pdf.test.ts': 16,
  'apps/cli/test/axis.test.ts': 16,
  'packages/pades/test/levels.test.ts': 15,
  'apps/cli/test/pdf.test.ts': 13,
  'packages/pades/test/verify-limits.test.ts': 12,
  'apps/cli/test/nd30.test.ts': 12,
  'packages/mailguard/test/figures.test.ts': 11,
  'packages/evidence/test/memory.test.ts': 8,
  'apps/server/src/faults/exchange-chaos.test.ts': 51,
  'apps/server/src/platform/postgres/start-postgres.test.ts': 39,
  'apps/server/src/modules/rosters/rosters.test.ts': 27,
  'apps/server/src/backup/upkeep.test.ts': 24,
  'apps/server/src/backup/backup.test.ts': 23,
  'apps/server/src/modules/mail/backends/postfix/real.test.ts': 23,
  'apps/server/src/platform/postgres/data-folder.test.ts': 22,
  'apps/server/src/backup/find-copies.test.ts': 22,
  'apps/server/src/access/access.test.ts': 20,
  'apps/server/src/modules/requests/long-list.test.ts': 20,
  'apps/server/src/access/answers.test.ts': 18,
  'apps/server/src/modules/outgoing/purposes/attachments.test.ts': 18,
  'apps/server/src/modules/outgoing/outgoing.test.ts': 17,
  'apps/server/src/modules/carriers/receiving/receiving.test.ts': 17,
  'apps/server/src/modules/amendments/convergence.test.ts': 15,
  'apps/server/src/platform/tables/read-table.test.ts': 14,
  'apps/server/src/modules/carriers/peer/peer-uploads.test.ts': 14,
  'apps/server/src/modules/mailflow/filter/real-filter.test.ts': 14,
  'e2e/screens.test.ts': 309,
  'e2e/forms.test.ts': 195,
  'e2e/stored-xss.test.ts': 119,
  'e2e/story.test.ts': 100,
  'e2e/signatures.test.ts': 99,
  'e2e/exchange.test.ts': 96,
  'e2e/returns.test.ts': 87,
  'e2e/mail.test.ts': 66,
  'e2e/mail-xss.test.ts': 62,
  'e2e/forms-screens.test.ts': 53,
  'e2e/first-start.test.ts': 51,
  'e2e/paper.test.ts': 37,
  'e2e/lost-token.test.ts': 10,
};

interface Place {
  project: string;
  seconds: number;
}

/** By project, the longest first: a long file that begins last leaves the other processors with nothing to do. */
export function comesBefore(one: Place, other: Place): number {
  const byProject = PROJECTS.indexOf(one.project) - PROJECTS.indexOf(other.project);
  return byProject === 0 ? other.seconds - one.seconds : byProject;
}

function placeOf({ project, moduleId }: TestSpecification): Place {
  const path = Object.keys(SECONDS).find((name) => moduleId.endsWith(`/${name}`));
  return { project: project.name, seconds: path === undefined ? 0 : (SECONDS[path] ?? 0) };
}

/** What is not listed keeps the order of Vitest: longer ones of the last run, or larger ones, first. */
export class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => comesBefore(placeOf(one), placeOf(other)));
  }
}
