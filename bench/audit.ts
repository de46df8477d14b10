import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifyInclusion } from '@congvu/tlog';
import { record, recordAll } from '../apps/server/src/modules/audit/index.ts';
import { makeCheckpoint } from '../apps/server/src/modules/audit/log/checkpoints.ts';
import { sequence } from '../apps/server/src/modules/audit/log/sequence.ts';
import { treeOf } from '../apps/server/src/modules/audit/log/tiles.ts';
import { addMovement, insertDocument } from '../apps/server/src/modules/documents/index.ts';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import { type ActingContext, command } from '../apps/server/src/platform/context.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import { type BenchOffice, openBenchOffice, spreadOf } from './support-office.ts';

const LEAVES = Number(process.env.BENCH_LEAVES ?? 100_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 6);
const COMMANDS = Number(process.env.BENCH_COMMANDS ?? 3_000);
const LANES = 16;
const PROOFS = 500;
const LIMIT_COST_PERCENT = 10;
const CONGVU = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));

type Work = (context: ActingContext) => Promise<void>;

/** The smallest command there is: its leaf and nothing else, the worst case for the tree. */
const leafAlone: Work = async (context) => {
  const { agencyId } = context.subject;
  await command(context, async (tx) =>
    record(tx, context, { action: 'incoming.opened', agencyId, objectKind: 'document', objectId: newId() }),
  );
};

/** What taking in a letter writes at least: the document, its line of movement, its leaf. */
const takeIn: Work = async (context) => {
  const { agencyId } = context.subject;
  const id = newId();
  await command(context, async (tx) => {
    await insertDocument(tx, {
      agency_id: agencyId,
      id,
      direction: 'incoming',
      document_type: 'official_letter',
      type_name: 'Công văn',
      number: null,
      symbol: '',
      number_symbol: '',
      abstract: 'Về việc rà soát chứng thư số của cán bộ, công chức năm 2021',
      issued_on: '2021-03-22',
      issuing_agency_id: null,
      issuing_agency_name: 'UBND huyện Tam Đường',
      signatory: '',
      signatory_position: '',
      urgency: 'normal',
      drafting_unit: '',
      page_count: null,
      document_code: '',
      created_at: context.clock.now(),
    });
    await addMovement(tx, context, { agencyId, documentId: id, kind: 'received', text: 'Tiếp nhận' });
    await record(tx, context, { action: 'incoming.received', agencyId, objectKind: 'document', objectId: id });
  });
};

async function perSecond(context: () => ActingContext, work: Work): Promise<number> {
  let left = COMMANDS;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await work(context());
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: LANES }, lane));
  return COMMANDS / ((performance.now() - start) / 1000);
}

async function switchTree(office: BenchOffice, isOn: boolean): Promise<void> {
  const word = isOn ? 'enable' : 'disable';
  await rawQuery(office.services.db, `alter table audit_leaf ${word} trigger audit_leaf_awaits_its_place`, []);
}

/** With the tree: the row that waits, the sequencer every second as in the office, a checkpoint at the end. */
async function withTree(office: BenchOffice, context: () => ActingContext, work: Work): Promise<number> {
  await switchTree(office, true);
  const turning = setInterval(() => void sequence(office.services), 1_000);
  const rate = await perSecond(context, work);
  clearInterval(turning);
  await sequence(office.services);
  await makeCheckpoint(office.services);
  return rate;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Rounds with and without in turn, so that what drifts drifts for both. */
async function throughput(office: BenchOffice, context: () => ActingContext, work: Work) {
  const [on, off]: [number[], number[]] = [[], []];
  await perSecond(context, work);
  for (let round = 0; round < ROUNDS; round += 1) {
    await switchTree(office, false);
    off.push(await perSecond(context, work));
    on.push(await withTree(office, context, work));
  }
  const [without, withIt] = [median(off), median(on)];
  return {
    offPerSecond: Math.round(without),
    onPerSecond: Math.round(withIt),
    costPercent: Number(((1 - withIt / without) * 100).toFixed(1)),
  };
}

async function fill(office: BenchOffice, context: () => ActingContext): Promise<number> {
  const { agencyId } = context().subject;
  const [row] = await rawQuery<{ count: number }>(office.services.db, 'select count(*) from audit_entry', []);
  for (let left = LEAVES - (row?.count ?? 0); left > 0; left -= 1_000) {
    const events = Array.from({ length: Math.min(left, 1_000) }, () => ({
      action: 'incoming.received',
      agencyId,
      objectKind: 'document',
      objectId: newId(),
      detail: { abstract: 'Về việc rà soát chứng thư số', files: 2 },
    }));
    await command(context(), async (tx) => recordAll(tx, context(), events));
  }
  const start = performance.now();
  const placed = await sequence(office.services);
  await makeCheckpoint(office.services);
  return Math.round(placed / ((performance.now() - start) / 1000));
}

async function proofs(office: BenchOffice) {
  const { db } = office.services;
  const [row] = await rawQuery<{ size: number; root: Buffer }>(
    db,
    'select size, root from audit_checkpoint order by number desc limit 1',
    [],
  );
  const { size = 0, root = Buffer.alloc(0) } = row ?? {};
  const [inclusion, consistency]: [number[], number[]] = [[], []];
  let proven = 0;
  for (let time = 0; time < PROOFS; time += 1) {
    const index = Math.floor((size * (time + 0.5)) / PROOFS);
    let start = performance.now();
    const proof = await treeOf(db, size).inclusionProof(index);
    inclusion.push(performance.now() - start);
    const [leaf] = await rawQuery<{ leaf_hash: Buffer }>(db, 'select leaf_hash from audit_entry where seq = $1', [
      index,
    ]);
    proven += verifyInclusion({ leafHash: leaf?.leaf_hash ?? root, index, size, root, proof }) ? 1 : 0;
    start = performance.now();
    await treeOf(db, size).consistencyProof(index + 1);
    consistency.push(performance.now() - start);
  }
  return { size, proven, inclusionMs: spreadOf(inclusion), consistencyMs: spreadOf(consistency) };
}

async function verifying(office: BenchOffice) {
  const [row] = await rawQuery<{ port: string; name: string }>(
    office.services.db,
    "select current_setting('port') as port, current_database() as name",
    [],
  );
  const { options } = office.pool;
  const url = options.connectionString ?? `postgres://127.0.0.1:${row?.port}/${row?.name}`;
  const start = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', CONGVU, 'audit', 'verify', '--json'],
    {
      env: { ...process.env, DATABASE_URL: url },
      encoding: 'utf8',
    },
  ).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '{}' }));
  const seconds = (performance.now() - start) / 1000;
  const report = JSON.parse(stdout) as { verdict?: string; size?: number; findings?: unknown[] };
  return {
    verdict: report.verdict,
    leaves: report.size,
    seconds: Number(seconds.toFixed(1)),
    leavesPerSecond: Math.round((report.size ?? 0) / seconds),
  };
}

/**
 * What the tree costs the commands of an office, how long a proof takes, and how fast the other program reads the whole log. The rounds
 * without the tree leave rows that stand nowhere, which the verifier would rightly report: they are placed before it looks.
 */
export async function run(): Promise<Record<string, unknown>> {
  const office = await openBenchOffice('2021-03-22T02:00:00Z');
  try {
    const { db } = office.services;
    const agency = await buildAgency(db);
    const unit = await buildUnit(db, agency.id);
    const subject = await buildSubject(db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
    const context = (): ActingContext => ({
      ...office.services,
      subject,
      meta: { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench', device: 'desktop' },
      idempotency: undefined,
    });
    const taking = await throughput(office, context, takeIn);
    const leaf = await throughput(office, context, leafAlone);
    await rawQuery(
      db,
      `insert into audit_pending select agency_id, id, leaf_hash from audit_leaf leaf
       where not exists (select 1 from audit_entry where leaf_id = leaf.id and agency_id = leaf.agency_id)
         and not exists (select 1 from audit_pending where leaf_id = leaf.id)`,
      [],
    );
    const sequencedPerSecond = await fill(office, context);
    const proof = await proofs(office);
    const verify = await verifying(office);
    return {
      lanes: LANES,
      commandsEachRound: COMMANDS,
      rounds: ROUNDS,
      'taking in a letter': taking,
      'a leaf alone': leaf,
      sequencedPerSecond,
      proof,
      verify,
      limits: { costPercent: LIMIT_COST_PERCENT },
      passed: taking.costPercent <= LIMIT_COST_PERCENT && proof.proven === PROOFS && verify.verdict === 'valid',
    };
  } finally {
    await office.close();
  }
}
