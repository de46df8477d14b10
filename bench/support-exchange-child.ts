import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseWays, installationIdentity, listUsableConnections } from '../apps/server/src/modules/carriers/index.ts';
import { acceptPeerCodes } from '../apps/server/src/modules/carriers/peer/commands/accept-codes.ts';
import { confirmPeer } from '../apps/server/src/modules/carriers/peer/commands/confirm-peer.ts';
import { proposePeer } from '../apps/server/src/modules/carriers/peer/commands/propose-peer.ts';
import { insertDocument } from '../apps/server/src/modules/documents/index.ts';
import { storeBytes } from '../apps/server/src/modules/files/index.ts';
import type { Exchange } from '../apps/server/src/modules/interchange/exchange.ts';
import { noAmendments, noInspection } from '../apps/server/src/modules/interchange/interchange.ports.ts';
import { dispatchLetter } from '../apps/server/src/modules/interchange/outbox/dispatch-letter.ts';
import { queueReport } from '../apps/server/src/modules/interchange/outbox/report-status.ts';
import { buildAgency, buildSubject, buildUnit } from '../apps/server/src/modules/org/org.testing.ts';
import type { IssuedLetter } from '../apps/server/src/modules/outgoing/index.ts';
import { createModules, type OfficeModules } from '../apps/server/src/modules.ts';
import { type Foundations, openFoundations } from '../apps/server/src/office.ts';
import type { Subject } from '../apps/server/src/platform/authorise.ts';
import { readConfig } from '../apps/server/src/platform/config.ts';
import { type ActingContext, command } from '../apps/server/src/platform/context.ts';
import { buildServer } from '../apps/server/src/platform/http/server.ts';
import { newId } from '../apps/server/src/platform/ids.ts';
import { startWorker } from '../apps/server/src/platform/jobs.ts';
import { createLog } from '../apps/server/src/platform/log.ts';
import { rawQuery } from '../apps/server/src/platform/sql.ts';
import { startSweeps } from '../apps/server/src/platform/sweeps.ts';
import { tuneMemory } from '../apps/server/src/platform/tune-memory.ts';
import { databaseSeconds } from './support-exchange-cpu.ts';
import { largeFile } from './support-exchange-large.ts';
import { openSignedLetters } from './support-exchange-letters.ts';
import { readCounts, readProgress, readStates } from './support-exchange-look.ts';
import { beginProfile, endProfile } from './support-exchange-profile.ts';
import { peakMiB } from './support-memory.ts';

/**
 * One installation in a process of its own: its own durable PostgreSQL, files, modules, worker and address, as `npm start` has them.
 * The benchmark speaks to it over the channel of the process: one question, one answer.
 */
interface Office {
  foundations: Foundations;
  modules: OfficeModules;
  app: Awaited<ReturnType<typeof buildServer>>;
  agencies: { id: string; code: string; name: string; clerk: Subject }[];
  administrator: Subject;
  dir: string;
  url: string;
}

// As the program of the office does (main.ts).
tuneMemory();

let office: Office | undefined;
let working: { stop(): Promise<void> }[] = [];
let peerId = '';

function opened(): Office {
  if (office === undefined) {
    throw new Error('the office is not open yet');
  }
  return office;
}

function acting(subject: Subject): ActingContext {
  const meta = { requestId: newId(), ip: '127.0.0.1', userAgent: 'bench', device: 'desktop' as const };
  return { ...opened().foundations.services, subject, meta, idempotency: undefined };
}

async function open({ names }: { names: { name: string; code: string }[] }): Promise<unknown> {
  const dir = mkdtempSync(join(tmpdir(), 'congvu-exchange-'));
  chmodSync(dir, 0o755);
  const config = { ...readConfig(['--data', dir], {}), loopbackServices: true };
  const foundations = await openFoundations(config, createLog('error'), () => undefined);
  const { services } = foundations;
  const modules = createModules();
  const app = await buildServer({
    services,
    routes: modules.all.flatMap((module) => module.routes ?? []),
    resolveSession: async () => undefined,
    events: { subscribe: () => () => undefined, close: async () => undefined },
    uploadLimit: 100 * 1024 * 1024,
  });
  const url = new URL(await app.listen({ host: '127.0.0.1', port: 0 })).origin;
  config.publicUrl = url;
  const agencies: Office['agencies'] = [];
  let administrator: Subject | undefined;
  for (const { name, code } of names) {
    const agency = await buildAgency(services.db, { name, code });
    const unit = await buildUnit(services.db, agency.id);
    const clerk = await buildSubject(services.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
    administrator ??= await buildSubject(services.db, {
      agencyId: agency.id,
      unitId: unit.id,
      roles: ['administrator'],
    });
    agencies.push({ id: agency.id, code, name, clerk });
  }
  if (administrator === undefined) {
    throw new Error('an installation has an agency');
  }
  office = { foundations, modules, app, agencies, administrator, dir, url };
  const { fingerprint } = await installationIdentity(services);
  return { url, heard: fingerprint.split(' ').slice(-4).join(' ') };
}

async function propose({ url, heard, codes }: { url: string; heard: string; codes: string[] }): Promise<unknown> {
  const context = acting(opened().administrator);
  const { id } = await proposePeer(context, {
    endpoint: url,
    plainHttpConfirmed: true,
    ca: '',
    name: '',
    share: 'all',
  });
  await confirmPeer(acting(opened().administrator), id, { heard, codes });
  peerId = id;
  return { id };
}

async function accept({ codes }: { codes: string[] }): Promise<unknown> {
  await acceptPeerCodes(acting(opened().administrator), peerId, { codes });
  return {};
}

/** The other side's root of signatures, as an administrator would have entered it. */
async function trust({ anchor }: { anchor: string }): Promise<unknown> {
  const der = Buffer.from(anchor, 'base64');
  await rawQuery(
    opened().foundations.services.db,
    `insert into certificate_anchor (id, name, programme, der, sha256, valid_from, valid_to, usages, crl_urls, ocsp_urls, tsa_urls,
       state, reason, added_at)
     values ($1, 'Đo', 'official', $2, $3, now() - interval '10 years', now() + interval '10 years', '{signing,timestamping}', '{}', '{}',
       '{}', 'active', 'đo', now())`,
    [newId(), der, createHash('sha256').update(der).digest('hex')],
  );
  return {};
}

const letters = await openSignedLetters();

async function anchor(): Promise<unknown> {
  return { anchor: Buffer.from(letters.anchor).toString('base64') };
}

function letterOf(
  sender: Office['agencies'][number],
  made: { number: number; abstract: string },
  rest: Pick<IssuedLetter, 'receivers' | 'files'>,
): IssuedLetter {
  const symbol = 'UBND-VHTT';
  return {
    agencyId: sender.id,
    documentId: newId(),
    documentCode: `${sender.code}.2026.${made.number}`,
    documentType: 'official_letter',
    typeName: 'Công văn',
    number: made.number,
    symbol,
    numberSymbol: `${made.number}/${symbol}`,
    abstract: made.abstract,
    issuedOn: '2026-03-23',
    place: 'Tam Đường',
    signatory: 'Vũ Xuân Thịnh',
    signatoryPosition: 'PHÓ CHỦ TỊCH',
    blockLines: ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'],
    urgency: 'normal',
    pageCount: 2,
    copies: 1,
    recipients: ['Như trên', 'Lưu: VT, VHTT'],
    replyTo: [],
    dueOn: null,
    ...rest,
  };
}

/** One distinct signed letter, in the outbox; the receivers take turns. */
async function dispatchOne(
  receiver: { code: string; name: string },
  beside: Omit<IssuedLetter['files'][number], 'fileId' | 'main'>[] = [],
): Promise<void> {
  const { foundations, agencies } = opened();
  const { services } = foundations;
  const [sender] = agencies;
  if (sender === undefined) {
    throw new Error('an installation has an agency');
  }
  const made = await letters.next();
  const stored = await storeBytes(services, made.pdf, 'Công văn.pdf', 'application/pdf');
  const letter = letterOf(sender, made, {
    receivers: [{ agencyId: null, ...receiver }],
    files: [
      { fileId: newId(), ...stored, main: true },
      ...beside.map((file) => ({ fileId: newId(), ...file, main: false })),
    ],
  });
  const exchange: Exchange = {
    peers: {
      readIssuedLetter: async () => letter,
      receiveLetters: async () => [],
      judgePdf: async () => ({ verdict: 'unsigned', sentence: '', signers: [] }),
    },
    carriers: [],
    chooseWays,
    listConnections: listUsableConnections,
    amendments: noAmendments,
    inspectAttachments: noInspection,
  };
  const context = acting(sender.clerk);
  await command(context, async (tx) => {
    await insertDocument(tx, {
      agency_id: letter.agencyId,
      id: letter.documentId,
      direction: 'outgoing',
      document_type: letter.documentType,
      type_name: letter.typeName,
      number: letter.number,
      symbol: letter.symbol,
      number_symbol: letter.numberSymbol,
      abstract: letter.abstract,
      issued_on: letter.issuedOn,
      issuing_agency_id: sender.id,
      issuing_agency_name: sender.name,
      signatory: letter.signatory,
      signatory_position: letter.signatoryPosition,
      urgency: letter.urgency,
      drafting_unit: '',
      page_count: letter.pageCount,
      document_code: letter.documentCode,
      created_at: services.clock.now(),
    });
    await dispatchLetter(exchange, tx, context, letter);
  });
}

async function prepare({ count, to }: { count: number; to: { code: string; name: string }[] }): Promise<unknown> {
  for (let index = 0; index < count; index += 1) {
    const receiver = to[index % to.length];
    if (receiver !== undefined) {
      await dispatchOne(receiver);
    }
  }
  const [row] = await rawQuery(opened().foundations.services.db, 'select count(*) from interchange_outbox', []);
  return row;
}

/** One letter with a large file beside it. */
async function dispatchLarge({
  kind,
  size,
  to,
}: {
  kind: 'pdf' | 'tif';
  size: number;
  to: { code: string; name: string };
}) {
  const { services } = opened().foundations;
  const stored = await services.blobs.put(largeFile(kind, size));
  const mediaType = kind === 'pdf' ? 'application/pdf' : 'image/tiff';
  await dispatchOne(to, [{ ...stored, name: `Bản vẽ.${kind}`, mediaType }]);
  return stored;
}

/** The kernel counts the peak of this program from now on. */
async function forgetPeak(): Promise<unknown> {
  globalThis.gc?.();
  writeFileSync('/proc/self/clear_refs', '5');
  return { mebibytes: peakMiB() };
}

async function peak(): Promise<unknown> {
  return { mebibytes: peakMiB() };
}

async function start(): Promise<unknown> {
  await beginProfile();
  const { foundations, modules } = opened();
  const { services, pool } = foundations;
  const runner = await startWorker(
    pool,
    modules.all.flatMap((module) => module.jobs?.(services) ?? []),
    services.log,
  );
  const sweeps = startSweeps(
    services,
    modules.all.flatMap((module) => module.sweeps ?? []),
  );
  working = [sweeps, { stop: () => runner.stop() }];
  return {};
}

async function stop(): Promise<unknown> {
  if (working.length > 0) {
    await endProfile(opened().agencies.length === 1 ? 'sender' : 'receiver');
  }
  for (const part of working.splice(0)) {
    await part.stop();
  }
  return {};
}

/** What work on the letters would report, queued while nothing runs: 03 to 06 for each. */
async function report({ codes }: { codes: ('03' | '04' | '05' | '06')[] }): Promise<unknown> {
  const { foundations, agencies } = opened();
  let queued = 0;
  for (const { id, clerk } of agencies) {
    const rows = await rawQuery<{ document_id: string }>(
      foundations.services.db,
      'select document_id from interchange_origin where agency_id = $1',
      [id],
    );
    for (const { document_id: documentId } of rows) {
      const context = acting(clerk);
      await command(context, async (tx) => {
        for (const code of codes) {
          await queueReport(tx, context, { agencyId: id, documentId, code, note: '' });
        }
      });
      queued += codes.length;
    }
  }
  return { queued };
}

/** Processor time so far: of this process and of its database. */
async function cpu(): Promise<unknown> {
  const { user, system } = process.cpuUsage();
  const main = process.threadCpuUsage();
  return {
    officeSeconds: (user + system) / 1e6,
    mainThreadSeconds: (main.user + main.system) / 1e6,
    databaseSeconds: databaseSeconds(opened().dir),
  };
}

async function close(): Promise<unknown> {
  await stop();
  const { app, foundations, dir } = opened();
  await app.close();
  await foundations.close();
  for (const path of [dir, `${dir}-keys`]) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  setTimeout(() => process.exit(0), 50);
  return {};
}

const ACTS: Record<string, (args: never) => Promise<unknown>> = {
  dispatchLarge,
  forgetPeak,
  peak,
  open,
  propose,
  accept,
  trust,
  anchor,
  prepare,
  start,
  stop,
  counts: () => readCounts(opened().foundations.services.db),
  progress: () => readProgress(opened().foundations.services.db),
  look: () => readStates(opened().foundations.services.db),
  report,
  cpu,
  close,
};

process.on('message', (question: { id: number; act: string; args: unknown }) => {
  const act = ACTS[question.act];
  const answer =
    act === undefined ? Promise.reject(new Error(`unknown: ${question.act}`)) : act(question.args as never);
  void answer.then(
    (value) => process.send?.({ id: question.id, value }),
    (error: unknown) =>
      process.send?.({ id: question.id, error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit(1));
process.send?.({ id: 0, value: {} });
