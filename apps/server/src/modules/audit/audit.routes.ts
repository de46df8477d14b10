import {
  AuditExportQuery,
  AuditLogView,
  AuditPage,
  AuditParams,
  AuditProof,
  AuditProofParams,
  AuditQuery,
  RotatedKey,
  WatchedInput,
  WatchedNotesQuery,
  WitnessInput,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { latestCheckpoint } from './log/checkpoints.ts';
import { prove } from './log/prove.ts';
import { rotateKey } from './log/rotate-key.ts';
import type { AuditPorts } from './ports.ts';
import { exportEntries } from './view/export-entries.ts';
import { listEntries } from './view/list-entries.ts';
import { viewLog } from './view/view-log.ts';
import { keptNotes } from './witness/kept-notes.ts';
import { takeCheckpoint } from './witness/take-checkpoint.ts';
import { WITNESS_PATH } from './witness/witness-path.ts';
import { addWitness, removeWitness, watchLog } from './witness/witnesses.ts';

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
/** A checkpoint with a hundred signatures and a proof of 63 hashes is far below. */
const REQUEST_LIMITS = { maxBytes: 64 * 1024, timeoutMs: 10_000 };

function inspectorRoutes(ports: AuditPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/audit/entries',
      policy: 'audit.search',
      summary: 'Nhật ký của cơ quan: tìm theo thời gian, người, đối tượng, thao tác; mỗi lần xem được ghi lại',
      query: AuditQuery,
      response: AuditPage,
      handle: (context, { query }) => listEntries(context, ports, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/audit/export',
      policy: 'audit.export',
      summary: 'Xuất nhật ký ra CSV, JSON từng dòng, hoặc toàn bộ để kiểm tra độc lập; mỗi lần xuất được ghi lại',
      stepUp: true,
      query: AuditExportQuery,
      handle: async (context, { query, sendFile }) => sendFile(await exportEntries(context, ports, query)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/audit/proof/:kind/:id',
      policy: 'audit.prove',
      summary: 'Bằng chứng: mọi dòng nhật ký về một đối tượng nằm trong cây có điểm kiểm tra đã ký',
      params: AuditProofParams,
      response: AuditProof,
      handle: (context, { params }) => prove(context, ports, params.kind, params.id),
    }),
  ];
}

function keeperRoutes(): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/audit/log',
      policy: 'audit.view_log',
      summary: 'Tình trạng nhật ký: số dòng, điểm kiểm tra, khóa, nơi làm chứng',
      response: AuditLogView,
      handle: (context) => viewLog(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/audit/witnesses',
      policy: 'audit.configure',
      summary: 'Thêm nơi làm chứng cho nhật ký của hệ thống này',
      body: WitnessInput,
      response: AuditParams,
      handle: (context, { body }) => addWitness(context, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/audit/witnesses/:id',
      policy: 'audit.configure',
      summary: 'Gỡ nơi làm chứng',
      params: AuditParams,
      response: z.object({}),
      handle: (context, { params }) => removeWitness(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/audit/watched',
      policy: 'audit.configure',
      summary: 'Làm chứng cho nhật ký của một hệ thống cấp dưới',
      body: WatchedInput,
      response: z.object({ origin: z.string() }),
      handle: (context, { body }) => watchLog(context, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/audit/watched/notes',
      policy: 'audit.view_log',
      summary: 'Mọi điểm kiểm tra của một hệ thống cấp dưới đã ký làm chứng, để kiểm tra độc lập',
      query: WatchedNotesQuery,
      handle: async (context, { query, sendFile }) =>
        sendFile({ stream: await keptNotes(context, query.origin), headers: PLAIN }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/audit/key',
      policy: 'audit.configure',
      summary: 'Đổi khóa ký điểm kiểm tra; khóa cũ bàn giao bằng chữ ký của chính nó',
      stepUp: true,
      response: RotatedKey,
      handle: (context) => rotateKey(context),
    }),
  ];
}

/** Nobody is signed in here: a checkpoint holds a size and a hash, and what a witness is asked is signed by the log that asks. */
function openRoutes(): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/audit/checkpoint',
      policy: 'public',
      summary: 'Điểm kiểm tra mới nhất đã ký (C2SP tlog-checkpoint, công khai)',
      handle: async (context, { sendFile }) => {
        const latest = await latestCheckpoint(context.db);
        sendFile({ status: latest === undefined ? 404 : 200, stream: Buffer.from(latest?.note ?? ''), headers: PLAIN });
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${WITNESS_PATH}/add-checkpoint`,
      policy: 'public',
      summary: 'Ký làm chứng điểm kiểm tra của hệ thống cấp dưới (C2SP tlog-witness)',
      fromProgram: true,
      raw: true,
      handle: async (context, { raw, sendFile }) => {
        const { status, body } = await takeCheckpoint(context, (await raw.read(REQUEST_LIMITS)).toString('utf8'));
        sendFile({ status, stream: Buffer.from(body), headers: PLAIN });
      },
    }),
  ];
}

export function auditRoutes(ports: AuditPorts): Route[] {
  return [...inspectorRoutes(ports), ...keeperRoutes(), ...openRoutes()];
}
