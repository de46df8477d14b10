import { createHash } from 'node:crypto';
import { buildEdxml, type EdxmlDocument } from '@congvu/edxml';
import {
  type AxisContent,
  type NationalSettings,
  nationalClient,
  type ProvincialSettings,
  provincialClient,
} from '../src/index.ts';
import { nodeTransport } from '../src/node-transport.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../src/simulator.ts';

export const NOW = new Date('2021-03-16T02:30:00.000Z');

export const DISTRICT = {
  id: 'test.h35.09',
  secret: 'khoa-thu-nghiem',
  agencies: ['H35.9'],
  username: 'huyen',
  password: 'mat-khau-thu',
  applicationCode: 'QLVB',
};
export const DEPARTMENT = {
  id: 'test.h35.03',
  secret: 'khoa-cua-so',
  agencies: ['H35.3'],
  username: 'so',
  password: 'mat-khau-so',
  applicationCode: 'QLVB',
};

export const AGENCIES = [
  { code: 'H35', name: 'UBND tỉnh Mẫu', codeQcvn102: '000.00.00.H35' },
  { code: 'H35.9', name: 'UBND huyện Mẫu', codeQcvn102: '000.00.09.H35', oldCodes: ['09.H35'], parentCode: 'H35' },
  { code: 'H35.3', name: 'Sở Mẫu', codeQcvn102: '000.00.03.H35', parentCode: 'H35', mail: 'vanthu@so.example.vn' },
  { code: 'H35.4', name: 'Sở Khóa', parentCode: 'H35', isLocked: true },
  { code: 'H35.5', name: 'Sở Khác', parentCode: 'H35' },
];

export function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return startSimulator({ agencies: AGENCIES, systems: [DISTRICT, DEPARTMENT], clock: () => NOW, ...options });
}

const FAST = { backoffMs: 5, callMs: 5000, silenceMs: 3000 };

export function national(simulator: Simulator, system = DISTRICT, settings: Partial<NationalSettings> = {}) {
  return nationalClient({
    endpoint: simulator.url,
    systemId: system.id,
    secret: system.secret,
    transport: nodeTransport(),
    now: () => NOW,
    allowPlainHttp: true,
    timing: FAST,
    ...settings,
  });
}

export function provincial(simulator: Simulator, system = DISTRICT, settings: Partial<ProvincialSettings> = {}) {
  return provincialClient({
    endpoint: simulator.url,
    username: system.username,
    password: system.password,
    applicationCode: system.applicationCode,
    systemId: system.id,
    secretKey: system.secret,
    transport: nodeTransport(),
    now: () => NOW,
    allowPlainHttp: true,
    timing: FAST,
    ...settings,
  });
}

export function letter(fields: Partial<EdxmlDocument> = {}): EdxmlDocument {
  return {
    kind: 'document',
    from: { agencyCode: 'H35.9', name: 'UBND huyện Mẫu' },
    to: [{ agencyCode: 'H35.3', name: 'Sở Mẫu' }],
    documentId: 'H35.9,2021/03/16,123/UBND-VHTT',
    number: '123',
    symbol: 'UBND-VHTT',
    placeOfIssue: 'Mẫu',
    issuedOn: '2021-03-16',
    documentType: { code: '29', name: 'Công văn' },
    abstract: 'V/v rà soát chứng thư số',
    trace: [{ agencyCode: 'H35.9', at: '2021-03-16T09:30:00+07:00' }],
    ...fields,
  };
}

export interface Message {
  content: AxisContent;
  meta: { from: string; messageType: 'edoc' | 'status'; sha256: string; size: number };
}

export function messageOf(bytes: Uint8Array, from = 'H35.9', messageType: 'edoc' | 'status' = 'edoc'): Message {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { content: bytes, meta: { from, messageType, sha256, size: bytes.length } };
}

export async function letterMessage(fields: Partial<EdxmlDocument> = {}, pdf = '%PDF-1.7 thử'): Promise<Message> {
  const bytes = await buildEdxml(letter(fields), [{ name: 'cong-van.pdf', content: Buffer.from(pdf) }]);
  return messageOf(bytes);
}

export async function readAll(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

export async function gather<Item>(source: AsyncIterable<Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const piece of source) {
    items.push(...piece);
  }
  return items;
}
