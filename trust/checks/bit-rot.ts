import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createUpkeepModule } from '../../apps/server/src/modules/upkeep/index.ts';
import type { Foundations } from '../../apps/server/src/office.ts';
import { goodCopies } from '../../apps/server/src/platform/backup/good-copies.ts';
import { clusterOf, lineageOf } from '../../apps/server/src/platform/backup/office-paths.ts';
import type { Repository } from '../../apps/server/src/platform/backup/repository.ts';
import { runBackup } from '../../apps/server/src/platform/backup/run-backup.ts';
import { walFolder } from '../../apps/server/src/platform/backup/wal-archive.ts';
import { openBlobStore } from '../../apps/server/src/platform/blobs.ts';
import type { Services } from '../../apps/server/src/platform/context.ts';
import { lookAtPages } from '../../apps/server/src/platform/postgres/look-at-pages.ts';
import { PAGE_BYTES } from '../../apps/server/src/platform/postgres/page-checksum.ts';
import { rawQuery } from '../../apps/server/src/platform/sql.ts';
import type { Check, CheckOptions, CheckOutcome } from '../check.ts';
import { archiveLogOnce, openSource } from '../support/backup-ground.ts';
import { openDemoOffice, seedOffice } from '../support/demo-office.ts';
import { inFolder } from '../support/folder.ts';
import { createRandom, type Random } from '../support/random.ts';
import { coverUp, filesBelow, flipBit, flipSomewhere, pickSome, type Rotted } from '../support/rot.ts';
import { makeCheckpoints, rotLog } from '../support/rot-of-log.ts';

const EACH = 100;
const EACH_SHORT = 8;
const SEED = 39;
const RUN = { baseEveryDays: 7, keepBases: 4, now: () => new Date() };

interface Ground {
  dir: string;
  dataDir: string;
  office: Foundations;
  services: Services;
  repository: Repository;
  random: Random;
  count: number;
  broken: boolean;
}

async function prepare(dir: string, { short, broken, log }: CheckOptions): Promise<Ground> {
  const dataDir = join(dir, 'data');
  const count = short ? EACH_SHORT : EACH;
  await seedOffice(dataDir);
  const office = await openDemoOffice(dataDir);
  for (let index = 0; index < count; index += 1) {
    await office.services.blobs.put(randomBytes(1 + 997 * index));
  }
  const [agency] = await rawQuery<{ id: string }>(office.services.db, 'select id from org_agency limit 1', []);
  await makeCheckpoints(office, count, agency?.id ?? '');
  const { source, repository } = await openSource(dir, dataDir, office.services.blobs);
  await runBackup(source, repository, RUN);
  await archiveLogOnce(source, repository);
  log('office, backup and log are there');
  // As the office is started once a backup is configured: good copies come from it.
  const config = {
    ...office.services.config,
    backup: { place: { kind: 'folder' as const, dir: join(dir, 'backup') }, keyFile: join(dir, 'backup.key') },
  };
  const dataBlobs = { dir: join(dataDir, 'blobs'), keys: source.keys };
  const blobs = openBlobStore({ ...dataBlobs, copies: goodCopies(config), isGuest: true });
  const services = { ...office.services, config, blobs };
  return { dir, dataDir, office, services, repository, random: createRandom(SEED), count, broken };
}

/** Whatever lies in the folder of the blobs: what its names mean is the store's own business. */
async function rotBlobs({ dataDir, services, random, count, broken }: Ground): Promise<Rotted> {
  const folder = join(dataDir, 'blobs');
  const files = filesBelow(folder).filter((path) => statSync(path).size > 0);
  const rotten = pickSome(files, count, random);
  for (const path of rotten) {
    flipSomewhere(path, random);
  }
  // Control: the scrub takes every file at its word.
  const trusting = { ...services.blobs, check: async () => 'good' as const };
  const seen = broken ? { ...services, blobs: trusting } : services;
  const { sweeps = [] } = createUpkeepModule();
  const turns = Math.ceil(files.length / 20) + 1;
  for (let turn = 0; turn < turns; turn += 1) {
    await sweeps.find(({ name }) => name === 'upkeep.scrub')?.run(seen);
  }
  const [row] = await rawQuery<{ found: number }>(
    services.db,
    'select count(*)::int as found from upkeep_damaged_blob',
    [],
  );
  let still = 0;
  for (const sha256 of services.blobs.list()) {
    still += (await services.blobs.check(sha256)) === 'good' ? 0 : 1;
  }
  return { kind: 'tệp', flipped: rotten.length, found: Math.max(0, (row?.found ?? 0) - still), beside: still };
}

/** Every bit of a sealed file counts: opening it says so. */
async function rotArchive({ repository, dir, dataDir, random, count, broken }: Ground): Promise<Rotted> {
  const folder = walFolder(lineageOf(dataDir));
  const names = (await repository.list(folder)).map((name) => `${folder}/${name}`);
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    const name = random.pick(names);
    const path = join(dir, 'backup', name);
    const { at, bit } = flipSomewhere(path, random);
    const opened = broken ? Promise.resolve(readFileSync(path)) : repository.readAll(name);
    found += await opened.then(
      () => 0,
      () => 1,
    );
    flipBit(path, at, bit);
  }
  return { kind: 'nhật ký PostgreSQL lưu', flipped: count, found, beside: 0 };
}

/** Pages of tables and indexes of a server that stands still. */
async function rotPages({ dataDir, random, count, broken }: Ground): Promise<Rotted> {
  const cluster = clusterOf(dataDir);
  const pages = filesBelow(join(cluster, 'base'))
    .filter((path) => /\/\d+$/.test(path))
    .flatMap((path) =>
      Array.from({ length: Math.floor(statSync(path).size / PAGE_BYTES) }, (_, block) => ({ path, block })),
    )
    .filter(({ path, block }) => readFileSync(path).readUInt16LE(block * PAGE_BYTES + 14) !== 0);
  const rotten = pickSome(pages, count, random);
  for (const { path, block } of rotten) {
    flipBit(path, block * PAGE_BYTES + random.below(PAGE_BYTES), random.below(8));
    if (broken) {
      coverUp(path, block);
    }
  }
  const seen = new Set((await lookAtPages(cluster)).places);
  const wanted = rotten.map(({ path, block }) => `${path.slice(cluster.length + 1)}:${block}`);
  const found = wanted.filter((place) => seen.has(place)).length;
  return { kind: 'trang bảng và chỉ mục', flipped: rotten.length, found, beside: seen.size - found };
}

async function measure(dir: string, options: CheckOptions): Promise<CheckOutcome> {
  const ground = await prepare(dir, options);
  const { office, random, count, broken, dataDir } = ground;
  const all: Rotted[] = [];
  try {
    all.push(await rotBlobs(ground));
    options.log('blobs done');
    all.push(await rotArchive(ground));
    options.log('archive done');
    all.push(...(await rotLog(office, dataDir, { count, random, broken })));
    options.log('log done');
  } finally {
    await office.close();
  }
  all.push(await rotPages(ground));
  const verdicts = all.map(({ flipped, found, beside }) => flipped > 0 && found === flipped && beside === 0);
  const sum = (pick: (one: Rotted) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return {
    figure: `${sum(({ found }) => found)}/${sum(({ flipped }) => flipped)} bit lật được tìm thấy, ${sum(({ beside }) => beside)} báo thừa (${all.map(({ kind, found, flipped }) => `${kind} ${found}/${flipped}`).join(', ')}); tệp được thay từ bản sao lưu`,
    // Of the control every part has to be noticed.
    passed: broken ? verdicts.some(Boolean) : verdicts.every(Boolean),
    detail: { seed: SEED, all },
  };
}

export const check: Check = {
  name: 'bit-rot',
  tests: ['T39'],
  title: 'Một bit hỏng ở tệp, bảng, nhật ký PostgreSQL đã lưu, dấu vết, điểm chốt được tìm thấy trong một vòng rà soát',
  target: '500/500, không báo thừa',
  control: 'rà soát tin lời tệp, trang được tính lại mã kiểm, kiểm nhật ký chỉ xem mã băm, bản lưu không mở niêm phong',
  run: (options) => inFolder('bit-rot', (dir) => measure(dir, options)),
};
